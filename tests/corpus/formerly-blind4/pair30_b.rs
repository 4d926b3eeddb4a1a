use std::mem::size_of;

#[repr(C)]
#[derive(Clone, Copy, Default)]
pub struct Dirent {
    pub ino: u64,
    pub name_len: u16,
}

/// Appends an entry to a directory block and returns the new end.
pub fn push_entry(block: &mut [u8], end: usize, e: Dirent, name: &[u8]) -> usize {
    let body = end + size_of::<u64>() + size_of::<u16>();
    // degrades: copy
    block[end..end + 8].copy_from_slice(&e.ino.to_le_bytes());
    // degrades: copy
    block[end + 8..body].copy_from_slice(&e.name_len.to_le_bytes());
    // degrades: copy
    block[body..body + name.len()].copy_from_slice(name);
    body + name.len()
}
