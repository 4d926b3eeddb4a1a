pub struct FxHasher {
    state: u64,
}

impl FxHasher {
    pub fn write(&mut self, bytes: &[u8]) {
        // not: hash
        for chunk in bytes.chunks_exact(8) {
            let w = u64::from_le_bytes(chunk.try_into().unwrap());
            self.state = (self.state.rotate_left(5) ^ w).wrapping_mul(0x517c_c1b7_2722_0a95);
        }
    }
}
