"""zlib's compression, decompression in one call, and checksums by ISA-L in the core's vector units."""

from accelagent.codegen.recipes._recipe import Recipe

PART = Recipe(
    name="incore-isal",
    device="isal",
    asynchronous=False,
    oneshots=frozenset({"compress", "compress2", "uncompress"}),
    checksums=frozenset({"crc32", "adler32"}),
    flushes=frozenset({"Z_SYNC_FLUSH", "Z_FULL_FLUSH"}),
    inflates=True,
    gzfiles=True,
    knobs={
        "incore_level": (0, 1, 2, 3, -1)
    },  # -1: as near as possible to the level that the program asks for
    defaults={"incore_level": -1},
)
