"""How many bytes a loop over blocks goes through, by its head, its step and where its pointers end."""

from __future__ import annotations

import re

from accelagent.identifier.idioms._idiom import Loop

_CHUNKS = re.compile(
    r"\bin ?&?(?:mut )?(?:[\w.]+\.iter_mut\(\)\.zip\(&?)?([\w.]+?)(?:\.as_mut\(\)|\.as_ref\(\))?\.(?:r?chunks(?:_exact)?(?:_mut)?|as_chunks)"
)
_LEFT = re.compile(
    r"^(?:while\(|for\(?[^;]*;|for )(?:len\((\w+)\)|(\w+)(?:\.len\(\)|\.length))?(?:(\w+)?>=?(?:\d+|\w+))"
)
_STEPPED = re.compile(r"\w+\+(?:\d+|\w+)<=\(?(\w[\w.()>-]*)\)?[;){]")  # i + 16 <= n
_DOWN = re.compile(
    r"for\((?:\w+ )*(?:[\w:]+ )?\w+=([^;,]+);(?:\w+(?:>0|!=0)?)?;--?\w*|for\([^;]*=([^;,]+);(\w+);--\3"
)


def extent(loop: Loop, block: int) -> tuple[str, int]:
    """(text of a count, bytes per counted one); the text is empty when the loop does not say it."""
    head = loop.head
    chunks = _CHUNKS.search(head)
    if chunks:
        return chunks[1], 1
    if loop.ended and (loop.ended == loop.count or not loop.count):
        return loop.ended, 1
    stepped = _STEPPED.search(head)
    if stepped:
        return stepped[1], 1
    left = _LEFT.match(head)
    if (
        left
        and (name := left[1] or left[2] or left[3])
        and re.search(rf"\b{name}(?:-=|=\w*{name}[-\[])|\b{name}\[", loop.text)
    ):
        return name, 1
    down = _DOWN.match(head)
    if down:
        return down[1] or down[2], block
    if not loop.count:
        return "", 1
    return loop.count, block if _by_ones(loop) else 1


def _by_ones(loop: Loop) -> bool:
    """Whether the counted thing goes on by one, not by the bytes of a block."""
    head = loop.head
    if head.startswith("while("):
        counted = re.escape(loop.count)
        return "--" in head or re.search(rf"\b{counted}--|--{counted}", loop.text) is not None
    if re.search(rf"(?<!\w)(?:{re.escape(loop.count)}--|--{re.escape(loop.count)}\b)", head):
        return True
    step = re.search(r"\+\+|--|\+=1\b|-=1\b|\.\.", head)
    return not loop.over and step is not None and not re.search(r"\+=(?!1\b)", head.rpartition(";")[2])
