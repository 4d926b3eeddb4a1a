use rand::RngCore;

pub struct Tile {
    weights: [f32; 8],
    seed: Box<[u8; 1 << 24]>,
}

impl Tile {
    pub fn reset<R: RngCore>(&mut self, rng: &mut R) {
        // not: fill
        rng.fill(&mut self.seed[..]);
        // degrades: fill
        self.weights.fill(0.0);
    }
}
