pub fn frame(out: &mut [u8; 20], tag: &[u8; 16], len: u32) {
    // degrades: copy
    out[..16].copy_from_slice(tag);
    out[16..].copy_from_slice(&len.to_be_bytes());
}
