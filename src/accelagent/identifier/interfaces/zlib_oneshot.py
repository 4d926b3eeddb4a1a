"""zlib on whole buffers."""

from accelagent.domain import Family
from accelagent.identifier.sites import Interface, Role, Use

PART = Interface(
    name="zlib-oneshot",
    uses={
        "compress": Use(Role.RUN, Family.COMPRESS, "deflate", size=3),
        "compress2": Use(Role.RUN, Family.COMPRESS, "deflate", size=3, level=4),
        "compressBound": Use(Role.BOUND, Family.COMPRESS, "deflate", size=0),
        "uncompress": Use(Role.RUN, Family.DECOMPRESS, "deflate", size=1),
        "uncompress2": Use(Role.RUN, Family.DECOMPRESS, "deflate", size=1),
    },
    stems=(b"compress",),
    prefixes=("", "zng_", "z_"),
)
