"""One candidate's outcome by itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from accelagent.domain import Measured, Trial
from accelagent.report.table import print_line, print_table
from accelagent.report.text import change, clock_text, value_text

if TYPE_CHECKING:
    from rich.console import Console


def print_trial(trial: Trial, console: Console) -> None:
    """The gates it went through, then its figures, or where and why it was rejected with the end of the log."""
    outcome = trial.outcome
    rows = [(g.name, g.status, f"{g.seconds:.1f} s", g.detail) for g in outcome.gates]
    print_table(("gate", "status", "took", "detail"), rows, console, wrap=("detail",))
    if outcome.estimates:
        console.print()
        figures = [
            (e.metric.value, clock_text(e.clock), change(e).text, value_text(e)) for e in outcome.estimates
        ]
        print_table(("metric", "clock", "to unmodified", "value"), figures, console, wrap=("value",))
    console.print()
    if isinstance(outcome, Measured):
        print_line(console, "passed every gate", "bold")
        return
    print_line(console, f"rejected at {outcome.stage}: {outcome.reason}", "red")
    for line in outcome.log.strip().splitlines()[-12:]:
        print_line(console, f"  {line}", "dim")


def trial_json(trial: Trial) -> dict[str, Any]:
    """As schemas/evaluate.schema.json describes it."""
    outcome = trial.outcome
    return {
        "schema": 1,
        "service": trial.candidate.service,
        "outcome": "measured" if isinstance(outcome, Measured) else "rejected",
        "stage": None if isinstance(outcome, Measured) else outcome.stage,
        "reason": None if isinstance(outcome, Measured) else outcome.reason,
        "log": "" if isinstance(outcome, Measured) else outcome.log,
        "gates": [
            {"name": g.name, "status": g.status, "detail": g.detail, "seconds": g.seconds}
            for g in outcome.gates
        ],
        "metrics": [
            {
                "name": e.metric.value,
                "clock": e.clock.value,
                "ratio": e.ratio,
                "ci": [e.low, e.high],
                "value": e.value,
                "unit": e.metric.unit,
                "pairs": e.pairs,
            }
            for e in outcome.estimates
        ],
        "tier": trial.tier.value,
        "seconds": trial.seconds,
    }
