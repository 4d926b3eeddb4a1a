//! Shared-memory video ring: one 8 MiB frame per slot, consumers lag behind by
//! two frames.

pub const FRAME: usize = 8 << 20;

pub struct Ring<'a> {
    slots: Vec<&'a mut [u8]>,
    head: usize,
}

impl<'a> Ring<'a> {
    pub fn push(&mut self, frame: &[u8]) -> usize {
        let at = self.head % self.slots.len();
        // region: copy
        self.slots[at][..FRAME].copy_from_slice(&frame[..FRAME]);
        self.head += 1;
        at
    }
}
