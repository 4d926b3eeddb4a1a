"""Benchmarks that report figures and never judge: every module of this folder defines one `PART`."""

from __future__ import annotations

import importlib
import pkgutil
from dataclasses import asdict
from functools import cache
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


def document(part: Part) -> dict[str, Any]:
    """Run a bench: its figures as schemas/bench.schema.json describes them."""
    figures = [asdict(figure) for figure in part.run()]
    return {
        "schema": 1,
        "bench": part.name,
        "machine": machine(),
        "figures": figures,
        "note": part.note,
    }
