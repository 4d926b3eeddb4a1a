"""Records into bytes and back, field by field: no engine here takes it over, and a reader should know that it was seen."""

import re

from accelagent.domain import Family
from accelagent.identifier.idioms._idiom import Found, Idiom, Loop

_VARINT_OUT = re.compile(r"(?:\|=?\(?(?:0x80|128)\b)[^;]*;.*>>=?7\b|>>=?7\b.*\|=?\(?(?:0x80|128)\b")
_VARINT_IN = re.compile(r"&\(?(?:0x7[fF]|127)\b[^;]*<<|&\(?(?:0x80|128)\b")
_PUT = re.compile(
    r"(?i)(?:put|write|append|encode|pack|serialize|emit)_?(?:u?int|u?\d+|be|le|varint|string|str|field|tag|fixed|float|double)\w*\("
)
_GET = re.compile(
    r"(?i)(?:get|read|decode|unpack|parse|deserialize|take)_?(?:u?int|u?\d+|be|le|varint|string|str|field|tag|fixed|float|double)\w*\("
)


def match(loop: Loop) -> Found | None:
    """Loops over records or fields that put or take at least three of them, or repeat a variable-length integer."""
    if len(_PUT.findall(loop.text)) >= 3:
        return Found(Family.SERIALIZE, "records")
    if len(_GET.findall(loop.text)) >= 3:
        return Found(Family.DESERIALIZE, "records")
    outer = len(re.findall(r"\b(?:for|while|do)\b", loop.text)) > 1
    if outer and _VARINT_OUT.search(loop.text):
        return Found(Family.SERIALIZE, "varint")
    if outer and _VARINT_IN.search(loop.text) and re.search(r"(?:\+=|<<)\(?(?:7\b|shift)", loop.text):
        return Found(Family.DESERIALIZE, "varint")
    return None


_CALLED = re.compile(rb"\w++(?=\s*\()")
_FIELD = re.compile(
    rb"(?:put|write|append|encode|pack|serialize|emit|get|read|decode|parse|take)_?"
    rb"(?:u?int|u?\d|be|le|varint|str|field|tag|fixed|float|double)"
)
_BITS = (b"0x80", b"128", b"0x7f", b"127")


class _Fields(dict[bytes, bool]):
    """Whether a function of that name puts or takes a field; the same few names are asked about in every file."""

    def __missing__(self, name: bytes) -> bool:
        found = self[name] = _FIELD.search(name) is not None
        return found


_FIELDS = _Fields()


def _near(text: bytes) -> bool:
    """Three fields, or the bits of a variable-length integer."""
    if b"7" in text and any(bits in text for bits in _BITS):
        return True
    return sum(map(_FIELDS.__getitem__, _CALLED.findall(text))) >= 3


PART = Idiom(
    "serial",
    (rb">>=?\s*7\b", rb"<<=?\s*7\b", rb"(?:put|get|write|read|append)_(?:u|be|le|varint|string|int)"),
    match,
    near=_near,
)
