"""Compression of whole buffers on IAA, one request at a time; its 4 KiB window rules out most data of other writers."""

from accelagent.codegen.recipes._recipe import Recipe

PART = Recipe(
    name="offload-iaa",
    device="iaa",
    asynchronous=False,
    oneshots=frozenset({"compress", "compress2"}),
    flushes=frozenset(),
    declines={
        "decompress": "decodes distances of at most 4 KiB, and zlib's own streams reach back 32 KiB",
        "zlib-stream": "takes a whole buffer per request, and a stream's earlier output is out before its later input is there",
        "zlib-gzfile": "takes a whole buffer per request, and a gzip file is written piece by piece",
        "zlib-checksum": "computes checksums of what it compresses only",
    },
    knobs={
        "min_bytes": (1024, 4096, 16384, 65536),
        "poll": ("busy", "yield", "sleep"),
    },
    defaults={"min_bytes": 4096, "poll": "busy"},
)
