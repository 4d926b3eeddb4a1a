//! Export service: 1 MiB parts are gzip members of their own, packed by rayon.
use flate2::{write::GzEncoder, Compression};
use rayon::prelude::*;
use std::io::{self, Write};

pub const PART: usize = 1024 * 1024;

fn pack_part(part: &[u8]) -> io::Result<Vec<u8>> {
    let mut enc = GzEncoder::new(Vec::with_capacity(PART / 2), Compression::new(6));
    // region: compress
    enc.write_all(part)?;
    enc.finish()
}

pub fn export(data: &[u8]) -> io::Result<Vec<Vec<u8>>> {
    data.par_chunks_exact(PART).map(pack_part).collect()
}
