use flate2::read::GzDecoder;
use flate2::write::ZlibEncoder;
use flate2::Compression;
use std::io::{self, Read, Write};

const BLOCK: usize = 256 * 1024;

pub fn pack(blocks: &[Vec<u8>]) -> io::Result<Vec<Vec<u8>>> {
    let mut out = Vec::new();
    for b in blocks {
        let mut e = ZlibEncoder::new(Vec::new(), Compression::default());
        // region: compress deflate sync async in-core min=4096
        e.write_all(&b[..BLOCK])?;
        out.push(e.finish()?);
    }
    Ok(out)
}

pub fn unpack(packed: &[u8]) -> io::Result<Vec<u8>> {
    let mut raw = Vec::with_capacity(BLOCK);
    // region: decompress deflate sync async in-core min=16384
    GzDecoder::new(packed).read_to_end(&mut raw)?;
    Ok(raw)
}
