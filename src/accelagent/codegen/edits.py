"""Exact edits of C and C++ text by byte offsets; what is not edited keeps every byte."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import PurePosixPath

_TOKEN = re.compile(rb'//(?:[^\n\\]|\\.|\\\n)*|/\*.*?\*/|"(?:[^"\\\n]|\\.)*"|\'(?:[^\'\\\n]|\\.)*\'', re.S)
_DIRECTIVE = re.compile(rb"^[ \t]*#[ \t]*(include|ifdef|ifndef|if|endif)\b[^\n]*(?:\n|\Z)", re.M)


@dataclass(frozen=True, slots=True, order=True)
class Edit:
    """Replace the bytes from `start` to `end` by `text`."""

    start: int
    end: int
    text: str


def apply_edits(text: bytes, edits: Iterable[Edit]) -> bytes:
    """The text with all edits made; the same edit twice counts once, overlapping ones raise ValueError."""
    end = len(text)
    for edit in sorted(set(edits), reverse=True):
        if not edit.start <= edit.end <= end:
            raise ValueError(f"edits overlap or leave the file at byte {edit.start}")
        text = text[: edit.start] + edit.text.encode() + text[edit.end :]
        end = edit.start
    return text


def rename_callee(text: bytes, start: int, old: str, new: str) -> Edit | None:
    """The edit that calls `new` in the call expression at `start`; None when it does not call `old`."""
    found = re.compile(rb"(?:(?:std)?[ \t\r\n]*::[ \t\r\n]*)?(" + re.escape(old.encode()) + rb")\b").match(
        text, start
    )
    return Edit(found.start(1), found.end(1), new) if found else None


def blank_comments(text: bytes) -> bytes:
    """The text with comments and literals replaced by blanks, every offset and line as before."""
    return _TOKEN.sub(lambda found: re.sub(rb"[^\n]", b" ", found[0]), text)


def include_edit(text: bytes, path: str, header: str) -> Edit | None:
    """The edit that includes `header` into the file at `path` (both relative to one root) after its last include.

    Only includes that are compiled as unconditionally as the file's first ones count, so that the header is not lost in
    an `#if`. None when the file includes it already.
    """
    target = posixpath.relpath(header, PurePosixPath(path).parent.as_posix() or ".")
    if re.search(rb'^[ \t]*#[ \t]*include[ \t]*"' + re.escape(target.encode()) + rb'"', text, re.M):
        return None
    newline = "\r\n" if b"\r\n" in text else "\n"
    place = _after_last_include(text)
    glued = place > 0 and text[place - 1 : place] != b"\n"
    return Edit(place, place, f'{newline if glued else ""}#include "{target}"{newline}')


def _after_last_include(text: bytes) -> int:
    depth, found = 0, []
    for directive in _DIRECTIVE.finditer(blank_comments(text)):
        match directive[1]:
            case b"include":
                found.append((depth, directive.end()))
            case b"endif":
                depth -= 1
            case _:
                depth += 1
    shallowest = min((d for d, _ in found), default=0)
    return max((end for d, end in found if d == shallowest), default=0)
