"""Combinations run together, side by side: a row per metric, a column per combination."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from accelagent.domain import Check, Composed, Metric, Run
from accelagent.objectives import MINIMUM_EFFECT, loss
from accelagent.report.facts import comparison_clock, measured_of

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
    verdicts: tuple[str, ...] = ()  # a sentence per combination: the bounds it keeps or breaks
    kept: tuple[str, ...] = ()  # a sentence per goal: what is left of the gain alone


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
        verdicts=tuple(_verdict(c) for c in ran),
        kept=tuple(_kept(run, ran)),
    )


def _verdict(one: Composed) -> str:
    bounds = [k for k in one.checks if k.holds is not None]
    broken = [f"{k.bound} ({_ratio(k)})" for k in bounds if not k.holds]
    unsure = [k.bound for k in bounds if not k.settled]
    said = (
        f"breaks {' and '.join(broken)}"
        if broken
        else "keeps every bound that the runs show"
        if bounds
        else "is held to no bound that the runs show"
    )
    return f"{one.name}: {said}{'; not decided by the rounds: ' + ', '.join(unsure) if unsure else ''}"


@dataclass(frozen=True, slots=True)
class Gain:
    """What a combination leaves of a service's gain: `alone` is the ratio of its own best candidate measured alone."""

    service: str
    metric: str
    ratio: float
    alone: float
    kept: float  # of the gain; more than 1 where company did not cost it


def gains(run: Run, one: Composed) -> tuple[Gain, ...]:
    """One for each service whose metric the goal optimises, where the combination shows it."""
    found = []
    for objective in run.spec.goal.optimise:
        name, metric = objective.service, objective.metric
        alone = _solo(run, name, metric) if name and not objective.path else None
        mine = _find(one, name or "", str(metric), "")
        if name and alone is not None and mine is not None and _gained(metric, alone):
            found.append(Gain(name, str(metric), mine.ratio, alone, _part(metric, mine.ratio, alone)))
    return tuple(found)


def _gained(metric: Metric, alone: float) -> bool:
    """Whether there is a gain to keep: a share of what nobody would call a difference says nothing."""
    return alone > 0 and -loss(metric, alone) >= math.log1p(MINIMUM_EFFECT)


def _kept(run: Run, ran: Sequence[Composed]) -> Iterator[str]:
    """For each service whose metric the goal optimises: its gain in the plan, beside that of its own best candidate alone."""
    plan = next((c for c in reversed(ran) if c.name.startswith("plan")), None)
    selfish = next((c for c in ran if c.name == "selfish"), None)
    for mine in gains(run, plan) if plan else ():
        text = f"{mine.service}: {mine.metric} {mine.ratio:.2f}× in the plan, {mine.alone:.2f}× for its own best candidate measured alone"
        theirs = _find(selfish, mine.service, mine.metric, "") if selfish else None
        text += f", {theirs.ratio:.2f}× when every service takes its own best" if theirs else ""
        yield f"{text}: {100 * mine.kept:.0f} % of the gain alone is kept"


def _solo(run: Run, name: str, metric: Metric) -> float | None:
    """The best ratio of any candidate of the service that passed its gates and keeps its own bounds."""
    found = run.service(name)
    texts = [o.text for o in found.service.objectives if o.metric is metric and not o.is_bound]
    best = next((node for text, node in found.best if text in texts), "")
    measured = measured_of(found, best)
    estimate = measured.estimate(metric, comparison_clock(found)) if measured else None
    return None if estimate is None else estimate.ratio


def _part(metric: Metric, ratio: float, own: float) -> float:
    """How much of a gain is left; of costs the gain is what they fell by."""
    return (ratio - 1) / (own - 1) if metric.maximise else (1 - ratio) / (1 - own)


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
    for line in (*found.verdicts, *found.kept):
        print_line(console, line)
    _print_failures(found, console)


def _print_failures(found: Together, console: Console) -> None:
    from accelagent.report.table import print_line

    for line in found.failures:
        print_line(console, f"could not be run together: {line}", "red")
