use flate2::{write::ZlibEncoder, Compression};
use std::io::{self, Write};

pub struct Beat {
    pub host: [u8; 32],
    pub load: [u16; 8],
}

pub fn beat<W: Write>(sink: &mut W, b: &Beat) -> io::Result<()> {
    let mut enc = ZlibEncoder::new(Vec::new(), Compression::new(6));
    // degrades: compress
    enc.write_all(&b.host)?;
    for l in b.load {
        // degrades: compress
        enc.write_all(&l.to_le_bytes())?;
    }
    let packed = enc.finish()?;
    sink.write_all(&packed)
}
