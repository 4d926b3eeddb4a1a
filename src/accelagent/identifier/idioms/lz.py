"""Match finders of the Lempel-Ziv family, and encoders that write Huffman codes of matches and literals."""

import re
from pathlib import PurePath

from accelagent.domain import Family
from accelagent.identifier.idioms._idiom import Found, Idiom, Loop, squeeze

_HASHED = re.compile(
    r"\*\(?(?:2654435761|2654435769|0x9[eE]3779[bB][19]|506832829|0x1[eE]35[aA]7[bB][dD]|66521|40343)[uUlL]*\)?[^;]*>>"
    r"|(?i:hash\w*\()|<<\w+\)?\^\w+\["
)
_STORED = re.compile(
    r"(?i)(?:table|head|htab|hash|dict|chain|prev|pos|last|recent|refs?)\w*\[[^\];]+\](?:\.\w+)*=|put_?(?:position|hash|index)\w*\("
)
_EQUAL = re.compile(
    r"\[[^\];=]*\]==\w+\[|\*\w+(?:\+\+)?==\*\w+|(?:match|common)\w*\(|read_?\d+\(\w+\)==\w*read_?\d+\(",
    re.I,
)
_CODES = re.compile(r"(?i)(?:put|send|write|emit|add)_?(?:bits?|code|huff\w*)\w*\(|bit_?buf\w*\|=")
_ALPHABET = re.compile(
    r"(?i)\b\w*(?:dist|d_?code|litlen|lit_?len|length_?code|l_?tree|d_?tree|ltree|dtree)\w*\b"
)
_BACK = re.compile(r"inflate|de_?comp|un_?pack|expand|decode|dehuff", re.I)
_DEFLATE = re.compile(r"(?i)deflate|zlib|gzip|rfc_?1951|(?<!\d)258\b[^;]*;|WSIZE")
_LZ4 = re.compile(r"(?i)lz4|MFLIMIT|LASTLITERALS")
# Formats of their own, which the same match finders serve.
_OTHER = re.compile(
    r"(?i)snappy|lzo|lzf|lzjb|brotli|lzma|lzss|lzw|lzx|pglz|fastlz|quicklz|lzsse|density|zstd"
)
_FORMATS = ((_DEFLATE, "deflate"), (_LZ4, "lz4"), (_OTHER, "lz77"))


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
    """The format by what function, file and code call it; a private one is `lz77`, which no device writes."""
    for text in (f"{loop.names} {PurePath(loop.source.path).name}", loop.around):
        if _OTHER.search(text):
            return "lz77"
        if _LZ4.search(text):
            return "lz4"
        if _DEFLATE.search(text):
            return "deflate"
    return "deflate" if writes else _of_file(loop.source.text)


def _of_file(text: bytes) -> str:
    """By the names that the file's code holds most of."""
    code = squeeze(text)
    counts = [(len(pattern.findall(code)), name) for pattern, name in _FORMATS]
    most = max(counts, key=lambda c: c[0])
    return most[1] if most[0] else "lz77"


_WRITERS = (
    *(
        verb + joint + what
        for verb in (b"put", b"send", b"write", b"emit", b"add")
        for joint in (b"", b"_")
        for what in (b"bit", b"code", b"huff")
    ),
    b"bitbuf",
    b"bit_buf",
)
_LETTERS = (
    b"dist",
    b"dcode",
    b"d_code",
    b"litlen",
    b"lit_len",
    b"lengthcode",
    b"length_code",
    b"ltree",
    b"l_tree",
    b"dtree",
    b"d_tree",
)
_MIXERS = (
    b"2654435761",
    b"2654435769",
    b"0x9e3779b",
    b"506832829",
    b"0x1e35a7bd",
    b"66521",
    b"40343",
    b"hash",
)
_MIXED = re.compile(rb"<<\s*\w+\s*\)?\s*\^\s*\w+\s*\[")
_POSITIONS = re.compile(
    rb"(?:table|head|htab|hash|dict|chain|prev|pos|last|recent|ref)\w*\s*\[[^\];]+\](?:\s*\.\s*\w+)*\s*=|put_?(?:position|hash|index)"
)


def _near(text: bytes) -> bool:
    """Codes of two alphabets are written, or positions are stored by a hash."""
    if any(w in text for w in _WRITERS) and any(w in text for w in _LETTERS):
        return True
    mixed = any(w in text for w in _MIXERS) or (b"^" in text and _MIXED.search(text))
    return bool(mixed and _POSITIONS.search(text))


PART = Idiom(
    "lz",
    (
        rb"26544357(?:61|69)",
        rb"0x9[eE]3779[bB][19]",
        rb"506832829",
        rb"0x1[eE]35[aA]7[bB][dD]",
        rb"(?:head|prev|chain|hash|table|htab)\s*\[[^\];\n]+\]\s*=[^=]",
        rb"ref(?<!\wref)s?\s*\[[^\];\n]+\](?:\.\w+)*\s*=[^=]",
        rb"bit(?:(?<=put_bit)|(?<=putbit)|(?<=(?:send|emit)_bit)|(?<=(?:send|emit)bit)|(?<=write_bit)|(?<=writebit))s?\b",
        rb"send_code",
    ),
    match,
    near=_near,
    longest=20000,  # match, lazy match and output in one loop, with long comments
)
