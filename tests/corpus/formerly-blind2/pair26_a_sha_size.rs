//! Artifact registry: SHA-256 of 2 MiB layer chunks.
use sha2::{Digest, Sha256};

pub const LEN: usize = 2 << 20;

pub struct Item {
    pub bytes: Box<[u8; LEN]>,
    pub digest: [u8; 32],
}

pub fn stamp_all(items: &mut [Item]) {
    for it in items.iter_mut() {
        // region: hash
        it.digest = Sha256::digest(&it.bytes[..]).into();
    }
}
