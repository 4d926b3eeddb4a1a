"""zlib's buffered gzip files."""

from accelagent.domain import Family
from accelagent.identifier.sites import Interface, Role, Use

PART = Interface(
    name="zlib-gzfile",
    uses={
        "gzwrite": Use(Role.RUN, Family.COMPRESS, "deflate", size=2, stream=0),
        "gzfwrite": Use(Role.RUN, Family.COMPRESS, "deflate", size=1, factor=2, stream=3),
        **dict.fromkeys(
            ("gzprintf", "gzvprintf", "gzputs"), Use(Role.RUN, Family.COMPRESS, "deflate", stream=0, fed=True)
        ),
        "gzputc": Use(Role.RUN, Family.COMPRESS, "deflate", fixed=1, stream=0, fed=True),
        "gzread": Use(Role.RUN, Family.DECOMPRESS, "deflate", size=2, stream=0),
        "gzfread": Use(Role.RUN, Family.DECOMPRESS, "deflate", size=1, factor=2, stream=3),
        "gzgets": Use(Role.RUN, Family.DECOMPRESS, "deflate", size=2, stream=0, fed=True),
        "gzgetc": Use(Role.RUN, Family.DECOMPRESS, "deflate", fixed=1, stream=0, fed=True),
    },
    stems=(b"gzwrite", b"gzfwrite", b"gzread", b"gzfread", b"gzprintf", b"gzvprintf", b"gzput", b"gzget"),
    prefixes=("", "zng_", "z_"),
    handed=True,
)
