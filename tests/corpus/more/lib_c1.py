import gzip
import lzma
import zlib
import hashlib

PIECE = 1 << 20


def backup(src, dst):
    with open(src, "rb") as f, gzip.open(dst, "wb", compresslevel=6) as out:
        while True:
            block = f.read(PIECE)
            if not block:
                break
            # region: compress deflate sync async in-core min=4096
            out.write(block)


def old(data):
    # degrades: compress
    return lzma.compress(data)


def restore(blob):
    # region: decompress deflate sync async in-core min=16384
    return zlib.decompress(blob)


def names(path):
    with open(path, "rb") as f:
        while chunk := f.read(4 << 20):
            # region: hash sha256 async min=65536
            yield hashlib.sha256(chunk).hexdigest()


def session_id(user):
    # degrades: hash
    return hashlib.sha1(user.encode()).hexdigest()
