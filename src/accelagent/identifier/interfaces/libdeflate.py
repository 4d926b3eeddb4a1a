"""libdeflate: whole buffers in, whole buffers out."""

from accelagent.domain import Family
from accelagent.identifier.sites import Interface, Role, Use

_FORMATS = ("deflate", "zlib", "gzip")

PART = Interface(
    name="libdeflate-oneshot",
    uses={
        **{f"libdeflate_{f}_compress": Use(Role.RUN, Family.COMPRESS, "deflate", size=2) for f in _FORMATS},
        **{
            f"libdeflate_{f}_decompress": Use(Role.RUN, Family.DECOMPRESS, "deflate", size=4)
            for f in _FORMATS
        },
        **{
            f"libdeflate_{f}_compress_bound": Use(Role.BOUND, Family.COMPRESS, "deflate", size=1)
            for f in _FORMATS
        },
        "libdeflate_alloc_compressor": Use(Role.BEGIN, Family.COMPRESS, "deflate", level=0),
        "libdeflate_free_compressor": Use(Role.END, Family.COMPRESS, "deflate"),
        "libdeflate_alloc_decompressor": Use(Role.BEGIN, Family.DECOMPRESS, "deflate"),
        "libdeflate_free_decompressor": Use(Role.END, Family.DECOMPRESS, "deflate"),
        "libdeflate_crc32": Use(Role.RUN, Family.CRC, "crc32", size=2),
        "libdeflate_adler32": Use(Role.RUN, Family.CRC, "adler32", size=2),
    },
    stems=(b"libdeflate_",),
)
