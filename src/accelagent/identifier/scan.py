"""Pass 1: find the source files, leave out what cannot be read as source, and parse those that matter, when they do."""

from __future__ import annotations

import errno
import os
import stat
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

from accelagent.cskeleton import Body, skeleton
from accelagent.csource import SourceFile, words
from accelagent.ctorn import may_call
from accelagent.identifier.compiled import Compiled
from accelagent.identifier.languages import SUFFIXES, parse, spoken
from accelagent.identifier.recall import Links, Recall, Trace

MAX_BYTES = 8 << 20  # larger files are generated tables; parsing takes seconds per file
# Files that only a build or a package manager leaves: their directory holds output, not source.
_OUTPUT_MARKS = frozenset({"CMakeCache.txt", "build.ninja", ".ninja_log", "config.status"})
# What is written by hand beside a build's output where a project is configured in its own source.
_SOURCE_MARKS = frozenset({"configure", "configure.ac", "CMakeLists.txt", "meson.build"})
_IGNORED = frozenset({"CMakeFiles", "node_modules", "__pycache__"})


Keep = Callable[[bytes], bool]  # whether a block of a text matters


@dataclass(slots=True)
class Tally:
    """What the walk saw."""

    files: int = 0
    lines: int = 0
    skipped: list[str] = field(default_factory=list)

    def skip(self, path: str, why: str) -> None:
        self.skipped.append(f"{path}: {why}")


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
    if prefix and _is_output({e.name for e in here}):
        tally.skip(prefix.rstrip("/"), "build output")
        return files, folders
    for entry in here:
        path = prefix + entry.name
        if _is_folder(entry):
            folders += [path + "/"] if _enters(entry, path, exclude, tally) else []
        elif is_source(entry.name) and not _excluded(path, exclude):
            files.append(path)
    return files, folders


def _is_output(names: Set[str]) -> bool:
    return not _OUTPUT_MARKS.isdisjoint(names) and _SOURCE_MARKS.isdisjoint(names)


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
        opened = os.open(file, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError as error:
        return None, "symbolic link, not followed" if error.errno == errno.ELOOP else _why(error)
    try:
        status = os.fstat(opened)
        if not stat.S_ISREG(status.st_mode):
            return None, "not a regular file"
        if status.st_size > MAX_BYTES:
            size = status.st_size / (1 << 20)
            return None, f"left out: {size:.1f} MiB, the limit is {MAX_BYTES >> 20} MiB"
        text = _whole(opened, status.st_size)
    except OSError as error:
        return None, _why(error)
    finally:
        os.close(opened)
    if b"\0" not in text:
        return text, ""
    wide = text[:2] in (b"\xff\xfe", b"\xfe\xff")
    return None, (
        "left out: UTF-16; convert it to UTF-8" if wide else "left out: binary (contains NUL bytes)"
    )


def _whole(opened: int, size: int) -> bytes:
    pieces = [os.read(opened, size + 1)]
    while pieces[-1]:
        pieces.append(os.read(opened, 1 << 16))
    return b"".join(pieces) if len(pieces) > 2 else pieces[0]


def _why(error: OSError) -> str:
    return f"cannot be read: {error.strerror or type(error).__name__}"


def telling(block: bytes) -> bool:
    """Whether a block may run an operation that is chosen at run time, or fill a stream that others run."""
    return any(part in block for part in _TELLING)


_TELLING = (b"ompress", b"OMPRESS", b"flate", b"FLATE", b"rypt", b"RYPT", b"avail_in", b"avail_out")


# --- the tree as the passes see it ---------------------------------------------------------------------------


class _Constants(Mapping[str, str]):
    """The tree's constants; what is asked for is traced."""

    def __init__(self, project: Project) -> None:
        self._project = project

    @property
    def _known(self) -> Mapping[str, str]:
        return self._project.links.constants

    def __getitem__(self, name: str) -> str:
        found = self.get(name)
        if found is None:
            raise KeyError(name)
        return found

    def get(self, name: str, default: str | None = None) -> str | None:  # type: ignore[override]  # faster: no exception
        found = self._project.trace.constants[name] = self._known.get(name)
        return default if found is None else found

    def __iter__(self) -> Iterator[str]:
        return iter(self._known)

    def __len__(self) -> int:
        return len(self._known)


@dataclass(slots=True)
class _Parsed:
    """One file's tree, and what of the text it was not shown."""

    source: SourceFile
    blanks: tuple[Body, ...]
    wanted: frozenset[bytes]
    called: frozenset[bytes]
    size: int  # bytes that were shown


class _Files(Mapping[str, SourceFile]):
    """Parsed files by path, each parsed when it is first asked for; iterating gives those that hold interface calls.

    Of C and C++ the parser sees the blocks that the project keeps, and again more when more is wanted.
    """

    def __init__(self, project: Project) -> None:
        self._project = project
        self._parsed: OrderedDict[str, _Parsed] = OrderedDict()
        self._size = 0

    def __getitem__(self, path: str) -> SourceFile:
        wanted = self._project.wanted.get(path, _NOTHING)
        called = self._project.called.get(path, _NOTHING)
        held = self._parsed.get(path)
        if held is None or self._lacks(held, wanted, called):
            self.drop(path)
            held = self._parsed[path] = self._parse(path, wanted, called)
            self._size += held.size
        self._project.saw(path, torn=held.source.root.has_error)
        return held.source

    def _parse(self, path: str, wanted: frozenset[bytes], called: frozenset[bytes]) -> _Parsed:
        text = self._project.read(path)
        if spoken(path):
            return _Parsed(parse(path, text), (), wanted, called, len(text))
        known = self._project.compiled.get(path)
        found = self._parse_c(path, known.blanked(text) if known else text, wanted, called)
        return replace(found, source=replace(found.source, given=known.constants)) if known else found

    def _parse_c(self, path: str, text: bytes, wanted: frozenset[bytes], called: frozenset[bytes]) -> _Parsed:
        if self._project.whole:
            source = parse(path, text)
            if not source.root.has_error:  # what the parser makes of broken code depends on all that it sees
                return _Parsed(source, (), wanted, called, len(text))
        shown, blanks = skeleton(text, self._project.keeper(path, text, wanted, called))
        size = len(text) - sum(b.end - b.start for b in blanks)
        return _Parsed(parse(path, text, shown), blanks, wanted, called, size)

    def _lacks(self, held: _Parsed, wanted: frozenset[bytes], called: frozenset[bytes]) -> bool:
        """Whether a block that was blanked holds a word that is now wanted."""
        more = wanted - held.wanted, called - held.called
        if held.blanks and any(more):
            text = held.source.text
            return any(_names(text[b.head : b.end], *more) for b in held.blanks)
        return False

    def drop(self, path: str) -> None:
        """Free a file's tree."""
        held = self._parsed.pop(path, None)
        self._size -= held.size if held else 0

    def trim(self, limit: int) -> None:
        """Free the trees parsed first until those left were made of at most `limit` bytes."""
        while self._size > limit and self._parsed:
            self._size -= self._parsed.popitem(last=False)[1].size

    def __iter__(self) -> Iterator[str]:
        return iter(self._project.interesting)

    def __len__(self) -> int:
        return len(self._project.interesting)

    def __contains__(self, path: object) -> bool:
        return path in self._project.interesting


_NOTHING: frozenset[bytes] = frozenset()


def _names(block: bytes, wanted: frozenset[bytes], called: frozenset[bytes]) -> bool:
    """Whether the block holds a word of `wanted`, or a plain call of `called`."""
    held = words(block) if any(name in block for name in wanted) else ()
    if not wanted.isdisjoint(held):
        return True
    return any(may_call(block, name) for name in called)


class Project:
    """One tree: its files and the names that cross files. What is asked of it is traced."""

    def __init__(
        self,
        root: Path,
        keeper: Callable[[bytes], Keep],
        remembered: Mapping[str, tuple[bytes, bytes]] | None = None,
        *,
        whole: bool = False,
    ) -> None:
        """`keeper` says which blocks of a text matter; `whole`: all that parses is shown to the parser as it is."""
        self.root, self._keeper, self.whole = root, keeper, whole
        self.files = _Files(self)
        self.recalled = Recall(remembered or {})
        self.constants: Mapping[str, str] = _Constants(self)
        self.wanted: dict[str, frozenset[bytes]] = {}
        self.compiled: Mapping[str, Compiled] = {}
        self.link(Links())

    def link(self, links: Links) -> None:
        """What a look at every file has shown."""
        self.links, self.interesting = links, links.interesting
        self.recalled.link(links)
        self.wanted, self.called = dict(links.wrappers), links.called
        self.start()

    def keeper(
        self, path: str, text: bytes, wanted: frozenset[bytes], called: frozenset[bytes]
    ) -> Callable[[bytes, int, int], bool]:
        """Which blocks of a file matter: those that may hold an operation, and those that name what is wanted."""
        if may_call(text, b"main"):
            return lambda *_: True  # who calls whom, from the program's entry down, is asked of it
        if self.interesting and path not in self.interesting:
            return lambda block, start, end: telling(block) or _names(block, wanted, called)
        held = frozenset(words(text)) if wanted or called else _NOTHING
        wanted, called = wanted & held, called & held
        keep = self._keeper(text)
        if not (wanted or called):
            return lambda block, start, end: keep(block)
        return lambda block, start, end: keep(block) or _names(block, wanted, called)

    def want(self, path: str, names: Iterable[str]) -> None:
        """Calls of these functions in the file matter."""
        self.wanted[path] = frozenset(n.encode() for n in names)

    def start(self) -> None:
        """Begin a new trace."""
        self.trace = Trace()

    def saw(self, path: str, *, torn: bool = False) -> None:
        """A file was read, and whether it does not parse as a whole."""
        if torn:
            self.trace.sources[path] = self.links.view(path)
        else:
            self.trace.sources.setdefault(path, b"")

    def recall(self, path: str, key: object, work: Callable[[], Any]) -> Any:
        """What is to be said about a file: worked out once, and traced as if it always were."""
        found = self.recalled.get(path, key)
        if found is None:
            outer, self.trace = self.trace, Trace({path: b""})
            try:
                found = work(), self.trace
            finally:
                self.trace = outer
            self.recalled.put(path, key, *found)
        self.trace.add(found[1])
        return found[0]

    def mentions(self, name: str) -> Sequence[str]:
        """Files in which a function that holds a region may be called."""
        found = self.trace.mentions[name] = self.links.of(name)
        return found[0]

    def knows_all(self, name: str) -> bool:
        """Whether `mentions` names every file."""
        found = self.trace.mentions[name] = self.links.of(name)
        return found[1]

    def read(self, path: str) -> bytes:
        """Content of a file that the scan has read before; empty when it has gone since."""
        self.saw(path)
        return read(os.path.join(self.root, path))[0] or b""  # noqa: PTH118
