const EXTENT: usize = 1 << 20;

pub fn sums(data: &[u8]) -> Vec<u32> {
    // region: crc in-core
    data.chunks_exact(EXTENT).map(|e| crc32fast::hash(e)).collect()
}
