//! Object store: single-parity protection of 1 MiB shards.

pub const SHARD: usize = 1 << 20;

pub struct Group {
    pub data: Vec<Box<[u8; SHARD]>>,
    pub parity: Box<[u8; SHARD]>,
}

impl Group {
    pub fn encode(&mut self) {
        // region: erasure
        for i in 0..SHARD {
            let mut x = self.data[0][i];
            for shard in &self.data[1..] {
                x ^= shard[i];
            }
            self.parity[i] = x;
        }
    }

    pub fn shards(&self) -> usize {
        self.data.len()
    }
}
