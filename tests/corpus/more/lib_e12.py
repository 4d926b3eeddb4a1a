"""Image tiles."""
import asyncio
import bz2
import io
import zlib
from concurrent.futures import ProcessPoolExecutor

import zstandard as zstd

TILE = 512 * 512 * 4


def pack(tile: bytes) -> bytes:
    if len(tile) != TILE:
        raise ValueError
    # region: compress deflate sync async in-core min=4096
    return zlib.compress(tile, level=1)


def all_tiles(tiles):
    with ProcessPoolExecutor() as pool:
        return list(pool.map(pack, tiles))


def cold(blob):
    # degrades: compress
    return bz2.compress(blob)


def column(raw):
    # region: compress zstd sync min=16384
    return zstd.ZstdCompressor(level=3).compress(raw)


def nothing(raw):
    # degrades: compress
    return zlib.compress(raw, 0)


class Feed:
    def __init__(self):
        self.z = zlib.decompressobj(-15)

    def on_message(self, data):
        # degrades: decompress
        return self.z.decompress(data)
