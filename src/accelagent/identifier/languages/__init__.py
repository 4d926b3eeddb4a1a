"""Sources in Go, Java, Python and Rust, read through the same eyes as C: every module of this folder defines one `PART`."""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache
from pathlib import PurePath

from accelagent.csource import SUFFIXES as C_SUFFIXES
from accelagent.csource import CallSite, SourceFile
from accelagent.csource import parse as parse_c
from accelagent.identifier.idioms import written_sites
from accelagent.identifier.languages._dead import alive
from accelagent.identifier.languages._foreign import ForeignFile, Language
from accelagent.identifier.sites import Site

__all__ = ["SUFFIXES", "calls_of", "foreign_sites", "languages", "parse", "spoken"]


@cache
def languages() -> tuple[Language, ...]:
    """All languages beside C and C++, in order of module name."""
    names = sorted(m.name for m in pkgutil.iter_modules(__path__) if not m.name.startswith("_"))
    return tuple(importlib.import_module(f"{__name__}.{n}").PART for n in names)


SUFFIXES = C_SUFFIXES | frozenset({".go", ".java", ".py", ".rs"})


def spoken(path: str) -> Language | None:
    """The language of a file by its suffix; None for C and C++."""
    suffix = PurePath(path).suffix.lower()
    return next((language for language in languages() if suffix in language.suffixes), None)


def parse(path: str, text: bytes, seen: bytes | None = None) -> SourceFile:
    """Parse one file in the language of its suffix; `seen` is what the C parser is shown instead of the text.

    Of C, what no build compiles is not there.
    """
    language = spoken(path)
    if language:
        return ForeignFile.read(language, path, text)
    return parse_c(path, alive(text), alive(seen) if seen else None)


def foreign_sites(source: SourceFile) -> list[Site]:
    """Calls of known packages and hand-written loops in a file of these languages; none for C."""
    if not isinstance(source, ForeignFile):
        return []
    called = source.sites() if any(stem in source.text for stem in source.spoken.stems) else []
    return sorted([*called, *written_sites(source)], key=lambda s: s.place.call.start_byte)


def calls_of(source: SourceFile, name: str) -> tuple[CallSite, ...]:
    """Plain calls of a function, and those that a pool of workers makes of it."""
    handed = source.handed((name,)) if isinstance(source, ForeignFile) else ()
    return (*source.calls((name,)), *handed)


def interface_names() -> frozenset[str]:
    """Names of the interfaces that the sites carry."""
    return frozenset(f"{language.name}-library" for language in languages())
