"""The Linux kernel's checksums and digests: tables in C where no driver of the processor is loaded."""

from accelagent.domain import Family
from accelagent.identifier.sites import Interface, Role, Use

PART = Interface(
    name="linux-checksum",
    uses={
        "crc32_le": Use(Role.RUN, Family.CRC, "crc32", size=2, arity=3),
        "crc32_be": Use(Role.RUN, Family.CRC, "crc32", size=2, arity=3),
        "__crc32c_le": Use(Role.RUN, Family.CRC, "crc32c", size=2, arity=3),
        "crc_t10dif": Use(Role.RUN, Family.CRC, "t10dif", size=1, arity=2),
        "crc64_be": Use(Role.RUN, Family.CRC, "crc64", size=2, arity=3),
        "crc64_rocksoft": Use(Role.RUN, Family.CRC, "crc64", size=1, arity=2),
        "crypto_shash_update": Use(Role.RUN, Family.HASH, "sha256", size=2, arity=3),
        "crypto_shash_digest": Use(Role.RUN, Family.HASH, "sha256", size=2, arity=4),
        "crypto_shash_finup": Use(Role.RUN, Family.HASH, "sha256", size=2, arity=4),
    },
    stems=(b"crc32_le", b"crc32_be", b"crc32c_le", b"crc_t10dif", b"crc64_", b"crypto_shash"),
    include=b"linux/",
)
