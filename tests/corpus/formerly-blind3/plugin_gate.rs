use ring::signature::{UnparsedPublicKey, ED25519};
use sha2::{Digest, Sha256};
use std::fs;
use std::path::Path;

static VENDOR_KEY: [u8; 32] = *include_bytes!("vendor.pub");

#[derive(Debug)]
pub enum Gate {
    Io(std::io::Error),
    Untrusted,
}

/// Loads the manifest of a plugin before the host starts.
pub fn admit(dir: &Path) -> Result<(Vec<u8>, [u8; 32]), Gate> {
    let manifest = fs::read(dir.join("plugin.toml")).map_err(Gate::Io)?;
    let sig = fs::read(dir.join("plugin.sig")).map_err(Gate::Io)?;
    let key = UnparsedPublicKey::new(&ED25519, &VENDOR_KEY);
    // degrades: verify
    key.verify(&manifest, &sig).map_err(|_| Gate::Untrusted)?;
    // degrades: hash
    let id = Sha256::digest(&manifest).into();
    Ok((manifest, id))
}
