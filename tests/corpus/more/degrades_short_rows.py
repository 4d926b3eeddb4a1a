import zlib


def pack_row(row):
    # degrades: compress
    return zlib.compress(repr(row).encode()[:200])
