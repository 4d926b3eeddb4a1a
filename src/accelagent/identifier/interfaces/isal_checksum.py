"""ISA-L's checksums: already the core's carry-less multiply."""

from accelagent.domain import Family
from accelagent.identifier.sites import Interface, Role, Use

_CRC64 = ("ecma", "iso", "jones", "rocksoft")

PART = Interface(
    name="isal-checksum",
    uses={
        "crc32_iscsi": Use(Role.RUN, Family.CRC, "crc32c", size=1, arity=3),
        "crc32_gzip_refl": Use(Role.RUN, Family.CRC, "crc32", size=2, arity=3),
        "crc32_ieee": Use(Role.RUN, Family.CRC, "crc32", size=2, arity=3),
        "isal_adler32": Use(Role.RUN, Family.CRC, "adler32", size=2, arity=3),
        "crc16_t10dif": Use(Role.RUN, Family.CRC, "t10dif", size=2, arity=3),
        "crc16_t10dif_copy": Use(Role.RUN, Family.CRC, "t10dif", size=3, arity=4),
        **{
            f"crc64_{n}_{o}": Use(Role.RUN, Family.CRC, "crc64", size=2, arity=3)
            for n in _CRC64
            for o in ("refl", "norm")
        },
    },
    stems=(b"crc32_iscsi", b"crc32_gzip", b"crc32_ieee", b"isal_adler32", b"crc16_t10dif", b"crc64_"),
)
