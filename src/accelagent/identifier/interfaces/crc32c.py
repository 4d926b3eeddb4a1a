"""google/crc32c and similar libraries of CRC-32C that already use the core's instruction."""

from accelagent.domain import Family
from accelagent.identifier.sites import Interface, Role, Use

PART = Interface(
    name="crc32c-incore",
    uses={
        "crc32c_extend": Use(Role.RUN, Family.CRC, "crc32c", size=2, arity=3),
        "crc32c_value": Use(Role.RUN, Family.CRC, "crc32c", size=1, arity=2),
        "crc32c::Extend": Use(Role.RUN, Family.CRC, "crc32c", size=2, arity=3),
        "crc32c::Value": Use(Role.RUN, Family.CRC, "crc32c", size=1, arity=2),
        "crc32c::Crc32c": Use(Role.RUN, Family.CRC, "crc32c", size=1, arity=2),
        "folly::crc32c": Use(Role.RUN, Family.CRC, "crc32c", size=1),
        "absl::ComputeCrc32c": Use(Role.RUN, Family.CRC, "crc32c", size=0),
        "absl::ExtendCrc32c": Use(Role.RUN, Family.CRC, "crc32c", size=1),
        "crc32c_hw": Use(Role.RUN, Family.CRC, "crc32c", size=2, arity=3),
        "_mm_crc32_u64": Use(Role.STEP, Family.CRC, "crc32c", arity=2),
        "_mm_crc32_u32": Use(Role.STEP, Family.CRC, "crc32c", arity=2),
        "_mm_crc32_u8": Use(Role.STEP, Family.CRC, "crc32c", arity=2),
        "__crc32cd": Use(Role.STEP, Family.CRC, "crc32c", arity=2),
        "__crc32cb": Use(Role.STEP, Family.CRC, "crc32c", arity=2),
        "__builtin_ia32_crc32di": Use(Role.STEP, Family.CRC, "crc32c", arity=2),
    },
    stems=(b"crc32c", b"Crc32c", b"_mm_crc32_u", b"__crc32c", b"_crc32di"),
)
