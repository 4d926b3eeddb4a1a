pub fn put_header(out: &mut [u8], id: &[u8; 16]) {
    // degrades: copy
    out[..16].copy_from_slice(id);
}
