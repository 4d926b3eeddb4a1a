import zlib

WORDS = b"timestamp level message host service"


def pack(line):
    z = zlib.compressobj(6, zdict=WORDS)
    # degrades: compress
    return z.compress(line) + z.flush()
