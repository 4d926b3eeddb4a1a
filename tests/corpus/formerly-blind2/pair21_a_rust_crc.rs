//! Journal format: CRC-32 (reflected, 0xEDB88320) over a 512 KiB segment.

pub const COVER: usize = 512 * 1024;

pub struct Journal {
    table: [u32; 256],
}

impl Journal {
    pub fn checksum(&self, data: &[u8; COVER]) -> u32 {
        let mut c = !0u32;
        // region: crc
        for b in data.iter() {
            c = self.table[((c ^ u32::from(*b)) & 0xff) as usize] ^ (c >> 8);
        }
        !c
    }
}
