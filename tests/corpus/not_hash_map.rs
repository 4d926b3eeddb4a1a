use std::collections::HashMap;
use crc32fast::Hasher;

fn put(map: &mut HashMap<u32, u32>, hasher: Hasher, k: u32) {
    // not: crc
    map.insert(k, hasher.finalize());
}
