use ring::aead::{Aad, BoundKey, Nonce, SealingKey, NonceSequence};

pub const MTU: usize = 1420;

pub struct Tunnel<N: NonceSequence> {
    key: SealingKey<N>,
    sent: u64,
}

impl<N: NonceSequence> Tunnel<N> {
    pub fn seal(&mut self, pkt: &mut Vec<u8>) -> Result<(), ring::error::Unspecified> {
        debug_assert!(pkt.len() <= MTU);
        // degrades: encrypt
        self.key.seal_in_place_append_tag(Aad::empty(), pkt)?;
        self.sent += 1;
        Ok(())
    }
}
