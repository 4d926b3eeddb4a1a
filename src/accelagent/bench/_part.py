"""What a bench is: a name, and a function that gives figures."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class Figure:
    """One number; `clock` is virtual, wall or None (data), `target` what it is held against, with its source."""

    name: str
    value: float | None
    unit: str
    clock: str | None
    samples: tuple[Any, ...] = ()
    target: Any = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """One bench; `note` says what its figures do not show."""

    name: str
    doc: str
    run: Callable[[], tuple[Figure, ...]]
    note: str = ""
    run_in: Callable[[Path, Callable[[str], None]], tuple[Figure, ...]] | None = (
        None  # keeps results, tells progress
    )


def load_data(name: str) -> dict[str, Any]:
    """A packaged table of published numbers."""
    return tomllib.loads((files("accelagent.bench") / "data" / f"{name}.toml").read_text(encoding="utf-8"))
