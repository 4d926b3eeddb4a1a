"""Snappy in C and C++: no device speaks it."""

from accelagent.domain import Family
from accelagent.identifier.sites import Interface, Role, Use

PART = Interface(
    name="snappy",
    uses={
        "snappy_compress": Use(Role.RUN, Family.COMPRESS, "snappy", size=1, arity=4),
        "snappy_uncompress": Use(Role.RUN, Family.DECOMPRESS, "snappy", size=1, arity=4),
        "snappy::Compress": Use(Role.RUN, Family.COMPRESS, "snappy", size=1),
        "snappy::RawCompress": Use(Role.RUN, Family.COMPRESS, "snappy", size=1),
        "snappy::CompressFromIOVec": Use(Role.RUN, Family.COMPRESS, "snappy", size=1),
        "snappy::Uncompress": Use(Role.RUN, Family.DECOMPRESS, "snappy", size=1),
        "snappy::RawUncompress": Use(Role.RUN, Family.DECOMPRESS, "snappy", size=1),
        "snappy::RawUncompressToIOVec": Use(Role.RUN, Family.DECOMPRESS, "snappy", size=1),
    },
    stems=(b"snappy",),
)
