//! Snapshot of guest memory while the vcpus are stopped.

const REGION: usize = 2 << 20;

pub struct Snapshot {
    arena: Vec<u8>,
    index: Vec<(u64, usize)>,
}

pub struct Slot<'a> {
    pub gpa: u64,
    pub mem: &'a [u8],
}

impl Snapshot {
    /// `arena` has room for every region of the guest.
    pub fn into_arena(arena: Vec<u8>) -> Self {
        Self { arena, index: Vec::new() }
    }

    /// The arena is written to disk after the guest runs again.
    pub fn take(&mut self, slots: &[Slot<'_>]) {
        for (i, s) in slots.iter().enumerate() {
            let at = i * REGION;
            // region: copy async batch sync min=16384
            self.arena[at..at + REGION].copy_from_slice(&s.mem[..REGION]);
            self.index.push((s.gpa, at));
        }
    }
}
