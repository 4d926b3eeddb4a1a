pub struct Xorshift(u64);

impl Xorshift {
    pub fn new(seed: u64) -> Self {
        Xorshift(seed | 1)
    }

    /// Payload of the load generator.
    pub fn fill(&mut self, buf: &mut [u64]) {
        // not: fill
        for slot in buf.iter_mut() {
            let mut x = self.0;
            x ^= x << 13;
            x ^= x >> 7;
            x ^= x << 17;
            self.0 = x;
            *slot = x;
        }
    }
}
