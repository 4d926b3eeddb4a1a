"""Hand-written operations, found by their shape: every module of this folder defines one `PART`."""

from __future__ import annotations

import hashlib
import importlib
import pkgutil
import re
from functools import cache

from accelagent.csource import SourceFile
from accelagent.identifier.idioms._idiom import Idiom, find_in, uncommented
from accelagent.identifier.idioms._macros import xor_macros
from accelagent.identifier.idioms._ranges import TRIGGER, range_sites
from accelagent.identifier.idioms._rounds import TRIGGER as ROUNDS
from accelagent.identifier.idioms._rounds import round_sites, unrolled
from accelagent.identifier.idioms._streams import stream_sites, streamed
from accelagent.identifier.sites import Site

__all__ = [
    "Idiom",
    "idiom_sites",
    "idioms",
    "ranged",
    "rounds",
    "triggered",
    "uncommented",
    "writes",
    "written_sites",
    "xor_macros",
]


@cache
def idioms() -> tuple[Idiom, ...]:
    """All idioms in order of module name."""
    names = sorted(m.name for m in pkgutil.iter_modules(__path__) if not m.name.startswith("_"))
    return tuple(importlib.import_module(f"{__name__}.{n}").PART for n in names)


def triggered(text: bytes) -> tuple[Idiom, ...]:
    """The idioms that a text of C or C++ may hold: cheap, and never wrong in leaving one out."""
    key = hashlib.blake2b(text, digest_size=16).digest()
    if key not in _TRIGGERED:
        if len(_TRIGGERED) >= _MOST:
            _TRIGGERED.clear()
        _TRIGGERED[key] = tuple(i for i in idioms() if i.triggered(text))
    return _TRIGGERED[key]


# A file's text is asked about in several steps, and the patterns take far longer than a digest.
_TRIGGERED: dict[bytes, tuple[Idiom, ...]] = {}
_MOST = 100_000


def ranged(text: bytes) -> bool:
    """Whether a text may hold an algorithm over a range, or a stream that compresses."""
    return (b"std::" in text and re.search(TRIGGER, text) is not None) or streamed(text)


def rounds(text: bytes, block: bytes) -> bool:
    """Whether a block of a text may be a digest's rounds one after another."""
    return ROUNDS.search(text) is not None and unrolled(block)


# In Go, Java, Rust and Python: shapes that read alike there, of which the file says the name.
_WRITTEN = frozenset({"crc-table", "crc-bitwise", "parity", "adler", "aes", "sha", "column"})
_SAID = re.compile(
    rb"[cC][rR][cC]|[pP]arity|[xX]or|XOR|[eE]rasure|[gG]alois|[aA]dler|[rR]eed|[gG]al[A-Z]|mul_?[tT]able|MUL_?TABLE|\bgf"
    rb"|0x(?:428[aA]_?2[fF]98|5[aA]82_?7999|[eE][dD][bB]88320|82[fF]63[bB]78)|[sS]_?[bB](?:ox|OX)|[aA][eE][sS]|\bT[eEdD][0-3]?\b|[cC]ol(?:umn)?s?\b"
    rb"|[bB]it(?:s|map|set)|[pP]redicate|[sS]elect|[rR]ebuild|[rR]econstruct|[sS]yndrome|[rR]aid|RAID|[sS]trip|>>>?\s*8\)?\s*\^|\^\s*\(?\w+\s*>>>?\s*8\b"
)
_SPOKEN = ("go", "java", "rust", "python")


def writes(language: str, text: bytes) -> bool:
    """Whether a text of another language may hold a hand-written operation; cheap, and never wrong in saying no."""
    return (
        language in _SPOKEN
        and _SAID.search(text) is not None
        and any(i.name in _WRITTEN for i in triggered(text))
    )


def written_sites(source: SourceFile) -> list[Site]:
    """The hand-written operations of a file in Go, Java, Rust or Python, in source order."""
    if not writes(source.language, source.text):
        return []
    return find_in(source, [i for i in triggered(source.text) if i.name in _WRITTEN])


def idiom_sites(source: SourceFile) -> list[Site]:
    """The idioms of one C or C++ file, in source order; loops that several idioms claim belong to the first."""
    if source.language not in ("c", "cpp"):
        return []
    loops = find_in(source, triggered(source.text))
    taken = {s.place.function.start_byte for s in loops if s.interface == "idiom-sha" and s.place.function}
    return sorted(
        [*loops, *round_sites(source, taken), *range_sites(source), *stream_sites(source)],
        key=lambda s: s.place.call.start_byte,
    )
