use flate2::{Compress, Compression, FlushCompress};
use lz4_flex::block::compress_prepend_size;
use sha2::{Digest, Sha256};

pub const EXTENT: usize = 1 << 20;

pub fn extent(raw: &[u8], out: &mut Vec<u8>) {
    let mut c = Compress::new(Compression::fast(), false);
    // region: compress deflate sync async in-core min=4096
    c.compress_vec(&raw[..EXTENT], out, FlushCompress::Finish).unwrap();
}

pub fn blocks(raw: &[u8; 65536]) -> Vec<u8> {
    // region: compress lz4 async min=16384
    compress_prepend_size(raw)
}

pub fn name(obj: &[u8; 8 << 20]) -> [u8; 32] {
    let mut h = Sha256::new();
    // region: hash sha256 async min=65536
    h.update(obj);
    h.finalize().into()
}

pub fn checksum(words: &[u32]) -> u32 {
    // not: crc
    words.iter().fold(0u32, |s, w| s.wrapping_add(*w))
}

pub fn table() -> [u32; 256] {
    let mut t = [0u32; 256];
    // not: crc
    for i in 0..256u32 {
        let mut c = i;
        for _ in 0..8 {
            c = if c & 1 != 0 { c >> 1 ^ 0xedb88320 } else { c >> 1 };
        }
        t[i as usize] = c;
    }
    t
}
