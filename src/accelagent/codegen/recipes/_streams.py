"""Which files' deflate streams can be handed to the support file, and the edits that do it.

A stream that one file initialises may be used in another; then all files that touch streams change together or not at all.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from accelagent.codegen.edits import Edit, blank_comments, rename_callee
from accelagent.codegen.recipes._support import HEADER
from accelagent.csource import SUFFIXES, CallSite, SourceFile, parse

MAX_SOURCE_BYTES = 8 << 20
INIT = frozenset({"deflateInit", "deflateInit2"})
REPLACED = INIT | {"deflate", "deflateReset", "deflateEnd", "deflateParams", "deflateBound"}
REFUSED = frozenset(
    {
        "deflateSetDictionary",
        "deflateGetDictionary",
        "deflateCopy",
        "deflatePrime",
        "deflateTune",
        "deflateSetHeader",
        "deflatePending",
        "deflateResetKeep",
        "deflateInit_",
        "deflateInit2_",
        "inflateBack",
    }
)
_NAMES = re.compile(rb"\b(" + b"|".join(sorted(n.encode() for n in REPLACED | REFUSED)) + rb")\b")
_FLUSHES = {
    "1": "Z_PARTIAL_FLUSH",
    "2": "Z_SYNC_FLUSH",
    "3": "Z_FULL_FLUSH",
    "5": "Z_BLOCK",
    "6": "Z_TREES",
}
_FLUSH_NAMES = frozenset(_FLUSHES.values())
_TEST_PLACE = re.compile(r"(?:^|/)(?:tests?|testing|testsuite)/|(?:^|/)test_[^/]*$|_test\.[^/]*$")


@dataclass(frozen=True, eq=False)
class StreamFile:
    """A file that calls zlib's deflate functions."""

    path: str  # relative to the service's source
    text: bytes

    @cached_property
    def source(self) -> SourceFile:
        return parse(self.path, self.text)

    @cached_property
    def sites(self) -> tuple[CallSite, ...]:
        return self.source.calls(REPLACED | REFUSED)

    @cached_property
    def names(self) -> frozenset[str]:
        return frozenset(site.call.name for site in self.sites)

    @property
    def closed(self) -> bool:
        """Whether its streams seem to begin, run and end here."""
        return bool(self.names & INIT) and {"deflate", "deflateEnd"} <= self.names

    @property
    def is_test(self) -> bool:
        return _TEST_PLACE.search(self.path) is not None

    def edits(self) -> list[Edit]:
        """Every deflate call renamed to its drop-in."""
        renamed = (
            rename_callee(self.text, s.call.start_byte, s.call.name, f"accel_{s.call.name}")
            for s in self.sites
            if s.call.name in REPLACED
        )
        return [edit for edit in renamed if edit]

    def refusal(self, flushes: frozenset[str]) -> str | None:
        """Why the file's streams must stay with zlib, when only `flushes` can be kept up with; None when they need not."""
        refused = sorted(self.names & REFUSED)
        if refused:
            return f"{self.path} uses {refused[0]}, which only zlib can answer"
        return self._odd_mention() or self._flush_refusal(flushes)

    def _odd_mention(self) -> str | None:
        renamed = (rename_callee(self.text, s.call.start_byte, s.call.name, "") for s in self.sites)
        calls = {edit.start for edit in renamed if edit}
        masked = blank_comments(self.text)
        for mention in _NAMES.finditer(masked):
            line = masked[masked.rfind(b"\n", 0, mention.start()) + 1 : mention.end()].lstrip()
            member = masked[: mention.start()].rstrip().endswith((b".", b"->"))
            if mention.start() in calls or member or line.startswith(b"#include"):
                continue
            where = f"{self.path}:{self.source.line(mention.start())}"
            how = "in a macro" if line.startswith(b"#") else "other than by calling it"
            return f"{where} uses {mention[1].decode()} {how}"
        return None

    def _flush_refusal(self, flushes: frozenset[str]) -> str | None:
        for site in self.sites:
            if site.call.name != "deflate" or len(site.call.arguments) != 2:
                continue
            bad = sorted(self._possible_flushes(site) - flushes)
            if bad:
                return f"{self.path}:{site.call.line} flushes with {bad[0]}, which needs the stream's history"
        return None

    def _possible_flushes(self, site: CallSite) -> set[str]:
        """Flush constants that the call may pass, as far as the function's own text says."""
        argument = site.call.arguments[1].strip()
        texts = [argument]
        if argument.isidentifier() and site.function is not None:
            texts += [value for _, _, value in self.source.assignments(site.function, argument)]
        if texts[1:] == [] and argument in _FLUSHES:
            return {_FLUSHES[argument]}
        return {name for text in texts for name in _FLUSH_NAMES if re.search(rf"\b{name}\b", text)}


def survey(root: Path) -> dict[str, StreamFile]:
    """Every file under `root` that calls a deflate function, by relative path."""
    found = {}
    for path in _sources(root):
        text = path.read_bytes()
        if _NAMES.search(text):
            file = StreamFile(path.relative_to(root).as_posix(), text)
            if file.names:
                found[file.path] = file
    return dict(sorted(found.items()))


def _sources(root: Path) -> Iterator[Path]:
    for folder, folders, names in os.walk(root):
        folders[:] = sorted(f for f in folders if not f.startswith("."))
        for name in sorted(names):
            path = Path(folder) / name
            if path.suffix.lower() not in SUFFIXES or path.is_symlink() or name == HEADER:
                continue
            if path.stat().st_size <= MAX_SOURCE_BYTES:
                yield path


def choose(
    files: Mapping[str, StreamFile], wanted: Sequence[str], flushes: frozenset[str]
) -> tuple[list[StreamFile], dict[str, str]]:
    """The files to change so that the `wanted` ones' streams are served, and why some wanted ones cannot be."""
    chosen: dict[str, StreamFile] = {}
    refused: dict[str, str] = {}
    for path in wanted:
        if path not in files:
            refused[path] = f"{path} has no deflate call that the parser sees"
            continue
        group = _linked(files, path)
        reasons = [r for r in (f.refusal(flushes) for f in group) if r]
        if reasons:
            refused[path] = reasons[0]
        else:
            chosen.update((f.path, f) for f in group)
    return list(chosen.values()), refused


def _linked(files: Mapping[str, StreamFile], path: str) -> list[StreamFile]:
    """The files that may share streams with `path`: itself, or all when some file has only part of a stream's life."""
    if all(f.closed or f.is_test for f in files.values()):
        return [files[path]]
    return [f for f in files.values() if not f.is_test or f.path == path]
