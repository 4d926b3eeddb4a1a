const TILE: usize = 8 << 20;

pub fn publish(dst: &mut [u8], tiles: &[Box<[u8; TILE]>]) {
    for (slot, tile) in dst.chunks_exact_mut(TILE).zip(tiles) {
        // region: copy
        slot.copy_from_slice(&tile[..]);
    }
}
