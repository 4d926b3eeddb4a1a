"""C and C++ source with the bodies of functions that do not matter blanked: same offsets and lines, a fraction of the parsing."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

_CONTROL = re.compile(rb"\b(?:if|else|for|while|switch|do|case|return)\b")
_DIRECTIVE = re.compile(rb"^[ \t]*#", re.M)
_TYPES = re.compile(
    rb"\b(?:enum|struct|union|class)\b[^;(){}]*\{"
)  # what a body declares may be asked for elsewhere
_ALL_BUT_LINES = bytes(c if c in b"\r\n" else 32 for c in range(256))


@dataclass(frozen=True, slots=True)
class Body:
    """A function's body between its braces, as offsets into the text."""

    start: int
    end: int


def skeleton(text: bytes, keep: Callable[[bytes], bool]) -> bytes:
    """`text` in which every function body that `keep` refuses is blanks; what is not surely a whole body stays."""
    blanks = [b for b in bodies(text) if not keep(text[b.start : b.end])]
    if not blanks:
        return text
    pieces, done = [], 0
    for body in blanks:
        pieces += [text[done : body.start], text[body.start : body.end].translate(_ALL_BUT_LINES)]
        done = body.end
    return b"".join([*pieces, text[done:]])


def bodies(text: bytes) -> Iterator[Body]:
    """Function bodies, read by layout: the heading starts in a closed block, the closing brace stands at the margin, and
    braces and comments balance without preprocessor directives in between."""
    start = 0
    while (end := text.find(b"\n}", start)) >= 0:
        opening = _opening(text, start, end)
        if opening is not None and _is_whole(text[opening + 1 : end]):
            yield Body(opening + 1, end)
        start = end + 2


def _opening(text: bytes, start: int, end: int) -> int | None:
    """Offset of the brace that opens the function which ends at `end`; initialisers in one piece may come first."""
    while True:
        brace = text.find(b"{", start, end)
        if brace < 0:
            return None
        before = text[max(start, brace - 400) : brace].rstrip()
        if before.endswith(b")"):
            heading = before[max(before.rfind(b";"), before.rfind(b"}")) + 1 :]
            return None if _CONTROL.search(heading) else brace
        close = text.find(b"}", brace, end)
        if close < 0 or text.find(b"{", brace + 1, close) >= 0:
            return None
        start = close + 1


def _is_whole(body: bytes) -> bool:
    return (
        body.count(b"{") == body.count(b"}")
        and body.count(b"/*") == body.count(b"*/")
        and not _DIRECTIVE.search(body)
        and not _TYPES.search(body)
    )
