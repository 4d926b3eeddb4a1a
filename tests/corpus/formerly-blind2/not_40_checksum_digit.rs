//! Payment front end: Luhn digit and a small pseudo-random generator.

pub fn luhn_ok(digits: &[u8]) -> bool {
    let mut sum = 0u32;
    // not: crc
    for (i, d) in digits.iter().rev().enumerate() {
        let mut v = u32::from(*d);
        if i % 2 == 1 {
            v *= 2;
            if v > 9 {
                v -= 9;
            }
        }
        sum += v;
    }
    sum % 10 == 0
}

pub struct Lcg(u64);

impl Lcg {
    pub fn next(&mut self) -> u32 {
        // not: encrypt
        self.0 = self.0.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
        (self.0 >> 33) as u32
    }
}
