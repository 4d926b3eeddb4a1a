"""Compression on QAT with several requests in flight: blocks of a stream, or the items of a loop."""

from accelagent.codegen.recipes._recipe import Recipe

PART = Recipe(
    name="offload-async",
    device="qat-4xxx",
    asynchronous=True,
    oneshots=frozenset(),
    loops=True,
    flushes=frozenset(),
    knobs={
        "depth": (2, 4, 8, 16, 32),
        "min_bytes": (1024, 4096, 16384, 65536),
        "block_bytes": (16384, 65536, 131072, 262144),
        "poll": ("busy", "yield", "sleep"),
        "level": (1, 6, 9),
        "threshold": ("fixed", "adaptive"),
    },
    defaults={
        "depth": 8,
        "min_bytes": 4096,
        "block_bytes": 65536,
        "poll": "busy",
        "level": 1,
        "threshold": "fixed",
    },
)
