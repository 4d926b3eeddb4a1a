const SEGMENT: usize = 4 * 1024 * 1024;

pub fn replicate(dst: &mut [u8], src: &[u8]) {
    for (d, s) in dst.chunks_exact_mut(SEGMENT).zip(src.chunks_exact(SEGMENT)) {
        // region: copy async sync min=1048576
        d.copy_from_slice(s);
    }
}
