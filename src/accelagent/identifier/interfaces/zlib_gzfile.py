"""zlib's buffered gzip files."""

from accelagent.domain import Family
from accelagent.identifier.sites import Interface, Role, Use

PART = Interface(
    name="zlib-gzfile",
    uses={
        "gzwrite": Use(Role.RUN, Family.COMPRESS, "deflate", size=2, stream=0),
        "gzfwrite": Use(Role.RUN, Family.COMPRESS, "deflate", size=1, factor=2, stream=3),
        "gzread": Use(Role.RUN, Family.DECOMPRESS, "deflate", size=2, stream=0),
        "gzfread": Use(Role.RUN, Family.DECOMPRESS, "deflate", size=1, factor=2, stream=3),
    },
    stems=(b"gzwrite", b"gzfwrite", b"gzread", b"gzfread"),
    prefixes=("", "zng_", "z_"),
    handed=True,
)
