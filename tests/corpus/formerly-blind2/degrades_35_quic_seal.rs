//! QUIC packet protection: one datagram of at most 1350 bytes per call.
use ring::aead::{Aad, LessSafeKey, Nonce, NONCE_LEN};
use ring::error::Unspecified;

pub const MAX_DATAGRAM: usize = 1350;

pub struct PacketKey {
    key: LessSafeKey,
    iv: [u8; NONCE_LEN],
}

impl PacketKey {
    pub fn seal(&self, pn: u64, header: &[u8], payload: &mut Vec<u8>) -> Result<(), Unspecified> {
        if payload.len() > MAX_DATAGRAM {
            return Err(Unspecified);
        }
        let mut n = self.iv;
        for (i, b) in pn.to_be_bytes().iter().enumerate() {
            n[4 + i] ^= b;
        }
        // degrades: encrypt
        self.key
            .seal_in_place_append_tag(Nonce::assume_unique_for_key(n), Aad::from(header), payload)
    }
}
