/// Predicate kernels. Batches come from the file's row groups (about a million rows).
pub fn gt_u32(col: &[u32], limit: u32, out: &mut [u64]) {
    // region: scan async sync min=65536
    for (word, rows) in out.iter_mut().zip(col.chunks(64)) {
        let mut m = 0u64;
        for (i, v) in rows.iter().enumerate() {
            m |= u64::from(*v > limit) << i;
        }
        *word = m;
    }
}
