"""The Linux kernel's copies and fills of whole pages: 4 KiB each."""

from accelagent.domain import Family
from accelagent.identifier.sites import Interface, Role, Use

_PAGE = 4096
_COPY = Use(Role.RUN, Family.COPY, "memcpy", fixed=_PAGE, arity=2)
_FILL = Use(Role.RUN, Family.FILL, "memset", fixed=_PAGE, arity=1)

PART = Interface(
    name="linux-pages",
    uses={
        "copy_highpage": _COPY,
        "copy_mc_highpage": _COPY,
        "copy_page": _COPY,
        "copy_user_highpage": Use(Role.RUN, Family.COPY, "memcpy", fixed=_PAGE, arity=4),
        "copy_mc_user_highpage": Use(Role.RUN, Family.COPY, "memcpy", fixed=_PAGE, arity=4),
        "clear_page": _FILL,
        "clear_highpage": _FILL,
        "clear_user_highpage": Use(Role.RUN, Family.FILL, "memset", fixed=_PAGE, arity=2),
    },
    stems=(b"highpage", b"copy_page", b"clear_page"),
)
