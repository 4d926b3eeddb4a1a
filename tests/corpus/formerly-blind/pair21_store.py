import zlib

PART = 1 << 20


def write_parts(src, dst, index):
    """Packs a dump part by part; every part can be read alone."""
    while part := src.read(PART):
        # region: compress
        packed = zlib.compress(part, 6)
        index.append((dst.tell(), len(part)))
        dst.write(packed)
