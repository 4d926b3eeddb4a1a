"""What a patch that no recipe made may call of a support file: the stand-ins for library functions, as declarations."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

from accelagent.codegen.recipes._evp import CIPHERS, DIGESTS
from accelagent.codegen.recipes._streams import DEFLATE, INFLATE
from accelagent.domain import Family, Region

STREAM = "zlib-stream"
_LOOPS = frozenset({"window", "compress2_submit", "compress2_wait", "ticket_drop"})
# By what they do, so that whoever changes one function reads only of what concerns it.
STAND_INS: Mapping[Family, frozenset[str]] = {
    Family.COMPRESS: DEFLATE.replaced | {"compress", "compress2", "compressBound"} | _LOOPS,
    Family.DECOMPRESS: INFLATE.replaced | {"uncompress"},
    Family.CRC: frozenset({"crc32", "adler32"}),
    Family.COPY: frozenset({"memcpy", "memmove", "memcpy_begin", "copies_wait"}),
    Family.FILL: frozenset({"memset"}),
    Family.COMPARE: frozenset({"memcmp"}),
    Family.ENCRYPT: CIPHERS,
    Family.DECRYPT: CIPHERS,
    Family.HASH: DIGESTS,
}
_EVERY = frozenset[str]().union(*STAND_INS.values())
_FILE = re.compile(r"gz[a-z]+(?:_[rw])?")  # zlib's functions on files of its own kind
_DECLARED = re.compile(
    r"((?:/\*(?:(?!\*/).)*\*/\n)?)^(?:ACCEL_ONE_COPY|static inline) ([^;{}=]*?\baccel_(\w+)\([^;{}]*\))(?=\n\{)",
    re.MULTILINE | re.DOTALL,
)
_TICKET = re.compile(r"^struct accel_ticket \{.*?^\};", re.MULTILINE | re.DOTALL)


def declarations(text: str, region: Region | None = None) -> str:
    """The stand-ins that a support file defines, with the comments before them; those that concern `region` if it is given.

    "" when it has none.
    """
    wanted = _EVERY if region is None else _concerning(region)
    found = []
    for comment, declared, name in _declared(text):
        if name in wanted or (region is None and _FILE.fullmatch(name)):
            found.append(f"{comment}{declared};")
    ticket = _TICKET.search(text)
    if ticket is not None and any("accel_ticket" in one for one in found):
        found.insert(0, ticket[0])
    return "\n".join(dict.fromkeys(found))


def _concerning(region: Region) -> frozenset[str]:
    """What whoever changes that one function may want; of zlib's two interfaces the one that it uses, items of loops in loops."""
    every = STAND_INS.get(region.operation, frozenset()) - (frozenset() if region.loop_depth else _LOOPS)
    streams = DEFLATE.replaced | INFLATE.replaced
    return every & streams if region.interface == STREAM else every - streams


@cache
def _declared(text: str) -> tuple[tuple[str, str, str], ...]:
    """Comment, declaration on one line and name without `accel_` of every function defined."""
    return tuple((m[1], " ".join(m[2].split()), m[3]) for m in _DECLARED.finditer(text))
