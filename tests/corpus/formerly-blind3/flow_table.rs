use std::collections::HashMap;
use std::hash::{BuildHasher, Hasher};
use std::net::Ipv4Addr;

#[derive(Clone, Copy, Default)]
pub struct Mult(u64);

impl Hasher for Mult {
    fn write(&mut self, bytes: &[u8]) {
        // not: hash
        for &b in bytes {
            self.0 = (self.0.rotate_left(5) ^ b as u64).wrapping_mul(0x517c_c1b7_2722_0a95);
        }
    }

    fn finish(&self) -> u64 {
        self.0
    }
}

impl BuildHasher for Mult {
    type Hasher = Mult;
    fn build_hasher(&self) -> Mult {
        *self
    }
}

pub type Flows = HashMap<(Ipv4Addr, u16, Ipv4Addr, u16), u64, Mult>;

pub fn account(f: &mut Flows, key: (Ipv4Addr, u16, Ipv4Addr, u16), len: u64) {
    *f.entry(key).or_insert(0) += len;
}
