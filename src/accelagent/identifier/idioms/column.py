"""Scans and selections of columns: a predicate over packed integers into a bit vector or a list of rows, and the rows it keeps."""

import re

from accelagent.domain import Family
from accelagent.identifier.idioms._idiom import PLACE, Found, Idiom, Loop

_INTEGERS = re.compile(
    r"(?:std::)?(?:(?:u?int(?:8|16|32|64)|char16|char32)_t|unsigned(?: (?:char|short|int|long))?|u?(?:8|16|32)|short|int|uint(?:8|16|32)?)$"
)
_VALUE = PLACE + r"\[(\w+)\]"
_TEST = re.compile(rf"{_VALUE}(?:>=?|<=?|==|!=)[\w.>-]+")
_BITS = re.compile(r"\w+\[\w+(?:>>[356]|/(?:8|32|64))\]\|=")
_KEPT_BIT = re.compile(rf"if\([^;]*\w+\[\w+(?:>>[356]|/(?:8|32|64))\][^;]*\)\{{?\w+\[\w+\+\+\]={_VALUE};")
_KEPT = re.compile(rf"if\([^;{{}}]*\)\{{?\w+\[\w+\+\+\]={_VALUE};\}}?")
_ROWS = re.compile(r"\w+\[(\w+)(?:\+\+)?\]=(?:static_cast<[^>]*>)?\(?(?:\([\w: ]+\))?(\w+)\)?;")
_COLUMN = re.compile(
    r"col|row|tuple|tabl?e|select|scan|filter|predicate|batch|vector|segment|where|between|range", re.I
)


def match(loop: Loop) -> Found | None:
    """One loop over a column, nothing else in it."""
    if not loop.count or re.search(r"\b(?:for|while|do)\b", loop.body) or loop.body.count(";") > 6:
        return None
    return _filter(loop) or _scan(loop)


def _filter(loop: Loop) -> Found | None:
    kept = _KEPT_BIT.search(loop.body) or _KEPT.fullmatch(loop.body)
    if kept is None or not _is_column(loop, kept[1]):
        return None
    return Found(Family.FILTER, "select", loop.count, loop.unit(kept[1]), kept[1])


def _scan(loop: Loop) -> Found | None:
    test = _TEST.search(loop.body)
    if test is None or not _is_column(loop, test[1]) or not re.search(rf"\b{test[2]}\b", loop.head):
        return None
    rows = _ROWS.search(loop.body)
    listed = rows is not None and rows[2] == test[2]
    if not (_BITS.search(loop.body) or listed):
        return None
    return Found(Family.SCAN, "range", loop.count, loop.unit(test[1]), test[1])


def _is_column(loop: Loop, name: str) -> bool:
    """Packed integers, and many by a constant or by what the code calls them."""
    if not name.isidentifier():  # a member, whose type is not looked up: then many by a constant
        return (loop.source.value(loop.count, loop.function, loop.node.start_byte) or 0) >= 1024
    declared = loop.source.declarations(loop.function).get(name, "")
    base = re.sub(
        r"\b(?:const|restrict|__restrict|static)\b\s*|\s*(?:\*+|\[[^\]]*\])\s*$", "", declared
    ).strip()
    if not _INTEGERS.match(base):
        return False
    known = loop.source.value(loop.count, loop.function, loop.node.start_byte)
    return (known or 0) >= 1024 or (known is None and bool(_COLUMN.search(f"{loop.names} {name}")))


PART = Idiom("column", (rb"\]\s*(?:\|=|>>)", rb"\+\+\s*\]\s*=", rb"\+=[^;\n]*\]\s*[<>=!]"), match)
