"""What a candidate may touch: source files of the program, never what judges it."""

from __future__ import annotations

import fnmatch
import re
import shlex
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from accelagent.domain import Patch, Service
from accelagent.evaluation.repository import encoded, safe_path

MAX_GROWTH_BYTES = 1 << 20
SOURCE_SUFFIXES = frozenset(
    ".c .h .cc .hh .cpp .hpp .cxx .hxx .c++ .h++ .inc .inl .ipp .tcc".split()  # noqa: SIM905 (a table)
)
_TEST_FOLDERS = frozenset(
    {"test", "tests", "testing", "testdata", "testsuite", "unittest", "unittests", "fixtures"}
)
_TEST_STEM = re.compile(r"(^|[._-])(test|tests|unittest|verify|compare)([._-]|$)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Objection:
    """Why a patch may not be evaluated, and the name of that kind of patch."""

    pattern: str
    reason: str


def objection(patch: Patch, service: Service, modes: Mapping[str, str], baseline: Path) -> Objection | None:
    """Why `patch` may not be evaluated, or None; `modes` are the baseline's files, `baseline` is a tree of them."""
    if not patch.files:
        return Objection("no-change", "the patch changes no file")
    guarded = guarded_files(service, modes)
    for path, _ in patch.files:
        found = _path_objection(path, service, modes, guarded)
        if found:
            return Objection(found.pattern, f"{path}: {found.reason}")
    old = {path: _content(baseline / path) or b"" for path, _ in patch.files}
    if all((baseline / path).is_file() and old[path] == encoded(text) for path, text in patch.files):
        return Objection("no-change", "the patch leaves every file as it was")
    growth = sum(len(encoded(text)) - len(old[path]) for path, text in patch.files)
    if growth > MAX_GROWTH_BYTES:
        return Objection("huge-patch", f"the patch adds {growth} bytes; allowed: {MAX_GROWTH_BYTES}")
    return _text_objection(patch, old, guarded)


# What an honest change has no business to name; beside each, what naming it is called.
_SUSPECT: tuple[tuple[str, re.Pattern[bytes]], ...] = (
    ("sniffs-harness", re.compile(rb"ACCEL_EMU|LD_PRELOAD|accelemu|/proc/|/tmp/accel|environ\b|bwrap")),
    ("prints-metrics", re.compile(rb"accel-metric")),
    ("embeds-files", re.compile(rb"\.incbin|#\s*embed\b|#\s*include_next\b")),
    ("raw-system-calls", re.compile(rb'"[^"\n]*\bsyscall\b|\bsyscall\s*\(|"int\s+\$0x80')),
)
_STRINGS = re.compile(rb'"((?:[^"\\\n]|\\.)*)"')


def _text_objection(patch: Patch, old: Mapping[str, bytes], guarded: Iterable[str]) -> Objection | None:
    """What the new text names and the old one does not."""
    for path, text in patch.files:
        # Adjacent literals are one string to the compiler.
        new, before = (re.sub(rb'"\s*"', b"", t) for t in (encoded(text), old[path]))
        for pattern, expression in _SUSPECT:
            found = expression.findall(new)
            if len(found) > len(expression.findall(before)):
                return Objection(pattern, f"{path}: names {found[-1].decode(errors='replace')!r}")
        named = {
            s.decode(errors="replace") for s in set(_STRINGS.findall(new)) - set(_STRINGS.findall(before))
        }
        for judge in sorted(guarded):
            if any(judge in s for s in named):
                return Objection("reads-judges", f"{path}: names {judge}, which judges it")
    return None


def _path_objection(
    path: str, service: Service, modes: Mapping[str, str], guarded: Iterable[str]
) -> Objection | None:
    if not safe_path(path):
        return Objection("outside-tree", "not a path inside the source tree")
    parents = [str(parent) for parent in PurePosixPath(path).parents][:-1]
    if any(modes.get(place) == "120000" for place in (path, *parents)):
        return Objection("outside-tree", "a symbolic link, or below one")
    if any(fnmatch.fnmatchcase(place, glob) for glob in service.exclude for place in (path, *parents)):
        return Objection("judge-edited", "excluded by the specification")
    if path in guarded or judges(path):
        return Objection("judge-edited", "part of the tests or of the verification")
    if PurePosixPath(path).suffix.lower() not in SOURCE_SUFFIXES:
        return Objection("not-source", "not a C or C++ source file; build files and scripts stay as they are")
    if path in modes and modes[path] not in ("100644", "100755"):
        return Objection("outside-tree", "not a regular file of the source tree")
    return None


def judges(path: str) -> bool:
    """Whether a path looks like a test: by its folder or by a word of its name."""
    pure = PurePosixPath(path)
    return any(part.lower() in _TEST_FOLDERS for part in pure.parts[:-1]) or bool(
        _TEST_STEM.search(pure.stem)
    )


def guarded_files(service: Service, modes: Mapping[str, str]) -> frozenset[str]:
    """Baseline files that decide about a candidate: what the test and verify commands name, and tests by name.

    The program that `verify` runs, which it names by a path, is guarded with the sources of the same stem.
    """
    named = _words(service.test) | _words(service.verify)
    verifiers = {
        PurePosixPath(word).with_suffix("").as_posix() for word in _words(service.verify, paths=True)
    }
    return frozenset(
        path
        for path in modes
        if path in named or judges(path) or PurePosixPath(path).with_suffix("").as_posix() in verifiers
    )


def _words(command: str | None, *, paths: bool = False) -> set[str]:
    """Relative paths that a shell command may name; with `paths` only what cannot be a plain argument."""
    try:
        words = shlex.split(command or "", comments=True)
    except ValueError:
        words = (command or "").split()
    trees = ("{baseline}/", "{candidate}/", "./")
    words = [word.lstrip("(").rstrip(");") for word in words]
    names = {_without(word, trees) for word in words if not paths or "/" in word}
    return {name for name in names if safe_path(name)}


def _without(word: str, prefixes: Iterable[str]) -> str:
    for prefix in prefixes:
        word = word.removeprefix(prefix)
    return word


def _content(path: Path) -> bytes | None:
    return path.read_bytes() if path.is_file() else None
