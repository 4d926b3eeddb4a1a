"""zlib's gz functions: every mention in a program is renamed, as a gzFile of ours is none of zlib's."""

from __future__ import annotations

import re
from pathlib import Path

from accelagent.codegen.edits import Edit, blank_comments
from accelagent.codegen.recipes._streams import TEST_PLACE, sources

_RENAMED = (
    "open dopen buffer read fread write fwrite printf puts gets putc getc ungetc flush seek rewind tell eof direct "
    "close close_r close_w error clearerr"
)
_REFUSED = "setparams offset vprintf open64 seek64 tell64 offset64 open_w getc_"
_NAME = re.compile(
    rb"\b(gz(?:"
    + "|".join(_RENAMED.split()).encode()
    + rb"))\b|\b(gz(?:"
    + "|".join(_REFUSED.split()).encode()
    + rb"))\b"
)
_OPENS = re.compile(rb"\bgzd?open\b")
_DEFINES = re.compile(
    rb"^[A-Za-z_][\w \t*]*[ \t*](gz(?:" + "|".join(_RENAMED.split()).encode() + rb"))[ \t]*\([^;{}]*\)\s*\{",
    re.M,
)
_MACRO = re.compile(rb"^[ \t]*#[ \t]*(?:define|undef)[ \t]+(gz\w+)", re.M)


def gz_edits(root: Path) -> dict[str, list[Edit]] | str:
    """Edits by relative path that rename every gz function of the program, or why they must stay."""
    found: dict[str, list[Edit]] = {}
    tests_open = exported = False
    for file in sources(root):
        text = file.read_bytes()
        if b"gz" not in text:
            continue
        path = file.relative_to(root).as_posix()
        masked = blank_comments(text)
        if TEST_PLACE.search(path):
            tests_open = tests_open or _OPENS.search(masked) is not None
            continue
        exported = exported or (file.suffix.lower().startswith(".h") and b"gzFile" in masked)
        reason = _refusal(path, masked)
        if reason:
            return reason
        edits = _edits(masked)
        if edits and b"zlib.h" in text:
            found[path] = edits
        elif edits:
            return f"{path} uses {edits[0].text.removeprefix('accel_')} without including zlib.h itself"
    if tests_open and exported:
        return "tests open a gzFile of their own, which a header of the program takes"
    return found or "no call to replace"


def _refusal(path: str, masked: bytes) -> str | None:
    own = _DEFINES.search(masked) or _MACRO.search(masked)
    if own and _NAME.fullmatch(own[1]):
        return f"{path} defines its own {own[1].decode()}"
    for mention in _NAME.finditer(masked):
        if mention[2] and not _is_member(masked, mention.start()):
            return f"{path} uses {mention[2].decode()}, which only zlib can answer"
    return None


def _edits(masked: bytes) -> list[Edit]:
    return [
        Edit(m.start(), m.end(), f"accel_{m[1].decode()}")
        for m in _NAME.finditer(masked)
        if m[1] and not _is_member(masked, m.start())
    ]


def _is_member(masked: bytes, start: int) -> bool:
    before = masked[:start].rstrip()
    return before.endswith((b".", b"->")) or (before.endswith(b"::") and before[:-2].rstrip()[-1:].isalnum())
