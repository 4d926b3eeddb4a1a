"""Who earned what: trials, gains and cost of each proposer of a service, beside what no tree would have found."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from accelagent.domain import Clock, Kind, Measured, Metric, Run, ServiceRun, Trial
from accelagent.objectives import Point, loss, meets_bounds, volume
from accelagent.report.facts import comparison_clock, final_trials

CONTROL = "control"  # arms that stand in the tree for comparison; they earn nothing


@dataclass(frozen=True, slots=True)
class Credit:
    """One proposer's share. Gains are ratios, above 1 when better; hypervolume is in natural logs of gains per metric."""

    proposer: str
    trials: int
    measured: int
    rejected: int
    gains: tuple[
        tuple[str, float | None], ...
    ]  # objective text -> best gain among nodes that keep the bounds
    hypervolume: float  # of all nodes together
    contribution: float  # what of it goes when this proposer's nodes go
    seconds: float  # of gates, as spent

    @property
    def gain_per_minute(self) -> float | None:
        """Hypervolume contributed per minute of gates; None when no time was taken."""
        return self.contribution / self.seconds * 60 if self.seconds > 0 else None


def credits_of(service: ServiceRun) -> tuple[Credit, ...]:
    """Every proposer with a trial, in order of first appearance."""
    trials = [t for t in final_trials(service.trials) if t.candidate.kind is not Kind.ROOT]
    proposers = dict.fromkeys(t.candidate.proposer for t in trials if t.candidate.proposer != CONTROL)
    clock = comparison_clock(service)
    metrics = tuple(dict.fromkeys(o.metric for o in service.service.objectives if not o.is_bound))
    points = {t.candidate.id: _point(service, t, metrics, clock) for t in trials}
    chosen = [t for t in trials if t.candidate.proposer != CONTROL]
    whole = volume([p for t in chosen if (p := points[t.candidate.id]) is not None])
    found = []
    for name in proposers:
        mine = [t for t in chosen if t.candidate.proposer == name]
        others = [p for t in chosen if t not in mine and (p := points[t.candidate.id]) is not None]
        measured = sum(isinstance(t.outcome, Measured) for t in mine)
        gains = tuple((o.text, _best(service, mine, o.metric, clock)) for o in service.service.objectives)
        found.append(
            Credit(
                proposer=name,
                trials=len(mine),
                measured=measured,
                rejected=len(mine) - measured,
                gains=gains,
                hypervolume=whole,
                contribution=max(0.0, whole - volume(others)),
                seconds=sum(t.seconds for t in service.trials if t.candidate.proposer == name),
            )
        )
    return tuple(found)


CREDIT_HEAD = ("proposer", "trials", "measured", "rejected", "best gain", "hypervolume added", "seconds")


def credit_rows(found: Sequence[Credit]) -> list[list[str]]:
    """Cells under CREDIT_HEAD."""
    return [
        [
            c.proposer,
            str(c.trials),
            str(c.measured),
            str(c.rejected),
            "; ".join(f"{text}: {'none' if gain is None else f'{gain:.2f}×'}" for text, gain in c.gains),
            f"{c.contribution:.3f} of {c.hypervolume:.3f}",
            f"{c.seconds:.0f}",
        ]
        for c in found
    ]


def usage_text(run: Run) -> str:
    """What the model cost in the whole run."""
    used = run.usage
    price = f", ${used.dollars:.2f} where prices are known" if used.dollars else ""
    return (
        f"Model: {used.exchanges} exchanges, {used.input_tokens} tokens in, {used.output_tokens} out, "
        f"{used.seconds:.0f} s{price}."
    )


def _feasible(service: ServiceRun, trial: Trial, clock: Clock) -> bool:
    return isinstance(trial.outcome, Measured) and meets_bounds(
        trial.outcome, service.service.objectives, clock
    )


def _gain(trial: Trial, metric: Metric, clock: Clock) -> float | None:
    outcome = trial.outcome
    estimate = outcome.estimate(metric, clock) if isinstance(outcome, Measured) else None
    worth = None if estimate is None else -loss(metric, estimate.ratio)
    return worth if worth is not None and math.isfinite(worth) else None


def _best(service: ServiceRun, trials: Sequence[Trial], metric: Metric, clock: Clock) -> float | None:
    found = [_gain(t, metric, clock) for t in trials if _feasible(service, t, clock)]
    return max((math.exp(g) for g in found if g is not None), default=None)


def _point(service: ServiceRun, trial: Trial, metrics: Sequence[Metric], clock: Clock) -> Point | None:
    """Log gains over the unmodified service in every optimised metric; None when it is out of the running."""
    if not _feasible(service, trial, clock):
        return None
    gains = [_gain(trial, m, clock) for m in metrics]
    return None if None in gains or not gains else tuple(max(0.0, g) for g in gains if g is not None)
