pub const PERIOD: usize = 48_000 * 2;

/// Capture cards deliver 8-bit samples, the mixer wants 16 bits.
pub struct Widener {
    gain: i16,
    out: Box<[i16; PERIOD]>,
}

impl Widener {
    pub fn new(gain: i16, out: Box<[i16; PERIOD]>) -> Self {
        Widener { gain, out }
    }

    pub fn period(&mut self, raw: &[u8; PERIOD]) -> &[i16; PERIOD] {
        // not: copy
        for (o, &s) in self.out.iter_mut().zip(raw.iter()) {
            *o = (s as i16 - 128) * self.gain;
        }
        &self.out
    }
}
