import gzip
import io
import json
import shutil
import struct
import zlib


def rotate(path):
    with open(path, "rb") as src, gzip.open(path + ".gz", "wb") as dst:
        # region: compress deflate sync async in-core min=4096
        shutil.copyfileobj(src, dst)


def event(ev):
    body = json.dumps(ev).encode()
    if len(body) > 400:
        raise ValueError("too long")
    # degrades: compress
    return zlib.compress(body)


def read_member(blob):
    with gzip.GzipFile(fileobj=io.BytesIO(blob)) as f:
        # region: decompress deflate sync async in-core min=16384
        return f.read()


def fields(buf, n):
    out = []
    # degrades: deserialize
    for i in range(n):
        out.append(struct.unpack_from("<IH", buf, 6 * i))
    return out


def stamp(block):
    # region: crc crc32 in-core min=512
    return zlib.crc32(block) & 0xFFFFFFFF


class Parity:
    STRIPE = 1 << 18

    def make(self, rows):
        out = bytearray(self.STRIPE)
        for row in rows:
            # region: erasure xor in-core min=4096
            for i in range(self.STRIPE):
                out[i] ^= row[i]
        return out
