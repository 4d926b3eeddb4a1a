use flate2::write::DeflateEncoder;
use flate2::Compression;
use std::io::Write;

pub fn pages(pages: &[[u8; 65536]], level: u32) -> std::io::Result<Vec<Vec<u8>>> {
    pages
        .iter()
        .map(|p| {
            let mut e = DeflateEncoder::new(Vec::new(), Compression::new(level));
            // region: compress in-core async sync min=4096
            e.write_all(p)?;
            e.finish()
        })
        .collect()
}
