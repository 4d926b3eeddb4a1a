"""Which checksum a routine computes: by the polynomial or table entries near it, else by its name and width."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

if TYPE_CHECKING:
    from accelagent.csource import SourceFile
    from accelagent.identifier.idioms._idiom import Loop

_CONSTANTS = (
    ("crc32c", rb"(?i)0x(?:82f63b78|1edc6f41|f26b8303)"),
    (
        "crc64",
        rb"(?i)0x(?:c96c5795d7870f42|42f0e1eba9ea3693|ad93d23594c935a9|95ac9329ac4bc9b5|d800000000000000)",
    ),
    ("t10dif", rb"(?i)0x8bb7"),
    ("crc32", rb"(?i)0x(?:edb88320|0?4c11db7|77073096)"),
    ("crc16", rb"(?i)0x(?:1021|8005|a001|8408|c0c1)\b"),
)
_NAMES = (
    ("crc32c", r"crc_?32_?c|castagnoli"),
    ("crc64", r"crc_?[a-z]{0,8}64"),
    ("t10dif", r"t10|dif"),
    ("crc16", r"crc_?(?:[a-z]{0,8}16|8|ccitt|7|5)"),
    ("crc32", r"crc"),
)
# The running value's width tells generic names apart; CRC-32 is often kept in a wider `unsigned long`.
_WIDTHS = (
    ("crc64", rb"\b(?:u?int64_t|u64|__u64|uint64|unsigned long long)\s+crc\w*\s*[,;=)]"),
    ("crc16", rb"\b(?:u?int16_t|u16|__u16|uint16|unsigned short)\s+crc\w*\s*[,;=)]"),
)
_SUPPORTED = frozenset({"crc32", "crc32c", "crc64", "t10dif"})


def polynomial(loop: Loop) -> str | None:
    """The algorithm, None when no device or instruction knows it or nothing says that it is a checksum."""
    function = loop.source.text[loop.function.start_byte : loop.function.end_byte]
    named = next((a for a, p in _NAMES if re.search(p, loop.names, re.I)), "")
    if re.search(rb"(?i)castagnoli|crc_?32_?c", function):
        named = named if named not in ("", "crc32") else "crc32c"
    known = _by_constant(function) or (named if named != "crc32" else "") or _of_table(loop)
    known = known or _of_file(loop.source) or _by_width(function) or named
    if not known and (re.search(rb"(?i)crc", function) or _SUM.search(f"{loop.names} {loop.text}")):
        known = "crc32"
    return known if known in _SUPPORTED else None


_SUM = re.compile(r"(?i)check|sum(?![a-z])|\bfcs\b|poly|verify")
_ENTRY = re.compile(r"(\w+)(?:\[\w+\])?\[[^\];]*\^")
_TABLES = (
    ("crc32c", r"castagnoli|crc_?32_?c|iscsi|82f63b78|1edc6f41"),
    (
        "crc64",
        r"ecma|crc_?64|jones|rocksoft|iso_?3309|c96c5795d7870f42|42f0e1eba9ea3693|9a6c9329ac4bc9b5|ad93d23594c935a9",
    ),
    ("t10dif", r"t10|dif|8bb7"),
    ("crc16", r"crc_?16|ccitt"),
    ("crc32", r"edb88320|04c11db7"),
)


def _of_table(loop: Loop) -> str:
    """By what the table is called, or that its entries have 64 bits."""
    for name in sorted(set(_ENTRY.findall(loop.text))):
        told = next((a for a, p in _TABLES if re.search(p, name, re.I)), "")
        told = told or _of_included(loop.source, name) or _of_width(loop, name)
        if told:
            return "t10dif" if told == "crc16" and _of_file(loop.source) == "t10dif" else told
    return ""


def _of_included(source: SourceFile, name: str) -> str:
    """By the file that its entries are included from."""
    pattern = rf"\b{name}\b[^=\n]*=\s*[^;]{{0,40}}?include(?:_bytes|_str)?!?\s*\(?\s*[<\"]([^\">\n]+)"
    found = re.search(pattern, source.text.decode("utf-8", "replace"))
    return next((a for a, p in _TABLES if found and re.search(p, found[1], re.I)), "")


def _of_width(loop: Loop, name: str) -> str:
    """By the bits of the table's entries, where these are not 32."""
    source = loop.source
    if source.language in ("c", "cpp"):
        text = (
            source.declarations(loop.function).get(name)
            or source.fields.get(name)
            or source.variables.get(name, "")
        )
    else:
        typed = re.search(
            rf"\b{name}\s*(?::|\[)[^=;\n]*|\b(?:long|short|byte)\[\]\s+{name}\b",
            source.text.decode("utf-8", "replace"),
        )
        text = typed[0] if typed else ""
    if re.search(r"\b(?:u_?int64(?:_t)?|u64|uint64|unsigned long long|__u64|long(?=\[))\b", text):
        return "crc64"
    return (
        "crc16"
        if re.search(r"\b(?:u_?int(?:8|16)(?:_t)?|u(?:8|16)|unsigned (?:char|short)|short|byte)\b", text)
        else ""
    )


_FILES: WeakKeyDictionary[SourceFile, str] = WeakKeyDictionary()  # files are long, and have many loops


def _of_file(source: SourceFile) -> str:
    if source not in _FILES:
        _FILES[source] = _by_constant(source.text)
    return _FILES[source]


def _by_width(function: bytes) -> str:
    return next((a for a, p in _WIDTHS if re.search(p, function)), "")


def _by_constant(text: bytes) -> str:
    return next((a for a, p in _CONSTANTS if re.search(p, text)), "")
