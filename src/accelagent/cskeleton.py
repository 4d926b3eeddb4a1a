"""C and C++ source with the bodies of functions that do not matter blanked: same offsets and lines, a fraction of the parsing."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

_CONTROL = re.compile(rb"\b(?:if|else|for|while|switch|do|case|return)\b")
_DIRECTIVE = re.compile(rb"^[ \t]*#", re.M)
_TYPES = re.compile(
    rb"\b(?:enum|struct|union|class)\b[^;(){}]*\{"
)  # what a body declares may be asked for elsewhere
_ALL_BUT_LINES = bytes(c if c in b"\r\n" else 32 for c in range(256))


def skeleton(text: bytes, keep: Callable[[bytes], bool]) -> bytes:
    """`text` in which every function body that `keep` refuses is blanks; what is not surely a whole body stays.

    A body is taken for one only when its heading starts in a closed block, its closing brace stands at the margin, and
    its braces and comments balance without preprocessor directives in between.
    """
    blanks = [span for span in _bodies(text) if not keep(text[span[0] : span[1]])]
    if not blanks:
        return text
    pieces, done = [], 0
    for start, end in blanks:
        pieces += [text[done:start], text[start:end].translate(_ALL_BUT_LINES)]
        done = end
    return b"".join([*pieces, text[done:]])


def _bodies(text: bytes) -> Iterator[tuple[int, int]]:
    start = 0
    while (end := text.find(b"\n}", start)) >= 0:
        opening = _opening(text, start, end)
        if opening is not None and _is_whole(text[opening + 1 : end]):
            yield opening + 1, end
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
