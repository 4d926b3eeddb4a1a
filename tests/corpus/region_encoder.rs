use flate2::write::GzEncoder;
use flate2::Compression;
use std::io::Write;

fn pack(pages: &[Vec<u8>]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    for page in pages {
        // region: compress deflate
        encoder.write_all(page).unwrap();
    }
    encoder.finish().unwrap()
}
