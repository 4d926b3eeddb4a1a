use sha2::{Digest, Sha256};

pub fn key(name: &str) -> [u8; 32] {
    // degrades: hash
    Sha256::digest(name.as_bytes()).into()
}
