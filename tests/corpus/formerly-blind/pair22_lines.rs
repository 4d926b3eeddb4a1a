use flate2::write::ZlibEncoder;
use std::io::{self, Write};
use std::net::TcpStream;

pub fn reply(enc: &mut ZlibEncoder<TcpStream>, code: u16) -> io::Result<()> {
    let line = format!("{code} ok\r\n");
    // degrades: compress
    enc.write_all(line.as_bytes())?;
    enc.flush()
}
