"""Reads the tile feed: one endless zlib stream per subscriber."""
import asyncio
import zlib

PIECE = 1024


class FeedProtocol(asyncio.BufferedProtocol):
    def __init__(self, on_line):
        self._buf = bytearray(PIECE)
        self._z = zlib.decompressobj()
        self._on_line = on_line

    def get_buffer(self, sizehint):
        return self._buf

    def buffer_updated(self, nbytes):
        # degrades: decompress
        text = self._z.decompress(memoryview(self._buf)[:nbytes])
        for line in text.splitlines():
            self._on_line(line)
