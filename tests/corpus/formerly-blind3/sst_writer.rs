use std::io::{self, Write};

pub const DATA_BLOCK: usize = 1024 * 1024;

pub struct SstWriter<W> {
    sink: W,
    level: i32,
    offsets: Vec<u64>,
    at: u64,
}

impl<W: Write> SstWriter<W> {
    pub fn new(sink: W, level: i32) -> Self {
        Self { sink, level, offsets: Vec::new(), at: 0 }
    }

    pub fn add_block(&mut self, block: &[u8; DATA_BLOCK]) -> io::Result<()> {
        // region: compress zstd sync min=16384
        let packed = zstd::bulk::compress(block, self.level)?;
        self.sink.write_all(&packed)?;
        self.offsets.push(self.at);
        self.at += packed.len() as u64;
        Ok(())
    }
}
