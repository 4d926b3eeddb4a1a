use flate2::write::ZlibEncoder;
use flate2::Compression;
use std::io::Write;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn round_trip() {
        let data = vec![1u8; 1 << 20];
        let mut enc = ZlibEncoder::new(Vec::new(), Compression::default());
        // degrades: compress
        enc.write_all(&data).unwrap();
        assert!(enc.finish().unwrap().len() < data.len());
    }
}
