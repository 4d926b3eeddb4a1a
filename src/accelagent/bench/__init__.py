"""Benchmarks that report figures and never judge: every module of this folder defines one `PART`."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable
from dataclasses import asdict
from functools import cache
from pathlib import Path
from typing import Any

from accelagent.bench._part import Figure, Part
from accelagent.errors import SpecError
from accelagent.machine import machine

__all__ = ["Figure", "Part", "bench", "benches", "document"]


@cache
def benches() -> tuple[str, ...]:
    """Names of all benches, sorted."""
    return tuple(sorted(m.name for m in pkgutil.iter_modules(__path__) if not m.name.startswith("_")))


def bench(name: str) -> Part:
    """The bench of that name; SpecError lists the names there are."""
    if name not in benches():
        raise SpecError(f"bench: {name!r} is unknown; allowed: {', '.join(benches())}")
    part: Part = importlib.import_module(f"{__name__}.{name}").PART
    return part


def document(
    part: Part, out: Path | None = None, tell: Callable[[str], None] = lambda _: None
) -> dict[str, Any]:
    """Run a bench: its figures as schemas/bench.schema.json describes them.

    Benches that keep results do so in `out` and go on from there; SpecError for one that keeps none.
    """
    if out is not None and part.run_in is None:
        raise SpecError(f"bench {part.name}: keeps no results, so --out has no meaning")
    made = part.run() if part.run_in is None else part.run_in(out or Path("accel-out") / part.name, tell)
    figures = [asdict(figure) for figure in made]
    return {
        "schema": 1,
        "bench": part.name,
        "machine": machine(),
        "figures": figures,
        "note": part.note,
    }
