"""Operations on memory by DSA; copies whose destination is not needed at once are waited for where it is."""

from accelagent.codegen.recipes._recipe import Recipe

PART = Recipe(
    name="offload-copy-async",
    device="dsa",
    asynchronous=True,
    oneshots=frozenset(),
    flushes=frozenset(),
    memory=frozenset({"memcpy", "memmove", "memset", "memcmp"}),
    knobs={
        "copy_min_bytes": (16384, 65536, 262144, 1048576),
        "copy_depth": (4, 16, 32, 64),
        "copy_wait": ("busy", "yield", "sleep"),
    },
    defaults={"copy_min_bytes": 65536, "copy_depth": 16, "copy_wait": "busy"},
)
