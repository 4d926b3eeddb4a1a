use flate2::write::GzEncoder;
use std::io::Write;
use std::net::TcpStream;

pub fn push(enc: &mut GzEncoder<TcpStream>, id: u64, text: &str) -> std::io::Result<()> {
    // degrades: compress
    write!(enc, "id: {id}\ndata: {text}\n\n")?;
    enc.flush()
}
