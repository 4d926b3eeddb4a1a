"""Telemetry agent: packs one event (a short JSON line) into a UDP datagram."""
import json
import socket
import zlib

MTU = 1400


def send_event(sock: socket.socket, addr, event: dict) -> int:
    line = json.dumps(event, separators=(",", ":")).encode()[:MTU]
    # degrades: compress
    packed = zlib.compress(line, 6)
    return sock.sendto(packed, addr)
