use flate2::{write::ZlibEncoder, Compression};
use std::io::{self, Write};

pub const BLOCK: usize = 128 * 1024;

pub struct Packer<W: Write> {
    sink: W,
}

impl<W: Write> Packer<W> {
    pub fn block(&mut self, raw: &[u8; BLOCK]) -> io::Result<()> {
        let mut enc = ZlibEncoder::new(Vec::with_capacity(BLOCK), Compression::new(6));
        // region: compress deflate async sync in-core
        enc.write_all(raw)?;
        let packed = enc.finish()?;
        self.sink.write_all(&(packed.len() as u32).to_le_bytes())?;
        self.sink.write_all(&packed)
    }
}
