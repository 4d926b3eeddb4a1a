"""What one file says without being parsed: its lines, its constants, and whether it names an interface at all."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from dataclasses import dataclass, field

from accelagent.cconstants import defines, enumerators
from accelagent.identifier.idioms import triggered
from accelagent.identifier.languages import spoken
from accelagent.identifier.scan import read, words
from accelagent.identifier.sites import Interface

_HEADERS = (".h", ".hh", ".hpp", ".hxx")


@dataclass(frozen=True, slots=True)
class Facts:
    """One file; it depends on nothing but the file's name and content."""

    path: str
    content: bytes = b""  # digest
    lines: int = 0
    note: str = ""  # why it was left out
    defined: tuple[str, ...] = ()  # library names it defines itself
    holds: bool = False  # has something of interest
    holders: tuple[tuple[str, bool], ...] = ()  # functions with regions, and whether only this file sees them
    constants: dict[str, str] = field(default_factory=dict)  # of a header


def content_of(text: bytes) -> bytes:
    """Digest of a file's content."""
    return hashlib.blake2b(text, digest_size=16).digest()


@dataclass(frozen=True, slots=True)
class Interest:
    """What makes a file worth parsing: words that it holds, or byte strings that need not be words."""

    words: frozenset[bytes]
    stems: tuple[bytes, ...] = ()

    @classmethod
    def of(cls, parts: Sequence[Interface]) -> Interest:
        """The functions of the interfaces."""
        return cls(frozenset(n.rpartition("::")[2].encode() for part in parts for n in part.table()))

    def found(self, text: bytes) -> bool:
        """Whether the text holds any of them."""
        return not self.words.isdisjoint(words(text)) or any(stem in text for stem in self.stems)


def _holds(interest: Interest, path: str, text: bytes) -> bool:
    language = spoken(path)
    if language:
        return any(stem in text for stem in language.stems)
    return interest.found(text) or triggered(text)


def survey(root: str, interest: Interest, path: str, last: bytes = b"") -> Facts | None:
    """Look at one file. None when its content is still `last`."""
    text, note = read(os.path.join(root, path))  # noqa: PTH118
    if text is None:
        return Facts(path, note=note)
    content = content_of(text)
    if content == last:
        return None
    return Facts(
        path,
        content,
        text.count(b"\n") + (not text.endswith(b"\n") and bool(text)),
        holds=_holds(interest, path, text),
        constants={**enumerators(text), **defines(text)} if path.endswith(_HEADERS) else {},
    )
