"""Compression on QAT, one request at a time: a stream's input is gathered into blocks, each is waited for."""

from accelagent.codegen.recipes._recipe import Recipe

PART = Recipe(
    name="offload-sync",
    device="qat-4xxx",
    asynchronous=False,
    oneshots=frozenset({"compress", "compress2"}),
    flushes=frozenset(),
    knobs={
        "min_bytes": (1024, 4096, 16384, 65536),
        "block_bytes": (16384, 65536, 131072, 262144),
        "poll": ("busy", "yield", "sleep"),
        "level": (1, 6, 9),
        "threshold": ("fixed", "adaptive"),
    },
    defaults={"min_bytes": 4096, "block_bytes": 65536, "poll": "busy", "level": 1, "threshold": "fixed"},
)
