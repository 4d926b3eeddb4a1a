pub struct Rng { s: [u64; 4] }

impl Rng {
    pub fn fill(&mut self, out: &mut [u64]) {
        // not: encrypt
        for o in out.iter_mut() {
            *o = self.s[1].wrapping_mul(5).rotate_left(7).wrapping_mul(9);
            let t = self.s[1] << 17;
            self.s[2] ^= self.s[0];
            self.s[3] ^= self.s[1];
            self.s[1] ^= self.s[2];
            self.s[0] ^= self.s[3];
            self.s[2] ^= t;
            self.s[3] = self.s[3].rotate_left(45);
        }
    }
}
