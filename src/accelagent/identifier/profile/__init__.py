"""Pass 4: a profile of a real run against the regions; every module of this folder reads one format."""

from __future__ import annotations

import hashlib
import importlib
import pkgutil
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from accelagent.errors import SourceError
from accelagent.identifier.profile._format import Content, Format, Row, simple
from accelagent.identifier.profile.match import Profile

__all__ = ["Content", "Format", "Profile", "Row", "formats", "load", "simple"]

_HEAD_BYTES = 65536
_NO_FORMAT = frozenset({"match", "weigh"})  # what is done with a profile


@cache
def formats() -> tuple[Format, ...]:
    """All formats by name."""
    names = sorted(
        m.name for m in pkgutil.iter_modules(__path__) if m.name[0] != "_" and m.name not in _NO_FORMAT
    )
    return tuple(importlib.import_module(f"{__name__}.{n}").PART for n in names)


def load(path: Path) -> Profile:
    """The profile in a file, whatever its format; SourceError says what is wrong and what is allowed."""
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise SourceError(f"--profile {path}: {error.strerror}") from error
    for form in formats():
        if form.holds(raw[:_HEAD_BYTES]):
            try:
                content = form.read(raw)
            except ValueError as error:
                raise SourceError(f"--profile {path}: not a {form.name} profile: {error}") from error
            return Profile(path.name, content, *_index(content.rows), hashlib.sha256(raw).hexdigest())
    allowed = ", ".join(f.name for f in formats())
    raise SourceError(f"--profile {path}: no profile format recognised; allowed: {allowed}")


def _index(rows: Iterable[Row]) -> tuple[dict[str, tuple[Row, ...]], dict[str, tuple[Row, ...]]]:
    """Call sites by callee, functions by name."""
    sites: dict[str, list[Row]] = {}
    functions: dict[str, list[Row]] = {}
    for row in rows:
        (sites.setdefault(row.callee, []) if row.callee else functions.setdefault(row.function, [])).append(
            row
        )
    return {k: tuple(v) for k, v in sites.items()}, {k: tuple(v) for k, v in functions.items()}
