use serde::Serialize;
use std::sync::atomic::{AtomicU64, Ordering};

/// Shape of a row as it is declared to the catalog; nothing is written here.
#[derive(Debug, Clone, Serialize)]
pub struct FieldDecl {
    pub name: &'static str,
    pub nullable: bool,
}

pub trait Row {
    const FIELDS: &'static [FieldDecl];
}

static NEXT_VERSION: AtomicU64 = AtomicU64::new(1);

pub struct Lock;

impl Lock {
    /// One writer at a time: every update takes the next number.
    fn serialize(&self) -> u64 {
        NEXT_VERSION.fetch_add(1, Ordering::SeqCst)
    }
}

pub fn declare<R: Row>(lock: &Lock) -> (u64, usize) {
    // not: serialize
    let version = lock.serialize();
    (version, R::FIELDS.len())
}
