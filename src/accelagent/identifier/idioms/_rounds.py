"""SHA-1 and SHA-256 unrolled: no loop, but the same macro for round after round."""

from __future__ import annotations

import re
from collections.abc import Container
from typing import TYPE_CHECKING

from accelagent.csource import CallSite, Function, SourceFile
from accelagent.domain import Call, Family
from accelagent.identifier.idioms._macros import macros
from accelagent.identifier.sites import Role, Site, Use

if TYPE_CHECKING:
    from tree_sitter import Node

_LEAST = 16  # rounds of one macro: SHA-1's first kind
_RUN = re.compile(rb"\b([A-Za-z_]\w{0,30})\s*\([^;{}]*\)\s*;\s*(?:\1\s*\([^;{}]*\)\s*;\s*){3}")
_CONSTANTS = (
    ("sha512", re.compile(rb"(?i)0x428a2f98d728ae22")),
    ("sha256", re.compile(rb"(?i)0x428a2f98")),
    ("sha1", re.compile(rb"(?i)0x5a827999")),
    ("md5", re.compile(rb"(?i)0xd76aa478")),
)
_NAMES = (("sha256", re.compile(r"(?i)sha_?(?:256|224|2(?!\d))")), ("sha1", re.compile(r"(?i)sha_?1")))
_BLOCK = re.compile(r"(?i)block|transform|process|round|compress|body")
_RUNS = frozenset({"sha1", "sha256"})
TRIGGER = re.compile(rb"0x(?:428[aA]2[fF]98|5[aA]827999)")


def unrolled(text: bytes) -> bool:
    """Whether a text has statements of one macro after another."""
    return _RUN.search(text) is not None


def round_sites(source: SourceFile, taken: Container[int]) -> list[Site]:
    """One for each function that is made of such rounds; not for those that start at `taken` bytes."""
    if not TRIGGER.search(source.text):
        return []
    found = []
    for function in source.functions:
        body = source.text[function.start_byte : function.end_byte]
        run = _RUN.search(body) if function.start_byte not in taken else None
        algorithm = _algorithm(source, function, body) if run else ""
        site = _site(function, body, run[1], algorithm) if run and algorithm in _RUNS else None
        found += [site] if site else []
    return found


def _algorithm(source: SourceFile, function: Function, body: bytes) -> str:
    known = macros(source.text)
    called = b" ".join(known[w] for w in set(re.findall(rb"\w+", body)) & known.keys())
    for text in (body, called):
        for name, constant in _CONSTANTS:
            if constant.search(text):
                return name
    if not _BLOCK.search(function.name):
        return ""  # padding and output repeat their macros, too
    return next((name for name, pattern in _NAMES if pattern.search(function.name)), "")


def _site(function: Function, body: bytes, macro: bytes, algorithm: str) -> Site | None:
    places = list(re.finditer(rb"\b" + macro + rb"\s*\([^;{}]*\)\s*;", body))
    node: Node | None = function.node
    if len(places) < _LEAST or node is None:
        return None
    start, end = function.start_byte + places[0].start(), function.start_byte + places[-1].end()
    inner = node.descendant_for_byte_range(start, start + 1) or node
    call = Call(macro.decode(), inner.start_point[0] + 1, start, end, ())
    place = CallSite(call, function, 0, True, (start, end), inner, ())
    return Site(place, Use(Role.RUN, Family.HASH, algorithm), "idiom-sha")
