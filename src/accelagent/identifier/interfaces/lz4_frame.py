"""LZ4 frames: whole, or fed piece by piece."""

from accelagent.domain import Family
from accelagent.identifier.sites import Interface, Role, Use

PART = Interface(
    name="lz4-frame",
    uses={
        "LZ4F_compressFrame": Use(Role.RUN, Family.COMPRESS, "lz4", size=3),
        "LZ4F_compressFrame_usingCDict": Use(Role.RUN, Family.COMPRESS, "lz4", size=4),
        "LZ4F_compressUpdate": Use(Role.RUN, Family.COMPRESS, "lz4", size=4, stream=0),
        "LZ4F_compressBegin": Use(Role.BEGIN, Family.COMPRESS, "lz4", stream=0),
        "LZ4F_compressEnd": Use(Role.END, Family.COMPRESS, "lz4", stream=0),
        "LZ4F_flush": Use(Role.TUNE, Family.COMPRESS, "lz4", stream=0),
        "LZ4F_compressBound": Use(Role.BOUND, Family.COMPRESS, "lz4", size=0),
        "LZ4F_decompress": Use(Role.RUN, Family.DECOMPRESS, "lz4", size=2, stream=0),
        "LZ4F_decompress_usingDict": Use(Role.RUN, Family.DECOMPRESS, "lz4", size=2, stream=0),
    },
    stems=(b"LZ4F_",),
)
