import zlib


def verify(blob, wanted):
    # region: crc crc32
    return zlib.crc32(blob) == wanted
