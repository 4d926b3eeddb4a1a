use flate2::write::DeflateEncoder;
use flate2::Compression;
use std::io::{self, Write};

/// Rows are buffered until a frame of this many bytes is full.
pub const FRAME_LEN: usize = 1 << 18;

pub struct FrameWriter<W: Write> {
    out: W,
    pending: Vec<u8>,
}

impl<W: Write> FrameWriter<W> {
    pub fn seal(&mut self) -> io::Result<usize> {
        assert_eq!(self.pending.len(), FRAME_LEN);
        let mut enc = DeflateEncoder::new(Vec::with_capacity(FRAME_LEN), Compression::new(6));
        // region: compress deflate sync async in-core min=4096
        enc.write_all(&self.pending)?;
        let body = enc.finish()?;
        self.out.write_all(&(body.len() as u32).to_le_bytes())?;
        self.out.write_all(&body)?;
        self.pending.clear();
        Ok(body.len())
    }
}
