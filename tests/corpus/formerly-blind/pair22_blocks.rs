use flate2::write::ZlibEncoder;
use flate2::Compression;
use std::io::{self, Write};

const BLOCK: usize = 128 * 1024;

pub fn pack_blocks(data: &[u8], out: &mut Vec<Vec<u8>>) -> io::Result<()> {
    for block in data.chunks_exact(BLOCK) {
        let mut enc = ZlibEncoder::new(Vec::with_capacity(BLOCK), Compression::new(6));
        // region: compress
        enc.write_all(block)?;
        out.push(enc.finish()?);
    }
    Ok(())
}
