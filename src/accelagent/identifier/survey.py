"""What one file says without being parsed: its lines, its constants, and whether it names an interface at all."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field

from accelagent.cconstants import defines, enumerators, renames
from accelagent.csource import words
from accelagent.identifier.idioms import ranged, rounds, triggered, uncommented, writes, xor_macros
from accelagent.identifier.languages import spoken
from accelagent.identifier.scan import read, telling
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

    def found(self, text: bytes, held: Collection[bytes]) -> bool:
        """Whether the text, which holds these words, holds any of them."""
        return not self.words.isdisjoint(held) or any(stem in text for stem in self.stems)

    def keeper(self, text: bytes) -> Callable[[bytes], bool]:
        """Which blocks of a C or C++ text may hold an operation, or say of a library's stream what it is given."""
        shapes, ranges = triggered(text), ranged(text)
        macros = xor_macros(text).keys() if shapes else set()
        known = self.words.union(alias for alias, name in renames(text) if name in self.words)
        named = known.intersection(words(text))
        tells = telling(text)

        def keep(block: bytes) -> bool:
            if tells and telling(block):
                return True
            # To look for a few names takes less than to take a block apart.
            if any(name in block for name in named) and not named.isdisjoint(words(block)):
                return True
            if ranges and ranged(block):
                return True
            if shapes and rounds(text, block):
                return True
            if not shapes or not any(word in block for word in _LOOPS):
                return False
            plain = uncommented(block)
            small = plain.lower()
            if any((s.near is None or s.near(small)) and s.may_be(plain) for s in shapes):
                return True
            return bool(macros) and not macros.isdisjoint(words(block))

        return keep


_LOOPS = (b"for", b"while", b"do")


def _holds(interest: Interest, path: str, text: bytes, held: Collection[bytes]) -> bool:
    language = spoken(path)
    if language:
        return any(stem in text for stem in language.stems) or writes(language.name, text)
    return interest.found(text, held) or bool(triggered(text)) or ranged(text)


def survey(
    root: str, interest: Interest, path: str, last: bytes = b""
) -> tuple[Facts | None, frozenset[bytes] | None]:
    """Look at one file: facts, None when its content is still `last`; and its words where they were looked at."""
    text, note = read(os.path.join(root, path))  # noqa: PTH118
    if text is None:
        return Facts(path, note=note), None
    content = content_of(text)
    if content == last:
        return None, None
    held = frozenset(words(text))
    facts = Facts(
        path,
        content,
        text.count(b"\n") + (not text.endswith(b"\n") and bool(text)),
        holds=_holds(interest, path, text, held),
        constants={**enumerators(text), **defines(text)} if path.endswith(_HEADERS) else {},
    )
    return facts, held
