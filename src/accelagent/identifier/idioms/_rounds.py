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
_CONSTANT = re.compile(rb"\b0x[0-9a-fA-F]{7,8}[uUlL]*\b")
_WRITTEN = 48  # constants: SHA-256 has 64
_RUNS = frozenset({"sha1", "sha256"})
TRIGGER = re.compile(rb"0x(?:428[aA]2[fF]98|5[aA]827999)")


def unrolled(text: bytes) -> bool:
    """Whether a text has statements of one macro after another."""
    return _RUN.search(text) is not None or (
        TRIGGER.search(text) is not None and len(_CONSTANT.findall(text)) >= _WRITTEN
    )


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
        site = site or (_straight(function, body) if function.start_byte not in taken else None)
        found += [site] if site else []
    return found


def _straight(function: Function, body: bytes) -> Site | None:
    """Statement after statement with the algorithm's constants: `t1 = h + e1(e) + ch(e, f, g) + 0x428a2f98 + w[0];`"""
    if not TRIGGER.search(body):
        return None
    places = list(_CONSTANT.finditer(body))
    name = next((n for n, constant in _CONSTANTS if constant.search(body)), "")
    first = TRIGGER.search(body)
    if len(places) < _WRITTEN or name not in _RUNS or first is None:
        return None
    line = body.rfind(b"\n", 0, first.start()) + 1
    word = re.search(rb"[A-Za-z_]\w*", body[line : first.start()])
    if word is None:
        return None
    return _place(function, line + word.start(), places[-1].end(), word[0].decode(), name)


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
    if len(places) < _LEAST:
        return None
    return _place(function, places[0].start(), places[-1].end(), macro.decode(), algorithm)


def _place(function: Function, first: int, last: int, name: str, algorithm: str) -> Site | None:
    node: Node | None = function.node
    if node is None:
        return None
    start, end = function.start_byte + first, function.start_byte + last
    inner = node.descendant_for_byte_range(start, start + 1) or node
    call = Call(name, inner.start_point[0] + 1, start, end, ())
    place = CallSite(call, function, 0, True, (start, end), inner, ())
    return Site(place, Use(Role.RUN, Family.HASH, algorithm), "idiom-sha")
