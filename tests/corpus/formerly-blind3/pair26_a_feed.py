"""Reads tile archives: a directory of (offset, length) and zlib bodies."""
import os
import zlib

BODY_RAW = 2 * 1024 * 1024


class Archive:
    def __init__(self, path, directory):
        self._fd = os.open(path, os.O_RDONLY)
        self._dir = directory

    def body(self, tile):
        off, length = self._dir[tile]
        packed = os.pread(self._fd, length, off)
        # region: decompress deflate sync async in-core min=16384
        raw = zlib.decompress(packed, bufsize=BODY_RAW)
        if len(raw) != BODY_RAW:
            raise ValueError(f"tile {tile}: {len(raw)} bytes")
        return raw
