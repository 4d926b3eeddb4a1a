"""A bench's figures on a terminal; curves point by point are in the JSON output only."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from accelagent.report.table import print_line, print_table

if TYPE_CHECKING:
    from rich.console import Console


def bench_table(found: Mapping[str, Any], console: Console) -> None:
    """One line per figure, the target beside it, the machine and the note below."""
    rows = [
        (f["name"], _value(f["value"]), f["unit"], f["clock"] or "", _target(f["target"]), f["note"])
        for f in found["figures"]
    ]
    head = ["figure", "value", "unit", "clock", "target", "note"]
    print_table(head, rows, console, wrap=["figure", "target", "note"])
    console.print()
    if found["note"]:
        print_line(console, found["note"])
    print_line(console, ", ".join(f"{name} {value}" for name, value in found["machine"].items()))


def _value(value: float | None) -> str:
    return "none" if value is None else f"{value:.4g}" if abs(value) < 1e4 else f"{value:.0f}"


def _target(target: Any) -> str:
    if not isinstance(target, Mapping):
        return "" if target is None else _value(target)
    span = f" ({_value(target['low'])} to {_value(target['high'])})" if "low" in target else ""
    return f"{_value(target['value'])}{span}, {target['grade']}"
