"""XOR parity and Galois-field multiply-and-add over buffers."""

import re

from accelagent.domain import Family
from accelagent.identifier.idioms._idiom import PLACE, Found, Idiom, Loop

_INTO = re.compile(r"(\w+)(?:\[\w+\])?\[(\w+)\]\^=(\w+)(?:\[\w+\])?\[\2\];")
_OF = re.compile(r"(\w+)\[(\w+)\]=(\w+)(?:\[\w+\])?\[\2\](?:\^\w+(?:\[\w+\])?\[\2\])+;")
# All sources into one value, which is then stored: `x ^= data[d][i]; … parity[i] = x;`
_GATHERED = re.compile(rf"(\w+)\^={PLACE}(?:\[\w+\])?\[(\w+)\];.*?{PLACE}(?:\[\w+\])?\[\3\]=\1;")
_FIELD = re.compile(
    r"(?:\^=|=\w+\[\w+\]\^)(?:\w+(?:\[\w+\])?\[(\w+)(?:\[\w+\])+\]|\w*gf\w*\([^;]*\[\w+\][^;]*\)|\w*mul\w*\([^;]*\[\w+\][^;]*\)"
    r"|\w*mul\w*\[\w+(?:\[\w+\])*\]\[\w+(?:\[\w+\])+\]|\w*(?:gf|a?log|exp)\w*\[[^;]*\[[^;]*)",
    re.I,
)
# The same statement applies a key stream or a mask.
_CIPHER = re.compile(
    r"crypt|cipher|stream|mask|\bpad|ipad|opad|\biv\b|ctr|cbc|chacha|salsa|rc4|hmac|pbkdf|obfus|scram", re.I
)
_KEYED = re.compile(r"\b(?:\w*key\w*|ks|keystream|\w*mask\w*|pad|iv|ctr|block|prev|chain)\b", re.I)


# RAID-6's second sum: each disk's byte times two in the field of 0x11d before the next is added.
_DOUBLED = re.compile(
    r"(?:<<1|\*2|\+\w+)[^;]*[&?^][^;]*0x1[dD](?:1[dD])*[uUlL]*\b|0x1[dD](?:1[dD])*[uUlL]*\b[^;]*<<1"
)
_ADDED = re.compile(r"\^=\w+(?:\[[^\]]*\])*;|=[^;]*\^\w+(?:\[[^\]]*\])*;")
_NAMED = re.compile(r"parity|xor|raid|strip|recover|rebuild|reconstruct|\bp\b|\bq\b", re.I)
_SHARES = re.compile(r"gf|galois|rs_|reed|erasure|parity|mul|coef|exp", re.I)


def match(loop: Loop) -> Found | None:
    """The innermost loop over bytes or words, or the loops over sources around it."""
    if _CIPHER.search(loop.names):
        return None
    field = _FIELD.search(loop.text)
    if field and _SHARES.search(loop.text + loop.names):
        return Found(Family.ERASURE, "rs", loop.count_at(field.start()), data=field[1] or "")
    doubled = _DOUBLED.search(loop.text)
    if doubled and _ADDED.search(loop.text) and len(re.findall(r"\b(?:for|while)\(", loop.text)) > 1:
        return Found(Family.ERASURE, "rs", loop.count)
    return _xor(loop) or _gathered(loop)


def _gathered(loop: Loop) -> Found | None:
    found = _GATHERED.search(loop.text)
    if found is None or _KEYED.search(found[0]) or len(re.findall(r"\b(?:for|while)\(", loop.text)) < 2:
        return None
    if not re.search(rf"\b{found[3]}\b", loop.head):  # the outer loop runs over the bytes
        return None
    return Found(Family.ERASURE, "xor", loop.count, data=found[2].rpartition(">")[2].rpartition(".")[2])


def _xor(loop: Loop) -> Found | None:
    into = _INTO.search(loop.text)
    found = into or _OF.search(loop.text)
    if found is None or _KEYED.search(found[0]):
        return None
    # The XOR of two is as often their difference; only of more, or by its name, it is a parity.
    if into is None and found[0].count("^") < 2 and not _NAMED.search(f"{loop.names} {found[1]}"):
        return None
    if into is None and re.search(r"popcount|ffs|ctz", loop.text):
        return None
    count = loop.count_at(found.start())
    if count.isdigit() and int(count) <= 64:
        return None
    return Found(Family.ERASURE, "xor", count, loop.unit(found[1]), found[3])


PART = Idiom(
    "parity",
    (rb"\]\s*\^=", rb"\^=[^;\n]*\[", rb"\]\s*\^\s*\w+\s*\[", rb"0x1[dD](?:1[dD])*\b"),
    match,
    inside=(rb"\^",),
)
