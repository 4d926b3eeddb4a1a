"""Copies, fills and comparisons of the C library, the compilers' builtins and DPDK's copy."""

from accelagent.domain import Family
from accelagent.identifier.sites import Interface, Role, Use

_USES = {
    "memcpy": Use(Role.RUN, Family.COPY, "memcpy", size=2, arity=3),
    "memmove": Use(Role.RUN, Family.COPY, "memcpy", size=2, arity=3),
    "memset": Use(Role.RUN, Family.FILL, "memset", size=2, arity=3),
    "memcmp": Use(Role.RUN, Family.COMPARE, "memcmp", size=2, arity=3),
}

PART = Interface(
    name="libc-memory",
    uses={
        **_USES,
        **{f"__builtin_{name}": use for name, use in _USES.items()},
        "mempcpy": _USES["memcpy"],
        "rte_memcpy": _USES["memcpy"],
    },
    stems=(b"memcpy", b"memmove", b"memset", b"memcmp", b"mempcpy"),
)
