pub const ROWS: usize = 1 << 20;

pub fn select(col: &[u32], lo: u32, hi: u32, out: &mut Vec<u32>) {
    // region: scan async sync min=65536
    for i in 0..ROWS {
        if col[i] >= lo && col[i] < hi {
            out.push(i as u32);
        }
    }
}

pub fn compact(col: &[u64], keep: &[u8], out: &mut [u64]) -> usize {
    let mut n = 0;
    // region: filter async sync min=65536
    for i in 0..ROWS {
        if keep[i] != 0 {
            out[n] = col[i];
            n += 1;
        }
    }
    n
}
