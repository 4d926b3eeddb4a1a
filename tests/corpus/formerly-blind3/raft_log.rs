use serde::{Deserialize, Serialize};
use std::io;

#[derive(Serialize, Deserialize)]
pub struct Entry {
    pub term: u64,
    pub index: u64,
    pub command: Vec<u8>,
}

pub struct Codec;

/// Term and index of an entry, as they are kept in the index file.
pub fn slot(term: u64, index: u64) -> ([u8; 16], u32) {
    let mut s = [0u8; 16];
    // degrades: copy
    s[..8].copy_from_slice(&term.to_le_bytes());
    // degrades: copy
    s[8..].copy_from_slice(&index.to_le_bytes());
    // degrades: crc
    let sum = crc32fast::hash(&s);
    (s, sum)
}

impl Codec {
    pub fn pack(&self, e: &Entry, out: &mut Vec<u8>) -> io::Result<()> {
        // degrades: serialize
        bincode::serialize_into(&mut *out, e).map_err(|e| io::Error::new(io::ErrorKind::Other, e))
    }

    pub fn unpack(&self, raw: &[u8]) -> io::Result<Entry> {
        // degrades: deserialize
        bincode::deserialize(raw).map_err(|e| io::Error::new(io::ErrorKind::InvalidData, e))
    }
}
