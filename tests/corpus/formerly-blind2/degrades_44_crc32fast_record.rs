//! Write-ahead log of a metadata service: records of at most 512 bytes.

pub const MAX_RECORD: usize = 512;

pub fn frame(payload: &[u8], out: &mut Vec<u8>) -> Result<(), &'static str> {
    if payload.len() > MAX_RECORD {
        return Err("record too long");
    }
    // degrades: crc
    let sum = crc32fast::hash(payload);
    out.extend_from_slice(&sum.to_le_bytes());
    out.extend_from_slice(&(payload.len() as u32).to_le_bytes());
    // degrades: copy
    out.extend_from_slice(payload);
    Ok(())
}
