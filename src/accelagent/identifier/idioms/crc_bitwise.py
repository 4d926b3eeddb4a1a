"""CRC bit by bit: shift, and combine with the polynomial when a bit falls out."""

import re

from accelagent.domain import Family
from accelagent.identifier.idioms._idiom import Found, Idiom, Loop
from accelagent.identifier.idioms._polynomials import polynomial

_SHIFT = re.compile(r"(?:>>|<<)=?1\b")
_REDUCE = re.compile(r"\^=?\(?\(?(?:0x[0-9A-Fa-f]{4,16}|\w*[Pp][Oo][Ll][Yy]\w*|\w+)(?:[uUlL]*)\b")
_BYTE = re.compile(
    r"(\w+)\^=\(?(?:\(\w+\))?\(?\*?\w+(?:\+\+|\[)|\(\w+\^\*?\w+(?:\+\+|\[)|=\w+\^\*?\w+(?:\+\+|\[)|\^=\(?\(\w+\)\w+\["
)


def match(loop: Loop) -> Found | None:
    """The loop over bytes that holds the loop over bits; a shift register without data is a random generator."""
    text = loop.text
    if loop.generates_table or not re.search(r"\b(?:for|while|do)\b", loop.body):
        return None
    if not (_SHIFT.search(text) and _REDUCE.search(text) and (_BYTE.search(text) or _each(loop))):
        return None
    if not re.search(r"&\(?(?:1|0x0*1|0x80+|\w*MSB\w*)[uUlL]*\b|\?", text):
        return None
    algorithm = polynomial(loop)
    data = re.search(r"\*(\w+)\+\+|\^=?(?:\(\w+\))?(\w+)\[", text)
    name = next((g for g in data.groups() if g), "") if data else ""
    return Found(Family.CRC, algorithm, loop.count, data=name) if algorithm else None


def _each(loop: Loop) -> bool:
    """The element that a loop over a container is at goes into the sum."""
    name = loop.over[0] if loop.over else ""
    return bool(name and re.search(rf"\^=?\(?(?:\w+\()?{name}\b", loop.body))


PART = Idiom("crc-bitwise", (rb"(?:>>|<<)=?\s*1\b",), match, inside=(rb"\^", rb"(?:>>|<<)=?\s*1\b"))
