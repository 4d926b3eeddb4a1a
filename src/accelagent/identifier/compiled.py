"""How the tree is compiled: `compile_commands.json`, and what libclang (the `clang` extra) then says of a file.

Without libclang, and for files that do not compile with their commands, the syntax alone decides, and one line says so.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shlex
import subprocess
from collections.abc import Iterable, Iterator, Mapping, Sequence
from ctypes import POINTER, Structure, c_uint
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from clang.cindex import Cursor, TranslationUnit  # type: ignore[import-untyped]  # it has no stubs

NAME = "compile_commands.json"
_PLACES = ("", "build", "out", "builddir", "cmake-build-debug")
_MOST = 4  # commands of one file that are looked at
_DETAILED = 0x01  # keep macros and directives
_WITH_VALUE = ("-o", "-MF", "-MT", "-MQ", "--serialize-diagnostics", "-dependency-file")
_ALONE = ("-c", "-S", "-E", "-M", "-MM", "-MD", "-MMD", "-MP", "-MG", "-save-temps", "-pipe")
_TYPE_NAME = re.compile(rb"\bsizeof\s*\(\s*(?:struct\s+|union\s+)?([A-Za-z_]\w*)")
_CAPITALS = re.compile(rb"\b[A-Z_][A-Z0-9_]{2,}\b")


@dataclass(frozen=True, slots=True)
class Command:
    """One entry of the database: where the compiler runs, and with which arguments but input and output."""

    directory: str
    arguments: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Commands:
    """The database of a tree: commands by path relative to the tree; `note` says what of it cannot be used."""

    files: Mapping[str, tuple[Command, ...]] = field(default_factory=dict)
    note: str = ""


@dataclass(frozen=True, slots=True)
class Compiled:
    """What the compiler's front end says of one file under its commands."""

    command: str = ""  # the definitions and include paths it was read with
    dead: tuple[tuple[int, int], ...] = ()  # bytes that no command compiles
    constants: Mapping[str, str] = field(
        default_factory=dict
    )  # macros and sizes of types from outside of the file
    own: tuple[
        str, ...
    ] = ()  # callees that are not a library's function: parameters, members, static functions
    inputs: tuple[str, ...] = ()  # every file that was read
    error: str = ""  # why it says nothing

    @property
    def digest(self) -> bytes:
        """Of all that decides how the file is read."""
        said = (self.command, self.dead, sorted(self.constants.items()), self.own)
        return hashlib.blake2b(repr(said).encode(), digest_size=8).digest()

    def blanked(self, text: bytes) -> bytes:
        """The text without what is not compiled: same length, same lines."""
        for start, end in self.dead:
            text = text[:start] + re.sub(rb"[^\n]", b" ", text[start:end]) + text[end:]
        return text


def load(root: Path, given: Path | None = None) -> Commands:
    """The database that is `given`, or lies in the tree or its usual build folders; none is no failure."""
    file = given or next((f for p in _PLACES if (f := root / p / NAME).is_file()), None)
    if file is None:
        return Commands()
    shown = str(file.relative_to(root)) if file.is_relative_to(root) else str(file)
    try:
        entries = json.loads(file.read_bytes())
        found: dict[str, list[Command]] = {}
        outside = 0
        for entry in entries:
            place, command = _entry(entry)
            path = os.path.relpath(place, root.resolve())
            if path.startswith("..") or not Path(place).is_file():
                outside += 1
            else:
                found.setdefault(path, []).append(command)
    except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
        why = error.strerror if isinstance(error, OSError) else f"{type(error).__name__}: {error}"
        return Commands(note=f"{shown}: not used: {' '.join(str(why).split())[:100]}")
    if found and not available():
        return Commands(note=f"{shown}: not used: libclang is missing (pip install accelagent[clang])")
    note = f"{shown}: {outside} of {len(entries)} commands are of files that are not in this tree"
    return Commands({p: tuple(c[:_MOST]) for p, c in found.items()}, note if outside else "")


def complaint(found: Iterable[tuple[str, Compiled]]) -> str:
    """One line on the files that do not compile with their commands; empty when all do."""
    broken = [(path, c.error) for path, c in found if c.error]
    if not broken:
        return ""
    path, error = broken[0]
    count = f"{len(broken)} file{'s do' if len(broken) > 1 else ' does'}"
    return (
        f"{NAME}: {count} not compile with the commands there and are read by syntax alone; {path}: {error}"
    )


def _entry(entry: Mapping[str, Any]) -> tuple[str, Command]:
    directory, file = str(entry["directory"]), str(entry["file"])
    words = (
        [str(a) for a in entry["arguments"]] if "arguments" in entry else shlex.split(str(entry["command"]))
    )
    place = os.path.realpath(os.path.join(directory, file))  # noqa: PTH118
    return place, Command(directory, tuple(_kept(words[1:], directory, place)))


def _kept(words: Sequence[str], directory: str, place: str) -> Iterator[str]:
    skip = False
    for word in words:
        is_input = not word.startswith("-") and os.path.realpath(os.path.join(directory, word)) == place  # noqa: PTH118
        if skip or is_input or word in _ALONE or word in _WITH_VALUE or word == "--":
            skip = word in _WITH_VALUE
        else:
            yield word


@cache
def available() -> bool:
    """Whether libclang can be loaded."""
    try:
        from clang.cindex import Index

        Index.create()
    except Exception:  # noqa: BLE001  # whatever a foreign library raises, it is not there
        return False
    return True


@cache
def _headers() -> tuple[str, ...]:
    """The compiler's own headers, which the package of libclang does not bring."""
    for argv in (["clang", "-print-file-name=include"], ["gcc", "-print-file-name=include"]):
        try:
            done = subprocess.run(argv, capture_output=True, text=True, timeout=20, check=False)
        except (OSError, subprocess.TimeoutExpired):
            continue
        if done.returncode == 0 and Path(done.stdout.strip()).is_dir():
            return ("-isystem", done.stdout.strip())
    return ()


def compiled(root: Path, path: str, commands: Sequence[Command], names: frozenset[bytes]) -> Compiled:
    """What libclang says of a file; `names` are those of library functions. Never raises."""
    try:
        found = [_read(root, path, command, names) for command in commands]
    except Exception as error:  # noqa: BLE001  # a foreign parser on broken input: the file is read without it
        return Compiled(error=f"{type(error).__name__}: {' '.join(str(error).split())[:80]}")
    broken = next((f for f in found if f.error), None)
    if broken is not None:
        return broken
    first, *rest = found
    dead = set(first.dead).intersection(*(f.dead for f in rest))
    own = set(first.own).intersection(*(f.own for f in rest))
    same = {k: v for k, v in first.constants.items() if all(f.constants.get(k) == v for f in rest)}
    inputs = sorted({i for f in found for i in f.inputs})
    return Compiled(first.command, tuple(sorted(dead)), same, tuple(sorted(own)), tuple(inputs))


def _read(root: Path, path: str, command: Command, names: frozenset[bytes]) -> Compiled:
    from clang.cindex import Diagnostic, Index

    file = str((root / path).resolve())
    arguments = [f"-working-directory={command.directory}", *command.arguments, *_headers()]
    unit = Index.create().parse(file, args=arguments, options=_DETAILED)
    inputs = tuple(sorted({file, *(str(i.include) for i in unit.get_includes())}))
    fatal = next((d for d in unit.diagnostics if d.severity >= Diagnostic.Fatal), None)
    if fatal is not None:
        return Compiled(inputs=inputs, error=f"{fatal.spelling} (line {fatal.location.line})")
    text = Path(file).read_bytes()
    shown = " ".join(a for a in command.arguments if a.startswith(("-D", "-U", "-I", "-std", "-include")))
    return Compiled(
        shown, _dead(unit, file, text), _outside(unit, file, text), _own(unit, file, text, names), inputs
    )


class _Ranges(Structure):
    """`CXSourceRangeList`; the Python package has no name for it."""


def _dead(unit: TranslationUnit, file: str, text: bytes) -> tuple[tuple[int, int], ...]:
    """Whole lines between the directives of branches that are not compiled."""
    from clang.cindex import SourceRange, conf

    if not _Ranges.__dict__.get("_fields_"):
        _Ranges._fields_ = [("count", c_uint), ("ranges", POINTER(SourceRange))]
    ask = conf.lib.clang_getSkippedRanges
    ask.restype = POINTER(_Ranges)
    listed = ask(unit, unit.get_file(file))
    found = []
    for at in range(listed.contents.count):
        skipped = listed.contents.ranges[at]
        start = text.find(b"\n", skipped.start.offset) + 1
        end = text.rfind(b"\n", 0, skipped.end.offset) + 1
        if 0 < start < end:
            found.append((start, end))
    return tuple(found)


def _outside(unit: TranslationUnit, file: str, text: bytes) -> dict[str, str]:
    """Constant macros from headers and the command line that the file names, and sizes of types it asks for."""
    from clang.cindex import CursorKind

    wanted = {m.decode() for m in _CAPITALS.findall(text)}
    types = {m.decode() for m in _TYPE_NAME.findall(text)}
    kinds = (CursorKind.STRUCT_DECL, CursorKind.UNION_DECL, CursorKind.TYPEDEF_DECL, CursorKind.CLASS_DECL)
    found = {}
    for cursor in unit.cursor.get_children():
        if cursor.kind == CursorKind.MACRO_DEFINITION:
            here = cursor.location.file
            if cursor.spelling in wanted and (here is None or here.name != file):
                found.update(_macro(cursor))
        elif cursor.kind in kinds and cursor.spelling in types and cursor.type.get_size() > 0:
            found[f"sizeof {cursor.spelling}"] = str(cursor.type.get_size())
    return found


def _macro(cursor: Cursor) -> dict[str, str]:
    name, *body = (t.spelling for t in cursor.get_tokens())
    value = " ".join(body)
    return {name: value} if value and len(body) <= 24 and re.match(r"[\w(~-]", value) else {}


def _own(unit: TranslationUnit, file: str, text: bytes, names: frozenset[bytes]) -> tuple[str, ...]:
    """Names of library functions whose calls in the file all mean something else."""
    from clang.cindex import Cursor, SourceLocation

    source = unit.get_file(file)
    verdicts: dict[str, bool] = {}
    for call in re.finditer(rb"\b([A-Za-z_]\w*)\s*\(", text):
        if call[1] in names:
            place = SourceLocation.from_offset(unit, source, call.start())
            meant = Cursor.from_location(unit, place).referenced
            if meant is not None:
                verdicts[call[1].decode()] = verdicts.get(call[1].decode(), True) and _is_own(meant)
    return tuple(sorted(name for name, own in verdicts.items() if own))


def _is_own(meant: Cursor) -> bool:
    from clang.cindex import CursorKind, LinkageKind

    if meant.kind in (CursorKind.PARM_DECL, CursorKind.VAR_DECL, CursorKind.FIELD_DECL):
        return True
    return (
        meant.kind == CursorKind.FUNCTION_DECL and meant.linkage == LinkageKind.INTERNAL and _has_body(meant)
    )


def _has_body(meant: Cursor) -> bool:
    return meant.get_definition() is not None
