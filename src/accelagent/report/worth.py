"""What a plan is worth, for those who decide: cores freed at the stated loads, and what each change costs to carry."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from accelagent.domain import Plan

if TYPE_CHECKING:
    from rich.console import Console

HEADS = ("service", "at load", "cores freed", "per 1,000/s", "files (lines)", "libraries", "privileges")
SURE = "Host cores freed, in brackets over the measurement's 95 % interval; a negative number costs cores."


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
                f"{w.load:.4g}/s",
                f"{w.cores_freed:.3g} ({w.cores_freed_low:.3g} to {w.cores_freed_high:.3g})",
                f"{w.per_thousand:.3g}",
                f"{w.patch_files} ({w.patch_lines})",
                ", ".join(w.libraries) or "none",
                w.privileges,
            )
        )
        for w in plan.worth
    ]


def worth_total(plan: Plan) -> str:
    """All services in a sentence; empty without any."""
    if not plan.worth:
        return ""
    freed = sum(w.cores_freed for w in plan.worth)
    low = sum(w.cores_freed_low for w in plan.worth)
    high = sum(w.cores_freed_high for w in plan.worth)
    return f"In all {freed:.3g} host cores ({low:.3g} to {high:.3g}) at the stated loads."


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
