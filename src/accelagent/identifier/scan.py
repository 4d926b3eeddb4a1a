"""Pass 1: find the source files, leave out what cannot be read as source, and parse those that name an interface."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from functools import cached_property
from pathlib import Path

from accelagent.cconstants import defines, enumerators
from accelagent.csource import SUFFIXES, SourceFile, parse

MAX_BYTES = 8 << 20  # larger files are generated tables; parsing takes seconds per file
# Files that only a build or a package manager leaves: their directory holds output, not source.
_OUTPUT_MARKS = frozenset({"CMakeCache.txt", "build.ninja", ".ninja_log", "config.status"})
_CALLED = re.compile(rb"([A-Za-z_]\w{3,})\s*\(")
_IGNORED = frozenset({"CMakeFiles", "node_modules", "__pycache__"})


@dataclass(slots=True)
class Tally:
    """What the walk saw."""

    files: int = 0
    lines: int = 0
    skipped: list[str] = field(default_factory=list)

    def skip(self, path: str, why: str) -> None:
        self.skipped.append(f"{path}: {why}")


@dataclass(eq=False)
class Project:
    """The parsed files of one tree, by path relative to its root, and names that cross files."""

    root: Path
    paths: list[str] = field(default_factory=list)
    files: dict[str, SourceFile] = field(default_factory=dict)
    _called: dict[str, frozenset[bytes]] = field(default_factory=dict)

    def read(self, path: str) -> bytes:
        """Content of a file that the scan has read before; empty when it has gone since."""
        try:
            return (self.root / path).read_bytes()
        except OSError:
            return b""

    def called(self, path: str) -> frozenset[bytes]:
        """Names that stand before a parenthesis in a file that was not parsed."""
        if path not in self._called:
            self._called[path] = frozenset(_CALLED.findall(self.read(path)))
        return self._called[path]

    @cached_property
    def constants(self) -> dict[str, str]:
        """Macros and enumerators of all headers; a name that two headers define differently is no constant."""
        found: dict[str, str] = {}
        unsure: set[str] = set()
        for path in self.paths:
            if path.endswith((".h", ".hh", ".hpp", ".hxx")):
                content = self.read(path)
                for name, text in {**enumerators(content), **defines(content)}.items():
                    if found.setdefault(name, text) != text:
                        unsure.add(name)
        return {name: text for name, text in found.items() if name not in unsure}


def scan(
    root: Path,
    stems: Sequence[bytes],
    exclude: Sequence[str] = (),
    progress: Callable[[str], None] | None = None,
) -> tuple[Project, Tally]:
    """Walk `root`, a directory or one file; parsed are the files that contain one of the stems."""
    project, tally = Project(root.parent if root.is_file() else root), Tally()
    for path in _walk(root, exclude, tally):
        text = _read(project.root / path, path, tally)
        if text is None:
            continue
        tally.files += 1
        tally.lines += text.count(b"\n") + (not text.endswith(b"\n") and bool(text))
        project.paths.append(path)
        if any(stem in text for stem in stems):
            if progress:
                progress(path)
            project.files[path] = parse(path, text)
    return project, tally


def _walk(root: Path, exclude: Sequence[str], tally: Tally) -> Iterator[str]:
    if root.is_file():
        yield root.name
        return
    for directory, folders, names in os.walk(root, onerror=lambda e: tally.skip(str(e.filename), _why(e))):
        here = Path(directory)
        if here != root and _OUTPUT_MARKS & set(names):
            tally.skip(here.relative_to(root).as_posix(), "build output")
            folders.clear()
            continue
        folders[:] = sorted(f for f in folders if _enters(root, here / f, exclude, tally))
        for name in sorted(names):
            path = (here / name).relative_to(root).as_posix()
            if _is_source(name) and not _excluded(path, exclude):
                yield path


def _is_source(name: str) -> bool:
    return Path(name).suffix.lower() in SUFFIXES


def _enters(root: Path, folder: Path, exclude: Sequence[str], tally: Tally) -> bool:
    path = folder.relative_to(root).as_posix()
    if folder.name.startswith(".") or folder.name in _IGNORED or _excluded(path, exclude):
        return False
    if folder.is_symlink():
        tally.skip(path, "symbolic link to a directory, not followed")
        return False
    return True


def _excluded(path: str, exclude: Sequence[str]) -> bool:
    return any(fnmatchcase(path, g.rstrip("/")) or fnmatchcase(path, g.rstrip("/") + "/*") for g in exclude)


def _read(file: Path, path: str, tally: Tally) -> bytes | None:
    try:
        if file.is_symlink():
            tally.skip(path, "symbolic link, not followed")
            return None
        if not file.is_file():
            tally.skip(path, "not a regular file")
            return None
        if file.stat().st_size > MAX_BYTES:
            size = file.stat().st_size / (1 << 20)
            tally.skip(path, f"left out: {size:.1f} MiB, the limit is {MAX_BYTES >> 20} MiB")
            return None
        text = file.read_bytes()
    except OSError as error:
        tally.skip(path, _why(error))
        return None
    if b"\0" in text:
        wide = text[:2] in (b"\xff\xfe", b"\xfe\xff")
        tally.skip(
            path, "left out: UTF-16; convert it to UTF-8" if wide else "left out: binary (contains NUL bytes)"
        )
        return None
    return text


def _why(error: OSError) -> str:
    return f"cannot be read: {error.strerror or type(error).__name__}"
