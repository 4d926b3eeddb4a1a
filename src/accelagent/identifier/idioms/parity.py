"""XOR parity and Galois-field multiply-and-add over buffers."""

import re
from pathlib import PurePath

from accelagent.domain import Family
from accelagent.identifier.idioms._idiom import PLACE, Found, Idiom, Loop

_INTO = re.compile(r"(\w+)(?:\[\w+\])?\[(\w+)\]\^=\(?(\w+)(?:\[\w+\])?\[\2\](?:\^\w+(?:\[\w+\])?\[\2\])*\)?;")
_OF = re.compile(r"(\w+)\[(\w+)\]=(?:\(byte\))?\(?(\w+)(?:\[\w+\])?\[\2\](?:\^\w+(?:\[\w+\])?\[\2\])+\)?;")
# Word by word through two pointers that advance, each with a cast or not: `*(word *)d ^= *(word *)s; d += n; s += n;`
_WALKED = re.compile(rf"\*(?:\([\w *]+\))?{PLACE}(\+\+)?\^=\*(?:\([\w *]+\))?{PLACE}(\+\+)?;")
# Rust: `for (d, s) in dst.iter_mut().zip(src) { *d ^= s; }`
_ZIPPED = re.compile(r"for ?\(?\(\w+,&?\w+\) ?in (\w+)\.iter_mut\(\)\.zip\([^{]*\{\*\w+\^=\*?\w+;?\}")
# All sources into one value, which is then stored: `x ^= data[d][i]; … parity[i] = x;`
_GATHERED = re.compile(
    rf"(\w+)\^=\(?\*?{PLACE}(?:\)|\(\)|\.get\(\))*(?:\[\w+\])*\[(\w+)\];.*?{PLACE}(?:\[\w+\])*\[\3\]=\1;"
)
# Rust: `p[i] = rows.iter().fold(0, |x, r| x ^ r[i])`
_FOLDED = re.compile(
    r"(\w+)\[(\w+)\]=[\w.&]+\.iter\(\)[\w.()&|]*\.fold\([^,;]*,\|&?\w+,&?\w+\|\w+\^\w+\[\2\]\);?"
)
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
_FIELD_OF_RAID = re.compile(r"\b0x1[dD](?:1[dD])*[uUlL]*\b")
# One lost disk: the difference of two bytes chooses the product in a table.
# Under a name that says so: sums in variables, stored at the end of each turn of the outer loop.
_SUMMED = re.compile(r"\b(\w+)\^=[^;]+;(?:(?!\1=).)*?\]\)?=\1;", re.S)
_PARITY = re.compile(r"raid|parity|syndrome|xor|stripe", re.I)
_SOLVED = re.compile(
    r"\b(\w+)=\w+\[(\w+)\]\^\w+\[\2\];.*?\]=\w+\[\1\];|=\w+\[\w+(?:\[\w+\])*\[(\w+)\]\^\w+(?:\[\w+\])*\[\3\]\]"
)
_MATRIX = re.compile(r"matrix|gauss|vandermonde|cauchy|invert", re.I)
_CODES = re.compile(r"encode|decode|region|slice|shard|stripe|block|buf|recover|rebuild", re.I)
_GALOIS = re.compile(r"gf|galois|mul|reed|erasure", re.I)
_SYNDROME = re.compile(r"syndrome|raid|parity|\bp_?q\b|reed|gf_?2", re.I)
_ADDED = re.compile(r"\^=\w+(?:\[[^\]]*\])*;|=[^;]*\^\w+(?:\[[^\]]*\])*;")
_NAMED = re.compile(r"parity|xor|raid|strip|recover|rebuild|reconstruct|\bp\b|\bq\b", re.I)
_SHARES = re.compile(r"gf|galois|rs_|reed|erasure|parity|mul|coef|exp", re.I)


def match(loop: Loop) -> Found | None:
    """The innermost loop over bytes or words, or the loops over sources around it."""
    if _CIPHER.search(loop.names) or _solves(loop):
        return None
    field = _FIELD.search(loop.text)
    if field and _SHARES.search(loop.text + loop.names):
        return Found(Family.ERASURE, "rs", loop.count_at(field.start()), data=field[1] or "")
    if _SOLVED.search(loop.text) and _NAMED.search(loop.names):
        return Found(Family.ERASURE, "rs", loop.count)
    if loop.over and re.search(rf"\^=\w+\[{loop.over[0]}\];", loop.text) and _GALOIS.search(loop.names):
        return Found(Family.ERASURE, "rs", loop.count)
    doubled = _DOUBLED.search(loop.text) or (
        _SYNDROME.search(loop.names) and _FIELD_OF_RAID.search(loop.text)
    )
    if doubled and _ADDED.search(loop.text) and len(re.findall(r"\b(?:for|while)\(", loop.text)) > 1:
        return Found(Family.ERASURE, "rs", loop.count)
    return _xor(loop) or _gathered(loop) or _walked(loop) or _summed(loop)


def _is_keyed(loop: Loop, text: str) -> bool:
    """Whether names say that a key stream is applied; a block may as well be one of several that a parity is made of."""
    named = set(_KEYED.findall(text))
    return bool(named - {"block"} or (named and not _PARITY.search(loop.names)))


def _summed(loop: Loop) -> Found | None:
    if not _PARITY.search(loop.names) or len(re.findall(r"\b(?:for|while)\(", loop.text)) < 2:
        return None
    kept = {name for name in _SUMMED.findall(loop.text) if not _KEYED.search(name)}
    stems = {name.rstrip("0123456789") for name in kept}
    return Found(Family.ERASURE, "rs" if len(stems) > 1 else "xor", loop.count) if kept else None


def _walked(loop: Loop) -> Found | None:
    zipped = _ZIPPED.match(loop.text) if loop.source.language == "rust" else None
    if zipped and not _is_keyed(loop, zipped[0]):
        return Found(Family.ERASURE, "xor", zipped[1])
    folded = _FOLDED.search(loop.text)
    if folded and not _is_keyed(loop, folded[0]):
        return Found(Family.ERASURE, "xor", loop.count, loop.unit(folded[1]))
    found = _WALKED.search(loop.text)
    if found is None or _is_keyed(loop, found[0]):
        return None
    if not all(plus or _advances(loop, name) for name, plus in ((found[1], found[2]), (found[3], found[4]))):
        return None
    count = loop.count_at(found.start())
    if count.isdigit() and int(count) <= 64:
        return None
    return Found(Family.ERASURE, "xor", count, data=found[3].rpartition(">")[2].rpartition(".")[2])


def _advances(loop: Loop, name: str) -> bool:
    """The loop moves the pointer on."""
    plain = re.escape(name)
    return bool(re.search(rf"(?<![\w.>]){plain}(?:\+\+|\+=)|\+\+{plain}\b", loop.text))


def _solves(loop: Loop) -> bool:
    """Works on the coefficients of a matrix, of a few rows and columns, and not on data."""
    return bool(_MATRIX.search(f"{loop.names} {PurePath(loop.source.path).stem}")) and not _CODES.search(
        loop.names
    )


def _gathered(loop: Loop) -> Found | None:
    found = _GATHERED.search(loop.text)
    if found is None or _is_keyed(loop, found[0]) or len(re.findall(r"\b(?:for|while)\(", loop.text)) < 2:
        return None
    if not re.search(rf"\b{found[3]}\b", loop.head):  # the outer loop runs over the bytes
        return None
    return Found(Family.ERASURE, "xor", loop.count, data=found[2].rpartition(">")[2].rpartition(".")[2])


def _xor(loop: Loop) -> Found | None:
    into = _INTO.search(loop.text)
    found = into or _OF.search(loop.text)
    if found is None or _is_keyed(loop, found[0]):
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
    (
        rb"\]\s*\^=",
        rb"\^=[^;\n]*\[",
        rb"\]\s*\^\s*\w+\s*\[",
        rb"0x1[dD](?:1[dD])*\b",
        rb"\^=\s*\*",
        rb"\.fold\(",
    ),
    match,
    inside=(rb"\^",),
)
