const REGION: usize = 4 << 20;

pub fn snapshot(src: &[Vec<u8>], dst: &mut [Vec<u8>]) {
    for (s, d) in src.iter().zip(dst.iter_mut()) {
        // region: copy async batch sync min=16384
        d[..REGION].copy_from_slice(&s[..REGION]);
    }
}

pub fn rebuild(rows: &[&[u64]], lost: &mut [u64]) {
    // region: erasure xor in-core min=4096
    for i in 0..REGION / 8 {
        lost[i] = rows.iter().fold(0, |x, r| x ^ r[i]);
    }
}

pub fn lcg(seed: &mut u64) -> u64 {
    // not: hash
    for _ in 0..4 {
        *seed = seed.wrapping_mul(6364136223846793005).wrapping_add(1);
    }
    *seed
}

pub fn dedup(v: &mut Vec<u32>) {
    let mut k = 1;
    // not: filter
    for i in 1..v.len() {
        if v[i] != v[i - 1] {
            v[k] = v[i];
            k += 1;
        }
    }
    v.truncate(k);
}
