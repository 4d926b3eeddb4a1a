"""A first specification for a source tree, from what its files say of building and testing."""

from __future__ import annotations

import json
import os
import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from accelagent.errors import SpecError

_LANGUAGES = {
    ".c": "C", ".cc": "C++", ".cpp": "C++", ".cxx": "C++", ".go": "Go", ".java": "Java", ".py": "Python", ".rs": "Rust",
}  # fmt: skip
# File that says so, build command, test command; the first that is there counts.
_SYSTEMS = (
    (
        "CMakeLists.txt",
        "cmake -S . -B build -DCMAKE_BUILD_TYPE=Release && cmake --build build",
        "ctest --test-dir build",
    ),
    ("meson.build", "meson setup build && meson compile -C build", "meson test -C build"),
    ("configure", "./configure && make", "make check"),
    ("configure.ac", "autoreconf -i && ./configure && make", "make check"),
    ("Makefile", "make", ""),
    ("makefile", "make", ""),
    ("GNUmakefile", "make", ""),
)


@dataclass(frozen=True, slots=True)
class First:
    """What was written, and what the reader has to add."""

    text: str
    notes: tuple[str, ...]


def first(directory: Path, output: Path) -> First:
    """Write the specification to `output`; SpecError when it is there or the tree has no build that is known."""
    if not directory.is_dir():
        raise SpecError(f"{directory}: no such directory; give a source tree")
    if output.exists():
        raise SpecError(f"{output}: is there already; name another file with --output")
    system = next((s for s in _SYSTEMS if (directory / s[0]).is_file()), None)
    if system is None:
        names = ", ".join(s[0] for s in _SYSTEMS)
        raise SpecError(f"{directory}: no build system found; looked for {names}")
    name = _name(directory.resolve().name)
    test = system[2] or _make_test(directory / system[0])
    source = os.path.relpath(directory.resolve(), output.resolve().parent)
    lines = [
        "version: 1",
        f"application: {name}",
        "services:",
        f"  {name}:",
        f"    source: {_quoted(source if source.startswith('.') else './' + source)}",
        f"    build: {system[1]}",
        *([f"    test: {test}"] if test else []),
        "    # Add what shows that outputs stay equal ({seed} is a new number each time; see docs/spec.md, What is guarded):",
        "    # verify: 'sh make_input.sh {seed} > /tmp/x && {baseline}/PROGRAM /tmp/x > /tmp/b && {candidate}/PROGRAM /tmp/x > /tmp/c && cmp /tmp/b /tmp/c'",
        "    # Replace: what production does, on its data, for some seconds; items is how many pieces of work that is. With",
        "    # `output: FILE` in it, `output_size <= 1.30x` below bounds how much larger a faster compressor may write.",
        f"    workload: {{command: {test or '/bin/true'}, items: 1, unit: run}}",
        "    devices: [qat, isal]",
        "    objectives: [maximize throughput, minimize cpu_time]",
        "devices:",
        "  qat: {model: qat-4xxx, count: 1}",
        "  isal: {model: isal}",
        f"goal: maximize throughput({name})",
        "budget: {trials: 60, wall: 20min}",
    ]
    text = "\n".join(lines) + "\n"
    output.write_text(text, encoding="utf-8")
    notes = [f"build system: {system[0]}", f"tests: {test or 'none found; add test:'}", _languages(directory)]
    return First(text, (*notes, "replace the workload, and better add verify, before accelagent run"))


def _name(folder: str) -> str:
    """The folder's name as the specification takes names: a letter first, and not too long."""
    plain = re.sub(r"[^a-z0-9]+", "-", folder.lower()).strip("-")
    named = plain if plain[:1].isalpha() else f"service-{plain}"
    return named[:63].strip("-")


def _quoted(path: str) -> str:
    """The path as YAML takes it; a colon or a hash with a blank beside it would end it."""
    return path if re.fullmatch(r"[\w./+@-]+", path) else json.dumps(path, ensure_ascii=False)


def _make_test(makefile: Path) -> str:
    targets = set(re.findall(r"^([A-Za-z_-]+)\s*:(?!=)", makefile.read_text("utf-8", "replace"), re.M))
    return next((f"make {t}" for t in ("check", "test", "tests") if t in targets), "")


def _languages(directory: Path) -> str:
    found: Counter[str] = Counter()
    for folder, folders, names in os.walk(directory):
        folders[:] = [f for f in folders if not f.startswith(".")]
        found.update(_LANGUAGES[s] for n in names if (s := Path(folder, n).suffix) in _LANGUAGES)
    return "languages: " + (
        ", ".join(f"{n} ({c} file{'' if c == 1 else 's'})" for n, c in found.most_common()) or "none found"
    )
