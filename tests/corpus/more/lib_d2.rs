pub struct Table([[u32; 256]; 8]);

impl Table {
    pub fn crc32c(&self, data: &[u8]) -> u32 {
        let mut c = !0u32;
        // region: crc crc32c in-core min=512
        for chunk in data.chunks_exact(8) {
            let lo = c ^ u32::from_le_bytes([chunk[0], chunk[1], chunk[2], chunk[3]]);
            c = self.0[7][(lo & 0xff) as usize]
                ^ self.0[6][(lo >> 8 & 0xff) as usize]
                ^ self.0[5][(lo >> 16 & 0xff) as usize]
                ^ self.0[4][(lo >> 24) as usize]
                ^ self.0[3][chunk[4] as usize]
                ^ self.0[2][chunk[5] as usize]
                ^ self.0[1][chunk[6] as usize]
                ^ self.0[0][chunk[7] as usize];
        }
        !c
    }
}
