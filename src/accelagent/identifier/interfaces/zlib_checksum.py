"""zlib's checksums; combining two checksums touches no data, so it is no region."""

from accelagent.domain import Family
from accelagent.identifier.sites import Interface, Role, Use

PART = Interface(
    name="zlib-checksum",
    uses={
        "crc32": Use(Role.RUN, Family.CRC, "crc32", size=2, arity=3),
        "crc32_z": Use(Role.RUN, Family.CRC, "crc32", size=2, arity=3),
        "adler32": Use(Role.RUN, Family.CRC, "adler32", size=2, arity=3),
        "adler32_z": Use(Role.RUN, Family.CRC, "adler32", size=2, arity=3),
    },
    stems=(b"crc32", b"adler32"),
    prefixes=("", "zng_", "z_", "mz_", "Cr_z_"),
    shared=True,
)
