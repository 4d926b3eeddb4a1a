"""The device catalogue on a terminal: the list, and one device with every number, its range and its source."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from accelagent.devices.view import capabilities, describe, overview
from accelagent.report.table import print_line, print_table

if TYPE_CHECKING:
    from rich.console import Console

    from accelagent.devices import DeviceModel


def device_list(models: Iterable[DeviceModel], here: tuple[str, ...], console: Console) -> None:
    """One line per device; `here` names the models that this machine has."""
    rows = [
        (name, kind, present, use, operations, title)
        for name, kind, _interface, present, use, operations, title in overview(
            {m.name: m for m in models}, here
        )
    ]
    head = ["device", "kind", "here", "use", "operations", "what it is"]
    print_table(head, rows, console, wrap=["operations", "what it is"])


def device_sheet(model: DeviceModel, console: Console) -> None:
    """Capabilities and parameters; a range is the span of the corners, the grade says how well a number is known."""
    print_line(console, f"{model.name}: {model.title}", "bold")
    interface = f", interface {model.interface}" if model.interface else ", no emulated interface"
    facts = (
        "; facts only: `identify --device` judges for it, `run` does not take it" if not model.runs else ""
    )
    print_line(console, f"{model.kind}{interface}{facts if model.kind != 'host' else ''}")
    console.print()
    head = ["operation", "algorithm", "executions", "max bytes", "note"]
    print_table(head, capabilities(model), console, wrap=["executions", "note"])
    console.print()
    rows = []
    for name, value, low, high, unit, grade, source, note in describe(model):
        span = value if low == high else f"{value} ({low}–{high})"
        rows.append([name, f"{span} {unit}", grade, f"{source}. {note}" if note else source])
    print_table(["parameter", "value (range)", "grade", "source"], rows, console, wrap=["source"])
