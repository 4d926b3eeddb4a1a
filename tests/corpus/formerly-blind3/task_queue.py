import pickle
import socket
import struct

LEN = struct.Struct("!I")


class Worker:
    def __init__(self, sock: socket.socket, registry):
        self.sock = sock
        self.registry = registry

    def _read(self, n):
        parts = []
        while n:
            piece = self.sock.recv(n)
            if not piece:
                raise ConnectionError
            parts.append(piece)
            n -= len(piece)
        return b"".join(parts)

    def step(self):
        (n,) = LEN.unpack(self._read(LEN.size))
        # degrades: deserialize
        name, args = pickle.loads(self._read(n))
        result = self.registry[name](*args)
        # degrades: serialize
        body = pickle.dumps(result, protocol=5)
        self.sock.sendall(LEN.pack(len(body)) + body)
