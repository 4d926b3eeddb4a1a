const W: usize = 7680;
const H: usize = 4320;

pub struct Surface {
    px: Box<[u32; W * H]>,
    dirty: bool,
}

impl Surface {
    /// The compositor asks for this when an output is unplugged.
    pub fn blank(&mut self, argb: u32) {
        // region: fill sync async
        self.px.fill(argb);
        self.dirty = true;
    }

    pub fn is_dirty(&self) -> bool {
        self.dirty
    }
}
