//! Partitioner of a stream processor.
use std::collections::hash_map::DefaultHasher;
use std::hash::{Hash, Hasher};

#[derive(Clone, Hash, PartialEq, Eq)]
pub struct Key {
    pub tenant: u32,
    pub name: String,
}

pub fn partition(k: &Key, n: u64) -> u64 {
    let mut h = DefaultHasher::new();
    // not: hash
    k.hash(&mut h);
    h.finish() % n
}

pub fn live<'a>(keys: &'a [Key], tenant: u32) -> impl Iterator<Item = &'a Key> + 'a {
    // not: filter
    keys.iter().filter(move |k| k.tenant == tenant)
}
