"""ISA-L's deflate and inflate: already the fast routine of the core, so only a device can take them further."""

from accelagent.domain import Family
from accelagent.identifier.sites import Interface, Role, Use

PART = Interface(
    name="isal-deflate",
    uses={
        "isal_deflate": Use(Role.RUN, Family.COMPRESS, "deflate", stream=0),
        "isal_deflate_stateless": Use(Role.RUN, Family.COMPRESS, "deflate", stream=0),
        "isal_deflate_init": Use(Role.BEGIN, Family.COMPRESS, "deflate", stream=0),
        "isal_deflate_stateless_init": Use(Role.BEGIN, Family.COMPRESS, "deflate", stream=0),
        "isal_deflate_set_dict": Use(Role.STATE, Family.COMPRESS, "deflate", stream=0),
        "isal_inflate": Use(Role.RUN, Family.DECOMPRESS, "deflate", stream=0),
        "isal_inflate_stateless": Use(Role.RUN, Family.DECOMPRESS, "deflate", stream=0),
        "isal_deflate_reset": Use(Role.RESET, Family.COMPRESS, "deflate", stream=0),
        "isal_inflate_reset": Use(Role.RESET, Family.DECOMPRESS, "deflate", stream=0),
        "isal_inflate_init": Use(Role.BEGIN, Family.DECOMPRESS, "deflate", stream=0),
    },
    stems=(b"isal_deflate", b"isal_inflate"),
)
