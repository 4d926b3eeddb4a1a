"""Combinations run together, side by side: a row per metric, a column per combination."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from accelagent.domain import Check, Composed, Run

if TYPE_CHECKING:
    from rich.console import Console


@dataclass(frozen=True, slots=True)
class Cell:
    """A ratio with its extreme rounds; `holds` is None where no bound speaks of it."""

    text: str
    holds: bool | None


@dataclass(frozen=True, slots=True)
class Row:
    service: str
    metric: str
    bound: str
    predicted: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Together:
    """The table: column heads, rows, what each combination runs, and which could not run."""

    names: tuple[str, ...]
    rows: tuple[Row, ...]
    choices: tuple[tuple[str, str], ...]
    failures: tuple[str, ...]
    rounds: int


def together(run: Run) -> Together | None:
    """The composed runs as a table; None when nothing was run together."""
    if not run.composed:
        return None
    ran = [c for c in run.composed if not c.failed]
    keys = dict.fromkeys((k.service, k.metric, k.bound) for c in ran for k in c.checks)
    return Together(
        names=tuple(c.name for c in ran),
        rows=tuple(_row(ran, *key) for key in keys),
        choices=tuple((c.name, _runs(run, c)) for c in run.composed),
        failures=tuple(f"{c.name}: {c.failed}" for c in run.composed if c.failed),
        rounds=max((c.rounds for c in ran), default=0),
    )


def _row(ran: list[Composed], service: str, metric: str, bound: str) -> Row:
    checks = [_find(c, service, metric, bound) for c in ran]
    guess = next((k.predicted for k in checks if k is not None and k.predicted is not None), None)
    return Row(
        service or "all services",
        metric,
        bound,
        "" if guess is None else f"{guess:.2f}×",
        tuple(Cell("", None) if k is None else Cell(_ratio(k), k.holds) for k in checks),
    )


def _find(one: Composed, service: str, metric: str, bound: str) -> Check | None:
    return next((k for k in one.checks if (k.service, k.metric, k.bound) == (service, metric, bound)), None)


def _ratio(check: Check) -> str:
    return f"{check.ratio:.2f}× ({check.low:.2f}–{check.high:.2f})"


def _runs(run: Run, one: Composed) -> str:
    designs = {
        (s.service.name, t.candidate.id): t.candidate.design.describe() or "unmodified"
        for s in run.services
        for t in s.trials
    }
    return "; ".join(f"{service}: {designs.get((service, node), node)}" for service, node in one.choice)


def print_together(run: Run, console: Console) -> None:
    """The table in the terminal; a broken bound is marked."""
    from accelagent.report.table import print_line, print_table

    found = together(run)
    if found is None:
        return
    rows = [
        [
            r.service,
            r.metric,
            *(f"{c.text} BROKEN" if c.holds is False else c.text for c in r.cells),
            r.predicted,
        ]
        for r in found.rows
    ]
    console.print()
    if not rows:
        _print_failures(found, console)
        return
    print_line(
        console,
        f"run together, {found.rounds} interleaved rounds, ratios to the unmodified services run alike:",
    )
    names = ["service", "metric", *found.names, "predicted"]
    print_table(names, rows, console, wrap=names)
    _print_failures(found, console)


def _print_failures(found: Together, console: Console) -> None:
    from accelagent.report.table import print_line

    for line in found.failures:
        print_line(console, f"could not be run together: {line}", "red")
