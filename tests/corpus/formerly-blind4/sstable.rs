use std::io;

const DATA_BLOCK: usize = 64 << 10;

pub struct Builder {
    zstd: zstd::bulk::Compressor<'static>,
    raw: Vec<u8>,
    file: Vec<u8>,
}

impl Builder {
    pub fn add(&mut self, entry: &[u8]) -> io::Result<()> {
        // degrades: copy
        self.raw.extend_from_slice(entry);
        if self.raw.len() >= DATA_BLOCK {
            // region: compress zstd sync async
            let packed = self.zstd.compress(&self.raw)?;
            self.file.extend(packed);
            self.raw.clear();
        }
        Ok(())
    }
}
