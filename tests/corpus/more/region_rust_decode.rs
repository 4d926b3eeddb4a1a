use flate2::read::ZlibDecoder;
use std::io::Read;

pub fn load(parts: &[Vec<u8>]) -> std::io::Result<Vec<Vec<u8>>> {
    let mut out = Vec::new();
    for p in parts {
        let mut raw = Vec::with_capacity(1 << 20);
        let mut dec = ZlibDecoder::new(&p[..]);
        // region: decompress in-core sync async
        dec.read_to_end(&mut raw)?;
        out.push(raw);
    }
    Ok(out)
}
