use flate2::write::GzEncoder;
use flate2::Compression;
use std::io::Write;

pub struct Level(u32);

pub fn pack(level: Level, page: &[u8], out: Vec<u8>) -> std::io::Result<Vec<u8>> {
    let mut encoder = GzEncoder::new(out, Compression::new(level.0));
    // region: compress
    encoder.write_all(page)?;
    encoder.finish()
}
