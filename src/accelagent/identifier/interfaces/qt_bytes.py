"""Qt's zlib in a call: qCompress puts four bytes of length before an ordinary zlib stream."""

from accelagent.domain import Family
from accelagent.identifier.sites import Interface, Role, Use

PART = Interface(
    name="qt-bytes",
    uses={
        "qCompress": Use(Role.RUN, Family.COMPRESS, "deflate"),
        "qUncompress": Use(Role.RUN, Family.DECOMPRESS, "deflate"),
    },
    stems=(b"qCompress", b"qUncompress"),
)
