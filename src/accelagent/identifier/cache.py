"""What earlier scans of a tree found, per file, under the user's cache directory; never an answer that differs from a new scan's.

An entry counts while the file's content, the code of the Identifier, the devices, and everything that its regions were
read from elsewhere in the tree are what they were.
"""

from __future__ import annotations

import hashlib
import os
import pickle
import tempfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, fields
from functools import cache, partial
from operator import attrgetter
from pathlib import Path
from typing import Any

from accelagent import __version__
from accelagent.domain import Call, Consideration, Reason, Region, Sizes
from accelagent.identifier.compiled import Compiled
from accelagent.identifier.recall import Evidence, Trace
from accelagent.identifier.sites import Use
from accelagent.identifier.steps import Visit
from accelagent.identifier.survey import Facts
from accelagent.identifier.wrappers import Wrapper

MAX_TREES = 24  # the least recently scanned go first
MAX_TOTAL = 512 << 20  # bytes of all of them


Stamp = tuple[int, ...]
_SETTLED_NS = (
    1_000_000_000  # a file that was touched so shortly before it was read may change without a new time
)


def stamp_of(file: str, now: int) -> Stamp | None:
    """What changes whenever the file does (size, times, inode), as of `now` in ns since the epoch; None when it may not."""
    try:
        status = os.lstat(file)
    except OSError:
        return None
    if max(status.st_mtime_ns, status.st_ctime_ns) > now - _SETTLED_NS:
        return None
    return status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino, status.st_mode


@dataclass(slots=True)
class Known:
    """What is known of one file."""

    facts: Facts
    stamp: Stamp | None = (
        None  # of the file when it was read; None when it may have changed within that instant
    )
    answers: dict[bytes, Any] = field(default_factory=dict)  # of the steps before the verdict, by their input
    used: set[bytes] = field(default_factory=set)  # keys of `answers` that the last scan needed
    evidence: Evidence | None = None  # what the regions were read from; None: not judged yet
    around: Any = None  # what the regions were read with
    told: bytes = b""  # answers about the file that others' regions were read from, packed
    regions: tuple[Region, ...] = ()
    errors: int = 0  # places that did not parse
    compiled: Compiled | None = None  # None: no command is known, or nobody asked yet
    commands: bytes = b""  # what `compiled` was made from

    @property
    def content(self) -> bytes:
        """Digest of the file and of how it is read."""
        return self.facts.content + (self.compiled.digest if self.compiled else b"")


@dataclass(slots=True)
class Memory:
    """The entries of one tree for one set of devices."""

    file: Path | None = None
    files: dict[str, Known] = field(default_factory=dict)
    asked: Mapping[str, tuple[str, ...]] = field(
        default_factory=dict
    )  # names that all files were searched for

    @classmethod
    def of(cls, key: object) -> Memory:
        """What the last scan under this key left; empty when there is none or it cannot be read."""
        name = hashlib.blake2b(repr((key, version())).encode(), digest_size=16).hexdigest()
        file = folder() / f"{name}.pickle"
        try:
            with file.open("rb") as opened:
                found = pickle.load(opened)
            os.utime(file)
        except Exception:  # noqa: BLE001  # a torn or foreign file is as good as none
            return cls(file)
        return cls(file, *found) if isinstance(found, tuple) and len(found) == 2 else cls(file)

    def keep(self, files: Mapping[str, Known], asked: Mapping[str, tuple[str, ...]]) -> None:
        """Replace the entries in one step; a full or read-only disk costs the next scan its head start, no more."""
        if self.file is None:
            return
        for entry in files.values():
            entry.answers = {key: entry.answers[key] for key in sorted(entry.used)}
            entry.used = set()
        try:
            self.file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            with tempfile.NamedTemporaryFile(dir=self.file.parent, delete=False) as opened:
                pickler = pickle.Pickler(opened, protocol=pickle.HIGHEST_PROTOCOL)
                pickler.dispatch_table = _reducers()
                pickler.dump((dict(files), dict(asked)))
            Path(opened.name).replace(self.file)
            _prune(self.file.parent)
        except OSError:
            return


_FLAT = (Call, Consideration, Evidence, Facts, Known, Reason, Region, Sizes, Trace, Use, Visit, Wrapper)


@cache
def _reducers() -> dict[type, Callable[[Any], tuple[Any, ...]]]:
    """How the values of most entries are kept: as calls with all fields, which takes a third of the time of their states."""
    return {kind: partial(_call, kind, attrgetter(*(f.name for f in fields(kind)))) for kind in _FLAT}


def _call(kind: type, read: Callable[[object], tuple[Any, ...]], value: object) -> tuple[Any, ...]:
    return kind, read(value)


def _prune(where: Path) -> None:
    total = 0
    for number, (_, size, file) in enumerate(sorted(_ages(where), reverse=True)):
        total += size
        if number >= MAX_TREES or (total > MAX_TOTAL and number > 0):
            file.unlink(missing_ok=True)


def _ages(where: Path) -> Iterator[tuple[float, int, Path]]:
    for file in where.iterdir():
        try:
            status = file.stat()
        except FileNotFoundError:
            continue
        yield status.st_mtime, status.st_size, file


def folder() -> Path:
    """Where scans are remembered: below $XDG_CACHE_HOME or ~/.cache."""
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "accelagent" / "identify"


@cache
def version() -> str:
    """Digest of the code that decides about regions."""
    here = Path(__file__).parent
    files = [
        *sorted(here.rglob("*.py")),
        *(here.parent / n for n in ("csource.py", "cskeleton.py", "cconstants.py")),
    ]
    files += [here.parent / "domain.py", *sorted((here.parent / "devices").glob("*.py"))]
    total = hashlib.blake2b(__version__.encode(), digest_size=16)
    for file in files:
        total.update(file.read_bytes())
    return total.hexdigest()
