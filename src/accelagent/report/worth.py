"""What a plan is worth, for those who decide: cores freed at the stated loads, and what each change costs to carry."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from accelagent.domain import Plan
from accelagent.planned import Worth
from accelagent.units import plain

if TYPE_CHECKING:
    from rich.console import Console

HEADS = (
    "service",
    "at load",
    "cores freed",
    "device slow to fast",
    "per 1,000/s",
    "changed",
    "libraries",
    "privileges",
)
SURE = (
    "Host cores freed, in brackets over the measurement's 95 % interval, then with the device's parameters at the slow and the "
    "fast end of their ranges; a negative number costs cores. Changed: lines of the service's own files, and new files."
)


@dataclass(frozen=True, slots=True)
class WorthRow:
    """One changed service, as text in the order of HEADS."""

    cells: tuple[str, ...]


def worth_rows(plan: Plan) -> list[WorthRow]:
    """A row per changed service whose CPU time was measured."""
    return [
        WorthRow(
            (
                w.service,
                f"{plain(w.load, 4)}/s",
                f"{plain(w.cores_freed)} ({plain(w.cores_freed_low)} to {plain(w.cores_freed_high)})",
                _over_range(w),
                f"{plain(w.per_thousand)}",
                _changed(w),
                ", ".join(w.libraries) or "none",
                w.privileges,
            )
        )
        for w in plan.worth
    ]


def _over_range(worth: Worth) -> str:
    slowest, fastest = worth.cores_freed_slowest, worth.cores_freed_fastest
    return "no device" if slowest is None or fastest is None else f"{plain(slowest)} to {plain(fastest)}"


def _changed(worth: Worth) -> str:
    if worth.changed_lines is None:
        return f"{worth.patch_files} files ({worth.patch_lines} lines long)"
    new = "".join(f", new {name} ({lines})" for name, lines in worth.added_files)
    return f"{worth.changed_lines} lines{new}"


def worth_total(plan: Plan) -> str:
    """All services in a sentence; empty without any."""
    if not plan.worth:
        return ""
    freed = sum(w.cores_freed for w in plan.worth)
    low = sum(w.cores_freed_low for w in plan.worth)
    high = sum(w.cores_freed_high for w in plan.worth)
    return f"In all {plain(freed)} host cores ({plain(low)} to {plain(high)}) at these loads."


def print_worth(plan: Plan, console: Console) -> None:
    """The table in the terminal; nothing when nothing was changed."""
    from accelagent.report.table import print_line, print_table

    rows = worth_rows(plan)
    if not rows:
        return
    console.print()
    print_line(console, "worth: " + SURE[0].lower() + SURE[1:])
    print_table(HEADS, [r.cells for r in rows], console, wrap=HEADS)
    print_line(console, worth_total(plan))
