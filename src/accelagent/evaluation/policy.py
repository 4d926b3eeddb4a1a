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

    A program that `verify` runs, which it names by a path, is guarded with the sources of the same stem, unless it is
    the program under judgement: one run from `{candidate}`, or the workload's, in a command that is not given
    `{candidate}` as a whole.
    """
    named = {path for command in (service.test, service.verify) for path in _names(_words(command))}
    verifiers = _verifiers(service)
    return frozenset(
        path for path in modes if path in named or judges(path) or _unsuffixed(path) in verifiers
    )


def _verifiers(service: Service) -> set[str]:
    """Stems of the programs that `verify` runs to judge."""
    subjects = {_unsuffixed(name) for name in _names(w for w in _words(service.workload.command) if "/" in w)}
    judged: set[str] = set()
    others: set[str] = set()
    inside = False  # behind `cd {candidate}`, until its subshell ends
    for command in _simple_commands(service.verify):
        if command[0] == "cd":
            inside = command[1:] in (["{candidate}"], ["{candidate}/"])
            continue
        paths = [word for word in command if "/" in word]
        if {"{candidate}", "{candidate}/", "."} & set(command):
            judged |= {_unsuffixed(name) for name in _names(paths)}
        else:
            own = {w for w in paths if w.startswith("{candidate}/") or (inside and w.startswith("./"))}
            subjects |= {_unsuffixed(name) for name in _names(own)}
            others |= {_unsuffixed(name) for name in _names(paths)}
        inside = inside and command[-1] != ")"
    return judged | (others - subjects)


def _simple_commands(text: str | None) -> list[list[str]]:
    """The commands between the shell's `;`, `&&`, `||`, `|` and brackets, in words; a subshell ends with the word `)`."""
    found: list[list[str]] = [[]]
    for word in _words(text):
        if set(word) <= set("();&|") and word:
            if ")" in word:
                found[-1].append(")")
            found.append([])
        else:
            found[-1].append(word)
    return [command for command in found if command and command != [")"]]


def _words(command: str | None) -> list[str]:
    """The words and operators of a shell command."""
    lexer = shlex.shlex(command or "", posix=True, punctuation_chars="();&|<>")
    lexer.whitespace_split = True
    try:
        return list(lexer)
    except ValueError:
        return re.findall(r"[();&|<>]+|[^\s();&|<>]+", command or "")


def _names(words: Iterable[str]) -> set[str]:
    """Relative paths that words may name."""
    trees = ("{baseline}/", "{candidate}/", "./")
    names = {_without(word, trees) for word in words}
    return {name for name in names if safe_path(name)}


def _unsuffixed(path: str) -> str:
    return PurePosixPath(path).with_suffix("").as_posix()


def _without(word: str, prefixes: Iterable[str]) -> str:
    for prefix in prefixes:
        word = word.removeprefix(prefix)
    return word


def _content(path: Path) -> bytes | None:
    return path.read_bytes() if path.is_file() else None
