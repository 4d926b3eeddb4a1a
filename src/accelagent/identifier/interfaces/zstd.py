"""Zstandard: whole buffers, contexts, dictionaries and streams; a device can only find its matches."""

from accelagent.domain import Family
from accelagent.identifier.sites import Interface, Role, Use

_PACK, _UNPACK = Family.COMPRESS, Family.DECOMPRESS

PART = Interface(
    name="zstd",
    uses={
        "ZSTD_compress": Use(Role.RUN, _PACK, "zstd", size=3, level=4),
        "ZSTD_compressCCtx": Use(Role.RUN, _PACK, "zstd", size=4, level=5),
        "ZSTD_compress2": Use(Role.RUN, _PACK, "zstd", size=4, stream=0),
        "ZSTD_compress_usingDict": Use(Role.RUN, _PACK, "zstd", size=4, level=7, stream=0),
        "ZSTD_compress_usingCDict": Use(Role.RUN, _PACK, "zstd", size=4, stream=0),
        "ZSTD_compressStream": Use(Role.RUN, _PACK, "zstd", stream=0),
        "ZSTD_compressStream2": Use(Role.RUN, _PACK, "zstd", stream=0),
        "ZSTD_compressContinue": Use(Role.RUN, _PACK, "zstd", size=4, arity=5),
        "ZSTD_compressEnd": Use(Role.RUN, _PACK, "zstd", size=4, arity=5),
        "ZSTD_compressBound": Use(Role.BOUND, _PACK, "zstd", size=0),
        "ZSTD_initCStream": Use(Role.BEGIN, _PACK, "zstd", stream=0),
        "ZSTD_CCtx_reset": Use(Role.RESET, _PACK, "zstd", stream=0),
        "ZSTD_CCtx_loadDictionary": Use(Role.STATE, _PACK, "zstd", stream=0),
        "ZSTD_CCtx_refCDict": Use(Role.STATE, _PACK, "zstd", stream=0),
        "ZSTD_freeCCtx": Use(Role.END, _PACK, "zstd", stream=0),
        "ZSTD_decompress": Use(Role.RUN, _UNPACK, "zstd", size=1),
        "ZSTD_decompressDCtx": Use(Role.RUN, _UNPACK, "zstd", size=2),
        "ZSTD_decompress_usingDict": Use(Role.RUN, _UNPACK, "zstd", size=2),
        "ZSTD_decompress_usingDDict": Use(Role.RUN, _UNPACK, "zstd", size=2),
        "ZSTD_decompressStream": Use(Role.RUN, _UNPACK, "zstd", stream=0),
    },
    stems=(b"ZSTD_",),
)
