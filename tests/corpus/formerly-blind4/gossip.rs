use serde::{Deserialize, Serialize};
use std::net::UdpSocket;

#[derive(Serialize, Deserialize, Debug)]
pub struct Alive {
    node: String,
    incarnation: u64,
    load: [f32; 3],
}

pub fn round(sock: &UdpSocket, me: &Alive, peers: &[std::net::SocketAddr]) -> anyhow::Result<Vec<Alive>> {
    // degrades: serialize
    let msg = bincode::serialize(me)?;
    for p in peers {
        sock.send_to(&msg, p)?;
    }
    let mut buf = [0u8; 1400];
    let mut seen = Vec::new();
    while let Ok((n, _)) = sock.recv_from(&mut buf) {
        // degrades: deserialize
        seen.push(bincode::deserialize(&buf[..n])?);
    }
    Ok(seen)
}
