"""What survived on a later version, for the terminal."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol

from accelagent.domain import Design, Estimate, Measured, Outcome
from accelagent.report.table import print_line, print_table
from accelagent.report.text import change

if TYPE_CHECKING:
    from rich.console import Console


class Fate(Protocol):
    """One accepted candidate's way on the later version."""

    @property
    def service(self) -> str: ...
    @property
    def design(self) -> Design: ...
    @property
    def fate(self) -> str: ...
    @property
    def reason(self) -> str: ...
    @property
    def outcome(self) -> Outcome | None: ...
    @property
    def before(self) -> tuple[Estimate, ...]: ...


def print_rebased(found: Sequence[Fate], console: Console) -> None:
    """A row per candidate: its fate, and its first figure then and now."""
    if not found:
        print_line(console, "The run accepted no candidate: nothing to replay.")
        return
    rows = [(f.service, f.design.describe(), f.fate, *_figures(f), f.reason) for f in found]
    columns = ("service", "design", "fate", "then", "now", "reason")
    print_table(columns, rows, console, wrap=("design", "reason"))
    kept = sum(f.fate == "survived" for f in found)
    print_line(console, f"{kept} of {len(found)} accepted candidates survive.", "bold")


def _figures(one: Fate) -> tuple[str, str]:
    after = one.outcome.estimates if isinstance(one.outcome, Measured) else ()
    same = [(b, a) for b in one.before for a in after if (a.metric, a.clock) == (b.metric, b.clock)]
    if not same:
        return (f"{one.before[0].metric} {change(one.before[0]).text}" if one.before else "", "")
    then, now = same[0]
    return f"{then.metric} {change(then).text}", change(now).text
