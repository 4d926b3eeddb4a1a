"""zlib on whole buffers."""

from accelagent.domain import Family
from accelagent.identifier.sites import Interface, Role, Use

PART = Interface(
    name="zlib-oneshot",
    uses={
        "compress": Use(Role.RUN, Family.COMPRESS, "deflate", size=3, arity=4),
        "compress2": Use(Role.RUN, Family.COMPRESS, "deflate", size=3, level=4, arity=5),
        "compressBound": Use(Role.BOUND, Family.COMPRESS, "deflate", size=0, arity=1),
        "uncompress": Use(Role.RUN, Family.DECOMPRESS, "deflate", size=1, arity=4),
        "uncompress2": Use(Role.RUN, Family.DECOMPRESS, "deflate", size=1, arity=4),
    },
    stems=(b"compress",),
    prefixes=("", "zng_", "z_", "mz_", "Cr_z_"),
    shared=True,
)
