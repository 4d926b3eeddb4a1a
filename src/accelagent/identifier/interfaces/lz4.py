"""LZ4 blocks and frames; linked blocks refer to what went before, so they are state."""

from accelagent.domain import Family
from accelagent.identifier.sites import Interface, Role, Use


def _run(operation: Family, size: int | None, stream: int | None = None) -> Use:
    return Use(Role.RUN, operation, "lz4", size=size, data=size - 2 if size else None, stream=stream)


_PACK, _UNPACK = Family.COMPRESS, Family.DECOMPRESS

PART = Interface(
    name="lz4-block",
    uses={
        "LZ4_compress_default": _run(_PACK, 2),
        "LZ4_compress": _run(_PACK, 2),
        "LZ4_compress_limitedOutput": _run(_PACK, 2),
        "LZ4_compress_fast": _run(_PACK, 2),
        "LZ4_compress_fast_extState": _run(_PACK, 3),
        "LZ4_compress_HC": _run(_PACK, 2),
        "LZ4_compressHC": _run(_PACK, 2),
        "LZ4_compressHC2": _run(_PACK, 2),
        "LZ4_compress_HC_extStateHC": _run(_PACK, 3),
        "LZ4_compress_destSize": _run(_PACK, 2),
        "LZ4_compressBound": Use(Role.BOUND, _PACK, "lz4", size=0),
        "LZ4_compress_fast_continue": _run(_PACK, 3, stream=0),
        "LZ4_compress_HC_continue": _run(_PACK, 3, stream=0),
        "LZ4_loadDict": Use(Role.STATE, _PACK, "lz4", stream=0),
        "LZ4_loadDictHC": Use(Role.STATE, _PACK, "lz4", stream=0),
        "LZ4_saveDict": Use(Role.STATE, _PACK, "lz4", stream=0),
        "LZ4_decompress_safe": _run(_UNPACK, 3),
        "LZ4_decompress_safe_partial": _run(_UNPACK, 3),
        "LZ4_decompress_fast": _run(_UNPACK, 2),
        "LZ4_decompress_safe_continue": _run(_UNPACK, 4, stream=0),
        "LZ4_decompress_safe_usingDict": _run(_UNPACK, 3),
        "LZ4_setStreamDecode": Use(Role.STATE, _UNPACK, "lz4", stream=0),
    },
    stems=(b"LZ4_",),
)
