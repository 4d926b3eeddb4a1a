"""XOR parity and Galois-field multiply-and-add over buffers."""

import re

from accelagent.domain import Family
from accelagent.identifier.idioms._idiom import Found, Idiom, Loop

_INTO = re.compile(r"(\w+)(?:\[\w+\])?\[(\w+)\]\^=(\w+)(?:\[\w+\])?\[\2\];")
_OF = re.compile(r"(\w+)\[(\w+)\]=(\w+)(?:\[\w+\])?\[\2\](?:\^\w+(?:\[\w+\])?\[\2\])+;")
_FIELD = re.compile(
    r"(?:\^=|=\w+\[\w+\]\^)(?:\w+(?:\[\w+\])?\[(\w+)\[\w+\]\]|\w*gf\w*\([^;]*\[\w+\][^;]*\)|\w*gal\w*mul\w*\([^;]*\))",
    re.I,
)
# The same statement applies a key stream or a mask.
_CIPHER = re.compile(
    r"crypt|cipher|stream|mask|\bpad|ipad|opad|\biv\b|ctr|cbc|chacha|salsa|rc4|hmac|pbkdf|obfus|scram", re.I
)
_KEYED = re.compile(r"\b(?:\w*key\w*|ks|keystream|\w*mask\w*|pad|iv|ctr|block|prev|chain)\b", re.I)


def match(loop: Loop) -> Found | None:
    """The innermost loop over bytes or words, or the loops over sources around it."""
    if _CIPHER.search(loop.names):
        return None
    field = _FIELD.search(loop.text)
    if field and re.search(r"gf|galois|rs_|reed|erasure|parity|mul|coef|exp", loop.text + loop.names, re.I):
        return Found(Family.ERASURE, "rs", loop.count, data=field[1] or "")
    found = _INTO.search(loop.text) or _OF.search(loop.text)
    if found is None or _KEYED.search(found[0]) or (loop.count.isdigit() and int(loop.count) <= 64):
        return None
    return Found(Family.ERASURE, "xor", loop.count, loop.unit(found[1]), found[3])


PART = Idiom("parity", (rb"\]\s*\^=", rb"\]\s*\^\s*\w+\s*\["), match)
