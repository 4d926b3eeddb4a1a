"""CRC by table: a byte of data and the running value choose the entry that is combined with the shifted value."""

import re

from accelagent.domain import Family
from accelagent.identifier.idioms._idiom import Found, Idiom, Loop
from accelagent.identifier.idioms._polynomials import polynomial

# table[(crc ^ *p++) & 0xff] ^ (crc >> 8), in any order, also with 4-bit tables and pointers into the table.
_LOOKUP = re.compile(r"\w+(?:\(\))?(?:\[\w+\])*\[[^\[\];]*\^[^;]*?\]|\*\(\w+\+[^;]*\^[^;]*\)")
_SHIFT = re.compile(r"(?:>>|<<)=?(?:8|4)\b")


def match(loop: Loop) -> Found | None:
    """The byte loop; filling the table itself is set-up, and hashes look tables up without shifting."""
    text = loop.spelled
    lookup = _LOOKUP.search(text)
    if loop.generates_table or not (lookup and _SHIFT.search(text)):
        return None
    fed = loop.over[0] if loop.over else r"\*\w+(?:\+\+)?|\w+\["
    if not re.search(fed, loop.body + text[len(loop.text) :]) or re.search(
        r"s_?box|sbox|Te\d|Td\d", text, re.I
    ):
        return None
    algorithm = polynomial(loop)
    return Found(Family.CRC, algorithm, loop.runs_at(lookup.start()), data=_data(loop)) if algorithm else None


def _data(loop: Loop) -> str:
    found = re.search(r"\*(\w+)\+\+|\^(?:\(\w+\))?\(?(\w+)\[", loop.text)
    return next((g for g in found.groups() if g), "") if found else ""


PART = Idiom(
    "crc-table", (rb"\^[^;\n]{0,60}\]", rb"\][^;\n]{0,8}\^"), match, inside=(rb"\^", rb"(?:>>|<<)=?\s*[84]\b")
)
