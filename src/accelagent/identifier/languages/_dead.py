"""Code that no build compiles: branches of preprocessor conditions that are constant."""

from __future__ import annotations

import re
from dataclasses import dataclass

_LINE = re.compile(rb"^[ \t]*#[ \t]*(if|ifdef|ifndef|elif|else|endif)\b([^\n]*)$", re.M)
_CONSTANT = re.compile(rb"^[ \t(]*([01])[ \t)]*(?:/[*/].*)?$")


@dataclass(slots=True)
class _Condition:
    """One open `#if`: whether its present branch is dead, and whether a branch before was surely taken."""

    dead: bool
    taken: bool


def alive(text: bytes) -> bytes:
    """The text with dead branches as blanks: same length, same lines."""
    if not re.search(rb"#[ \t]*(?:el)?if[ \t(]+[01]\b", text):
        return text
    pieces: list[bytes] = []
    open_: list[_Condition] = []
    start = 0
    for line in _LINE.finditer(text):
        dead = any(c.dead for c in open_)
        piece = text[start : line.start()]
        pieces.append(_blank(piece) if dead else piece)
        _step(open_, line[1], line[2])
        pieces.append(line[0])
        start = line.end()
    pieces.append(text[start:])
    return b"".join(pieces)


def _step(open_: list[_Condition], word: bytes, rest: bytes) -> None:
    if word in (b"if", b"ifdef", b"ifndef"):
        known = _constant(rest) if word == b"if" else None
        open_.append(_Condition(known is False, known is True))
    elif open_ and word == b"endif":
        open_.pop()
    elif open_:
        known = True if word == b"else" else _constant(rest)
        open_[-1].dead = open_[-1].taken or known is False
        open_[-1].taken |= known is True


def _constant(text: bytes) -> bool | None:
    found = _CONSTANT.match(text)
    return None if found is None else found[1] == b"1"


def _blank(text: bytes) -> bytes:
    return re.sub(rb"[^\n]", b" ", text)
