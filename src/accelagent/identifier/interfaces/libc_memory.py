"""Copies, fills and comparisons of the C and C++ libraries, the compilers' builtins, and DPDK's and VPP's own."""

from accelagent.domain import Family
from accelagent.identifier.sites import Interface, Role, Use

_COPY = Use(Role.RUN, Family.COPY, "memcpy", size=2, arity=3)
_USES = {
    "memcpy": _COPY,
    "memmove": _COPY,
    "memset": Use(Role.RUN, Family.FILL, "memset", size=2, arity=3),
    "memcmp": Use(Role.RUN, Family.COMPARE, "memcmp", size=2, arity=3),
}

PART = Interface(
    name="libc-memory",
    uses={
        **_USES,
        **{f"__builtin_{name}": use for name, use in _USES.items()},
        "mempcpy": _COPY,
        "wmemcpy": Use(Role.RUN, Family.COPY, "memcpy", size=2, arity=3, unit=4),
        "wmemset": Use(Role.RUN, Family.FILL, "memset", size=2, arity=3, unit=4),
        "bcopy": _COPY,
        "bzero": Use(Role.RUN, Family.FILL, "memset", size=1, arity=2),
        "explicit_bzero": Use(Role.RUN, Family.FILL, "memset", size=1, arity=2),
        "bcmp": _USES["memcmp"],
        "rte_memcpy": _COPY,
        "clib_memcpy": _COPY,
        "clib_memcpy_fast": _COPY,
        "clib_memset": _USES["memset"],
    },
    stems=(
        b"memcpy",
        b"memmove",
        b"memset",
        b"memcmp",
        b"mempcpy",
        b"bcopy",
        b"bzero",
        b"bcmp",
    ),
)
