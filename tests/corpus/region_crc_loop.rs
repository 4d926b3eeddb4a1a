pub fn crc32(mut crc: u32, block: &[u8]) -> u32 {
    crc = !crc;
    // region: crc crc32 in-core
    for &b in block.iter() {
        crc = TABLE[((crc ^ b as u32) & 0xff) as usize] ^ (crc >> 8);
    }
    !crc
}
