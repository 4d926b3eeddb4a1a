static LUT: [u32; 256] = include!("castagnoli.in");

pub const PAGE: usize = 32 * 1024;

#[derive(Debug)]
pub enum Damage {
    Sum { page: u64 },
}

pub fn check_page(no: u64, page: &[u8; PAGE], stored: u32) -> Result<(), Damage> {
    let mut sum = u32::MAX;
    // region: crc crc32c in-core async
    for &b in page.iter() {
        sum = LUT[((sum ^ u32::from(b)) & 0xff) as usize] ^ (sum >> 8);
    }
    if !sum == stored {
        Ok(())
    } else {
        Err(Damage::Sum { page: no })
    }
}
