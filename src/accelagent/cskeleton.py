"""C and C++ source with the blocks that do not matter blanked: same offsets and lines, a fraction of the parsing.

A block is a function's body or a table's initialiser. Where the whole text parses, its skeleton parses to the same tree without
what stands in the blanked blocks.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

_CONTROL = re.compile(rb"\b(?:if|else|for|while|switch|do|case|return)\b")
_CONDITION = re.compile(rb"^[ \t]*#[ \t]*(if|endif)", re.M)
_TYPES = re.compile(
    rb"\b(?:enum|struct|union|class)\b[^;(){}=]*\{"
)  # what a body declares may be asked for elsewhere
_TYPE_WORDS = (b"enum", b"struct", b"union", b"class")
_QUALIFIED = re.compile(rb"\)(?:\s+(?:const|noexcept|override|final|volatile))+$")
_NAMESPACE = re.compile(rb"(?:^|[;}\s])(?:namespace(?:\s+[\w:]+)?|extern\s*\"C\")$")
_ALL_BUT_LINES = bytes(c if c in b"\r\n" else 32 for c in range(256))


@dataclass(frozen=True, slots=True)
class Body:
    """What stands between the braces of a block, as offsets into the text; `head` is where its heading starts."""

    start: int
    end: int
    head: int


def skeleton(text: bytes, keep: Callable[[bytes, int, int], bool]) -> tuple[bytes, tuple[Body, ...]]:
    """`text` in which every block that `keep` refuses (it is given heading and body, and where they stand) is blanks,
    and these blocks.

    What is not surely a whole block stays.
    """
    blanks = tuple(
        b
        for b in bodies(text)
        if not keep(text[b.head : b.end], b.head, b.end) and _is_whole(text[b.start : b.end])
    )
    return blank(text, blanks), blanks


def blank(text: bytes, blocks: tuple[Body, ...]) -> bytes:
    """`text` with blanks in these blocks."""
    pieces, done = [], 0
    for body in blocks:
        pieces += [text[done : body.start], text[body.start : body.end].translate(_ALL_BUT_LINES)]
        done = body.end
    return b"".join([*pieces, text[done:]]) if pieces else text


def bodies(text: bytes) -> Iterator[Body]:
    """Blocks by layout: the heading starts outside of others, the closing brace stands at the margin."""
    start = 0
    while (end := text.find(b"\n}", start)) >= 0:
        opening = _opening(text, start, end)
        if opening is not None:
            yield Body(opening[1] + 1, end, opening[0])
        start = end + 2


def _opening(text: bytes, start: int, end: int) -> tuple[int, int] | None:
    """Offsets of the heading and of the brace that opens the block which ends at `end`; initialisers in one piece and
    the braces of namespaces may come first."""
    while True:
        brace = text.find(b"{", start, end)
        if brace < 0:
            return None
        before = text[max(start, brace - 400) : brace].rstrip()
        if before.endswith((b")", b"=")) or _QUALIFIED.search(before):
            last = max(before.rfind(b";"), before.rfind(b"}")) + 1
            head = max(start, brace - 400) + last
            return None if _CONTROL.search(before, last) else (head, brace)
        if _NAMESPACE.search(before):
            start = brace + 1
            continue
        close = text.find(b"}", brace, end)
        if close < 0 or text.find(b"{", brace + 1, close) >= 0:
            return None
        start = close + 1


def _is_whole(body: bytes) -> bool:
    """Braces, comments and preprocessor conditions balance, and no type is declared."""
    return (
        body.count(b"{") == body.count(b"}")
        and body.count(b"/*") == body.count(b"*/")
        and (b"#" not in body or _is_closed(body))
        and not (any(word in body for word in _TYPE_WORDS) and _TYPES.search(body))
    )


def _is_closed(body: bytes) -> bool:
    found = _CONDITION.findall(body)
    return found.count(b"if") == found.count(b"endif")
