"""Whether a file can hand its zlib streams to other files: what its text and the project's headers show of `z_stream`."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from pathlib import Path

from accelagent.codegen.edits import blank_comments

_INCLUDE = re.compile(rb'^[ \t]*#[ \t]*include[ \t]*["<]([^">\n]+)[">]', re.M)
_STREAM = re.compile(rb"\bz_streamp?\b")
# At file scope, not static: a function that takes streams, or a stream itself.
_OPEN = re.compile(
    rb"^(?!static\b|typedef\b)[A-Za-z_][\w \t*\n]*(?:\([^;{}()]*\bz_streamp?\b[^;{}]*\)\s*[;{]|)|^(?:extern\s+)?z_streamp?\b",
    re.M,
)
_HEADERS = (".h", ".hh", ".hpp", ".hxx", ".inc")
_SOURCES = (".c", ".cc", ".cpp", ".cxx")
_ZLIB = ("zlib.h", "zconf.h")


class Headers:
    """The headers of a project by their last names: equal names count together, as include paths are not known."""

    def __init__(self, texts: Mapping[str, bytes]) -> None:
        self.shows = {name for name, text in texts.items() if _STREAM.search(text)}
        self.reaches = {name: _included(text) for name, text in texts.items()}

    @classmethod
    def of(cls, root: Path) -> Headers:
        """Those below `root`, but zlib's own."""
        texts: dict[str, bytes] = {}
        for folder, folders, names in os.walk(root):
            folders[:] = sorted(f for f in folders if not f.startswith("."))
            for name in names:
                file = Path(folder) / name
                if name.endswith(_HEADERS) and name not in _ZLIB and file.is_file():
                    texts[name] = texts.get(name, b"") + b"\n" + blank_comments(file.read_bytes())
        return cls(texts)

    def keep_apart(self, text: bytes) -> bool:
        """Whether no other file can come by the streams of a file with this text, nor it by theirs."""
        masked = blank_comments(text)
        waiting, seen = _included(text), set[str]()
        if included_sources(text):
            return False
        while waiting:
            name = waiting.pop()
            if name in self.shows:
                return False
            if name not in seen:
                seen.add(name)
                waiting |= self.reaches.get(name, set())
        return not any(_STREAM.search(found[0]) for found in _OPEN.finditer(masked))


def included_sources(text: bytes) -> set[str]:
    """Names of what is no header and yet included."""
    return {n for n in _included(text) if n.endswith(_SOURCES)} if b".c" in text else set()


def _included(text: bytes) -> set[str]:
    names = (m[1].decode(errors="replace").rpartition("/")[2] for m in _INCLUDE.finditer(text))
    return {n for n in names if n not in _ZLIB}
