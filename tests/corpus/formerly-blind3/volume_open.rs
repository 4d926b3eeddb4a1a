use crate::tables::{INV_SBOX, TD};

pub const UNIT: usize = 16 * 1024;

/// Fifteen round keys of the inverse cipher.
pub struct Unsealer {
    pub rk: [[u32; 4]; 15],
}

impl Unsealer {
    /// Every unit is a chain of its own that starts from `iv`.
    pub fn open(&self, unit: &mut [u8; UNIT], mut iv: [u8; 16]) {
        // region: decrypt aes-cbc in-core min=1024
        for blk in unit.chunks_exact_mut(16) {
            let saved: [u8; 16] = (&*blk).try_into().unwrap();
            let mut s = [0u32; 4];
            for i in 0..4 {
                s[i] = u32::from_be_bytes(saved[4 * i..4 * i + 4].try_into().unwrap()) ^ self.rk[0][i];
            }
            for rk in &self.rk[1..14] {
                let mut t = *rk;
                for i in 0..4 {
                    for j in 0..4 {
                        t[i] ^= TD[j][(s[(i + 4 - j) & 3] >> (24 - 8 * j) & 255) as usize];
                    }
                }
                s = t;
            }
            for i in 0..16 {
                let (c, r) = (i / 4, i % 4);
                let v = INV_SBOX[(s[(c + 4 - r) & 3] >> (24 - 8 * r) & 255) as usize];
                blk[i] = v ^ (self.rk[14][c] >> (24 - 8 * r)) as u8 ^ iv[i];
            }
            iv = saved;
        }
    }
}
