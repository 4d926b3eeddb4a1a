"""Match finders of the Lempel-Ziv family, and encoders that write Huffman codes of matches and literals."""

import re

from accelagent.domain import Family
from accelagent.identifier.idioms._idiom import Found, Idiom, Loop

_HASHED = re.compile(
    r"\*\(?(?:2654435761|2654435769|0x9[eE]3779[bB][19]|506832829|0x1[eE]35[aA]7[bB][dD]|66521|40343)[uUlL]*\)?[^;]*>>"
    r"|(?i:\b\w*hash\w*\()|<<\w+\)?\^\w+\["
)
_STORED = re.compile(r"(?i)\b\w*(?:table|head|htab|hash|dict|chain|prev|pos|last|recent)\w*\[[^\];]+\]=")
_EQUAL = re.compile(
    r"\[[^\];=]*\]==\w+\[|\*\w+(?:\+\+)?==\*\w+|\b\w*(?:match|common)_?\w*(?:len|length)?\w*\(", re.I
)
_CODES = re.compile(r"(?i)\b\w*(?:put|send|write|emit|add)_?(?:bits?|code|huff\w*)\w*\(|bit_?buf\w*\|=")
_ALPHABET = re.compile(
    r"(?i)\b\w*(?:dist|d_?code|litlen|lit_?len|length_?code|l_?tree|d_?tree|ltree|dtree)\w*\b"
)
_BACK = re.compile(r"inflate|de_?comp|un_?pack|expand|decode|dehuff", re.I)
_DEFLATE = re.compile(rb"(?i)deflate|zlib|gzip|\b258\b[^;]*;|RFC ?1951|WSIZE")
_LZ4 = re.compile(rb"(?i)lz4|MFLIMIT|LASTLITERALS")


def match(loop: Loop) -> Found | None:
    """The loop over the input."""
    if _BACK.search(loop.names):
        return None
    finds = _HASHED.search(loop.text) and _STORED.search(loop.text) and _EQUAL.search(loop.text)
    writes = _CODES.search(loop.text) and len(set(_ALPHABET.findall(loop.text))) >= 2
    if not (finds or writes):
        return None
    return Found(Family.COMPRESS, _format(loop, bool(writes)))


def _format(loop: Loop, writes: bool) -> str:
    """The format by what function and file call it; a private one is `lz77`, which no device writes."""
    text = loop.source.text
    if writes or _DEFLATE.search(text):
        return "deflate"
    return "lz4" if _LZ4.search(text) else "lz77"


PART = Idiom(
    "lz",
    (
        rb"2654435761|2654435769|0x9[eE]3779[bB][19]|506832829|0x1[eE]35[aA]7[bB][dD]",
        rb"(?:head|prev|chain|hash|table|htab)\s*\[[^\];\n]+\]\s*=[^=]",
        rb"(?:put|send|write|emit)_?bits?\b|send_code",
    ),
    match,
)
