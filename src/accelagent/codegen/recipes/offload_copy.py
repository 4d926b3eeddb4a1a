"""Operations on memory by DSA, each waited for; the processor may take a share of a copy meanwhile."""

from accelagent.codegen.recipes._recipe import Recipe

PART = Recipe(
    name="offload-copy",
    device="dsa",
    asynchronous=False,
    oneshots=frozenset(),
    flushes=frozenset(),
    memory=frozenset({"memcpy", "memmove", "memset", "memcmp"}),
    knobs={
        "copy_min_bytes": (16384, 65536, 262144, 1048576),
        "copy_share": (0, 15, 33, 50),
        "copy_wait": ("busy", "yield", "sleep"),
    },
    defaults={"copy_min_bytes": 65536, "copy_share": 0, "copy_wait": "busy"},
)
