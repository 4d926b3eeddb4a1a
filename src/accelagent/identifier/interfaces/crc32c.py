"""CRC-32C routines that already use the core's instructions: ISA-L, google/crc32c, SPDK."""

from accelagent.domain import Family
from accelagent.identifier.sites import Interface, Role, Use

PART = Interface(
    name="crc32c-incore",
    uses={
        "crc32_iscsi": Use(Role.RUN, Family.CRC, "crc32c", size=1, arity=3),
        "crc32c_extend": Use(Role.RUN, Family.CRC, "crc32c", size=2, arity=3),
        "crc32c_value": Use(Role.RUN, Family.CRC, "crc32c", size=1, arity=2),
        "spdk_crc32c_update": Use(Role.RUN, Family.CRC, "crc32c", size=1, arity=3),
        "spdk_crc32c_iov_update": Use(Role.RUN, Family.CRC, "crc32c", arity=3),
    },
    stems=(b"crc32_iscsi", b"crc32c_"),
)
