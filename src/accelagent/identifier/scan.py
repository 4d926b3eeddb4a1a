"""Pass 1: find the source files, leave out what cannot be read as source, and parse those that matter, when they do."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from pathlib import Path

from accelagent.cskeleton import skeleton
from accelagent.csource import SourceFile
from accelagent.identifier.languages import SUFFIXES, parse

MAX_BYTES = 8 << 20  # larger files are generated tables; parsing takes seconds per file
# Files that only a build or a package manager leaves: their directory holds output, not source.
_OUTPUT_MARKS = frozenset({"CMakeCache.txt", "build.ninja", ".ninja_log", "config.status"})
_IGNORED = frozenset({"CMakeFiles", "node_modules", "__pycache__"})
_WORDS = bytes(c if chr(c).isalnum() and c < 128 or c == 95 else 32 for c in range(256))


@dataclass(slots=True)
class Tally:
    """What the walk saw."""

    files: int = 0
    lines: int = 0
    skipped: list[str] = field(default_factory=list)

    def skip(self, path: str, why: str) -> None:
        self.skipped.append(f"{path}: {why}")


def words(text: bytes) -> list[bytes]:
    """Everything that could be an identifier or a number, in order."""
    return text.translate(_WORDS).split()


# --- the walk -------------------------------------------------------------------------------------------------


def listing(root: Path, exclude: Sequence[str], tally: Tally) -> list[str]:
    """Source files below `root`, a directory or one file, relative to it and in order; what is left out is tallied."""
    if root.is_file():
        return [root.name]
    found: list[str] = []
    waiting = [""]
    while waiting:
        prefix = waiting.pop()
        files, folders = _look(root, prefix, exclude, tally)
        found += files
        waiting += folders
    return sorted(found)


def _look(root: Path, prefix: str, exclude: Sequence[str], tally: Tally) -> tuple[list[str], list[str]]:
    """Source files and folders to enter of one folder."""
    files: list[str] = []
    folders: list[str] = []
    try:
        with os.scandir(os.path.join(root, prefix)) as opened:  # noqa: PTH118
            here = sorted(opened, key=lambda e: e.name)
    except OSError as error:
        tally.skip(prefix.rstrip("/") or str(root), _why(error))
        return files, folders
    if prefix and not _OUTPUT_MARKS.isdisjoint(e.name for e in here):
        tally.skip(prefix.rstrip("/"), "build output")
        return files, folders
    for entry in here:
        path = prefix + entry.name
        if _is_folder(entry):
            folders += [path + "/"] if _enters(entry, path, exclude, tally) else []
        elif is_source(entry.name) and not _excluded(path, exclude):
            files.append(path)
    return files, folders


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:  # a link to itself
        return False


def is_source(name: str) -> bool:
    """Whether a file of that name is read."""
    return os.path.splitext(name)[1].lower() in SUFFIXES  # noqa: PTH122  # a Path per file takes as long as the walk


def _enters(entry: os.DirEntry[str], path: str, exclude: Sequence[str], tally: Tally) -> bool:
    if entry.name.startswith(".") or entry.name in _IGNORED or _excluded(path, exclude):
        return False
    if entry.is_symlink():
        tally.skip(path, "symbolic link to a directory, not followed")
        return False
    return True


def _excluded(path: str, exclude: Sequence[str]) -> bool:
    return any(fnmatchcase(path, g.rstrip("/")) or fnmatchcase(path, g.rstrip("/") + "/*") for g in exclude)


def read(file: str) -> tuple[bytes | None, str]:
    """Content of a source file, or None and why it is left out."""
    try:
        if os.path.islink(file):  # noqa: PTH114
            return None, "symbolic link, not followed"
        status = os.stat(file)  # noqa: PTH116
        if not os.path.isfile(file):  # noqa: PTH113
            return None, "not a regular file"
        if status.st_size > MAX_BYTES:
            size = status.st_size / (1 << 20)
            return None, f"left out: {size:.1f} MiB, the limit is {MAX_BYTES >> 20} MiB"
        with open(file, "rb") as opened:  # noqa: PTH123
            text = opened.read()
    except OSError as error:
        return None, _why(error)
    if b"\0" not in text:
        return text, ""
    wide = text[:2] in (b"\xff\xfe", b"\xfe\xff")
    return None, (
        "left out: UTF-16; convert it to UTF-8" if wide else "left out: binary (contains NUL bytes)"
    )


def _why(error: OSError) -> str:
    return f"cannot be read: {error.strerror or type(error).__name__}"


# --- the tree as the passes see it ---------------------------------------------------------------------------


@dataclass(slots=True)
class Trace:
    """What one file's regions were read from beyond its own text; the same answers give the same regions."""

    sources: set[str] = field(default_factory=set)
    constants: dict[str, str | None] = field(default_factory=dict)
    mentions: dict[str, tuple[str, ...]] = field(default_factory=dict)


class _Constants(Mapping[str, str]):
    """The tree's constants; what is asked for is traced."""

    def __init__(self, known: Mapping[str, str], trace: Trace) -> None:
        self._known, self._trace = known, trace

    def __getitem__(self, name: str) -> str:
        found = self._trace.constants[name] = self._known.get(name)
        if found is None:
            raise KeyError(name)
        return found

    def get(self, name: str, default: str | None = None) -> str | None:  # type: ignore[override]  # faster: no exception
        found = self._trace.constants[name] = self._known.get(name)
        return default if found is None else found

    def __iter__(self) -> Iterator[str]:
        return iter(self._known)

    def __len__(self) -> int:
        return len(self._known)


class _Files(Mapping[str, SourceFile]):
    """Parsed files by path, each parsed when it is first asked for; iterating gives those that hold interface calls."""

    def __init__(self, project: Project) -> None:
        self._project = project
        self._parsed: dict[str, SourceFile] = {}

    def __getitem__(self, path: str) -> SourceFile:
        self._project.trace.sources.add(path)
        if path not in self._parsed:
            text = self._project.read(path)
            keep = self._project.keeper(path)
            self._parsed[path] = parse(path, text, skeleton(text, keep) if keep else None)
        return self._parsed[path]

    def drop(self, path: str) -> None:
        """Free a file's tree."""
        self._parsed.pop(path, None)

    def __iter__(self) -> Iterator[str]:
        return iter(self._project.interesting)

    def __len__(self) -> int:
        return len(self._project.interesting)

    def __contains__(self, path: object) -> bool:
        return path in self._project.interesting


@dataclass(slots=True)
class Links:
    """What crosses files, as a look at every file has shown it."""

    paths: Sequence[str] = ()
    interesting: dict[str, None] = field(default_factory=dict)  # files that hold interface calls, in order
    defined: frozenset[str] = frozenset()  # library names that the tree defines itself
    constants: dict[str, str] = field(default_factory=dict)  # of all headers
    mentions: dict[str, tuple[str, ...]] = field(
        default_factory=dict
    )  # files by name of a function with regions


class Project:
    """One tree: its files and the names that cross files. What is asked of it is traced."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.files = _Files(self)
        self.link(Links())

    def link(self, links: Links) -> None:
        """What a look at every file has shown."""
        self.paths, self.interesting, self.defined = links.paths, links.interesting, links.defined
        self._links = links
        self._names: dict[str, set[bytes]] = {}
        for name, files in links.mentions.items():
            for path in files:
                self._names.setdefault(path, set()).add(name.encode())
        self.start()

    def start(self) -> None:
        """Begin a new trace."""
        self.trace = Trace()
        self.constants: Mapping[str, str] = _Constants(self._links.constants, self.trace)

    def mentions(self, name: str) -> Sequence[str]:
        """Files in which a function that holds a region may be called."""
        found = self._links.mentions.get(name, ())
        self.trace.mentions[name] = found
        return found

    def keeper(self, path: str) -> Callable[[bytes], bool] | None:
        """Which bodies of a file matter that is only read for its calls of others' functions; None: all."""
        if not self._links.mentions or path in self.interesting:
            return None
        names = self._names.get(path, set())
        return lambda body: not names.isdisjoint(words(body))

    def read(self, path: str) -> bytes:
        """Content of a file that the scan has read before; empty when it has gone since."""
        self.trace.sources.add(path)
        return read(os.path.join(self.root, path))[0] or b""  # noqa: PTH118
