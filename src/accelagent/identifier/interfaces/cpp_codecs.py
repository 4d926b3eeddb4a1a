"""Codecs and checksums behind classes of C++ libraries: Arrow, folly, Boost, Poco and Crypto++."""

from accelagent.domain import Family
from accelagent.identifier.sites import Interface, Role, Use

PART = Interface(
    name="cpp-codec",
    uses={
        "Codec::Compress": Use(Role.RUN, Family.COMPRESS, "deflate", size=0, arity=4),
        "Codec::Decompress": Use(Role.RUN, Family.DECOMPRESS, "deflate", size=0),
        "Codec::compress": Use(Role.RUN, Family.COMPRESS, "deflate"),
        "Codec::uncompress": Use(Role.RUN, Family.DECOMPRESS, "deflate"),
        "crc_32_type::process_bytes": Use(Role.RUN, Family.CRC, "crc32", size=1, arity=2),
        "crc_optimal::process_bytes": Use(Role.RUN, Family.CRC, "crc32", size=1, arity=2),
        "crc_basic::process_bytes": Use(Role.RUN, Family.CRC, "crc32", size=1, arity=2),
    },
    stems=(b"ompress", b"process_bytes"),
)
