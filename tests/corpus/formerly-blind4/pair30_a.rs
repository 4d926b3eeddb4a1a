#![forbid(unsafe_code)]

/// Copies the pages of a snapshot into the shadow area; the guest is paused only for the last round.
pub fn shadow_round(pages: &[usize], guest: &[u8], shadow: &mut [u8]) {
    const PAGE: usize = 4096;
    for &p in pages {
        let at = p * PAGE;
        // region: copy async batch min=4096
        shadow[at..at + PAGE].copy_from_slice(&guest[at..at + PAGE]);
    }
}
