import zlib

STEP = 1 << 20


def checksum(path):
    crc = 0
    with open(path, "rb") as f:
        while block := f.read(STEP):
            # region: crc in-core
            crc = zlib.crc32(block, crc)
    return crc
