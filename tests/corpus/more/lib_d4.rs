pub const STRIPE: usize = 512 * 1024;

pub fn parity(data: &[&[u8]], p: &mut [u8; STRIPE]) {
    p.fill(0);
    for d in data {
        // region: erasure xor in-core min=4096
        for (x, y) in p.iter_mut().zip(d.iter()) {
            *x ^= *y;
        }
    }
}

pub fn sip(key: &[u8]) -> u64 {
    let mut h = 0xcbf29ce484222325u64;
    // not: hash
    for b in key {
        h ^= *b as u64;
        h = h.wrapping_mul(0x100000001b3);
    }
    h
}
