"""CRC by several tables at once: four, eight or sixteen bytes per turn, each by its own table, all combined."""

import re

from accelagent.domain import Family
from accelagent.identifier.idioms._idiom import Found, Idiom, Loop
from accelagent.identifier.idioms._polynomials import polynomial

_LOOKUP = re.compile(
    r"(\w+)\[(?:\(?[^\[\];]*\)?\]\[)?[^\[\];]*(?:&\(?(?:0x[fF]{2}|255)|>>\(?24|&\w*MASK\w*)[^\[\];]*\]"
)
_PLAIN = re.compile(r"\w+\[[^\[\];]+\]")  # in a function named for it, the masks may stand elsewhere
_STRIDE = re.compile(
    r"(\w+)(?:-=|=\1-)(\d+)|(\w+)(?:\+=|=\3\+)(?:4|8|16)\b|\^=\*?\w+(?:\[|\+\+)|\bmemcpy\(|chunks_exact|\[[48]:\]|\[16:\]"
)


def match(loop: Loop) -> Found | None:
    """At least four lookups joined by XOR in one statement of a loop that goes on by as many bytes."""
    lookup = _PLAIN if re.search(r"crc", loop.names, re.I) else _LOOKUP
    if not any(len(lookup.findall(s)) >= 4 and s.count("^") >= 3 for s in loop.spelled.split(";")):
        return None
    if loop.generates_table or re.search(r"(?i)s_?box|\bT[ed]\d?\b|\brk\b|round", loop.text):
        return None
    algorithm = polynomial(loop)
    if algorithm is None or not _STRIDE.search(loop.text):
        return None
    return Found(Family.CRC, algorithm, loop.count)


PART = Idiom("crc-table", (rb"\^[^;\n]{0,60}\]", rb"\][^;\n]{0,8}\^"), match, inside=(rb"\^",))
