pub const ROWS: usize = 1 << 20;

/// Marks the tuples below a bound, a word of the bitmap for 32 of them.
pub fn tuples_below(tuples: &[i32; ROWS], bound: i32, bitmap: &mut [u32]) {
    // region: scan
    for (mark, group) in bitmap.iter_mut().zip(tuples.chunks_exact(32)) {
        let mut word = 0u32;
        for (bit, t) in group.iter().enumerate() {
            word |= u32::from(*t < bound) << bit;
        }
        *mark = word;
    }
}
