"""Composed validation: combinations of candidates run together on the shared devices, held against goal and prediction."""

from __future__ import annotations

import random
import shutil
import statistics
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from accelagent.domain import (
    Check,
    Clock,
    Composed,
    Metric,
    Objective,
    Plan,
    Prediction,
    Sense,
    Service,
    Spec,
)
from accelagent.evaluation.gates import Answer
from accelagent.evaluation.running import Runner
from accelagent.evaluation.together import Meeting, Member, meet
from accelagent.objectives import MINIMUM_EFFECT

UNMODIFIED = "unmodified"
_MORE = 3  # times the rounds asked for, at most, while a bound is open
_TRIMMED = 9  # rounds from which the interval of the median leaves the extreme ones out
ALL_UNMODIFIED = "the unmodified services run together: "  # begins the reason when they fail


@dataclass(frozen=True, slots=True)
class Part:
    """What one service runs in a combination: the candidate's id and its built tree, knobs that are not compiled in."""

    service: Service
    candidate: str
    tree: Path
    knobs: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Combination:
    """One choice per service, under the name the report uses."""

    name: str
    parts: tuple[Part, ...]
    decisive: bool = False  # whether more rounds are worth it while a bound is open
    planned: bool = False  # whether the plan's predictions are of it

    @property
    def choice(self) -> tuple[tuple[str, str], ...]:
        """(service, candidate) of every part."""
        return tuple((p.service.name, p.candidate) for p in self.parts)


@dataclass(frozen=True, slots=True)
class Stage:
    """Where combinations run: a runner with all the application's devices."""

    spec: Spec
    runner: Runner
    clock: Clock
    cores: int
    seed: int
    say: Callable[[str], None]


def compose(
    stage: Stage, unmodified: Combination, combinations: Sequence[Combination], plan: Plan
) -> tuple[Composed, ...]:
    """Every combination against the unmodified services run the same way, in interleaved rounds of random order.

    Ratios are medians over rounds, each to the unmodified run of its own round; low and high are the extreme rounds.
    While rounds of a decisive combination lie on both sides of a bound, it gets more, up to `_MORE` times as many.
    """
    rounds: list[dict[str, Meeting]] = []
    failed: dict[str, str] = {}
    everybody = [unmodified, *combinations]
    dice = random.Random(f"{stage.seed}:together")
    least = stage.spec.composition.rounds
    while everybody[1:] and len(rounds) < _MORE * least:
        rounds.append(_round(stage, dice.sample(everybody, len(everybody)), failed, len(rounds) + 1))
        if UNMODIFIED in failed:
            break
        if len(rounds) >= least:
            running = [c for c in combinations if c.decisive and c.name not in failed]
            everybody = [unmodified, *(c for c in running if _open(stage.spec, c, rounds, plan))]
    if UNMODIFIED in failed:
        return tuple(_failure(c, f"{ALL_UNMODIFIED}{failed[UNMODIFIED]}") for c in combinations)
    return tuple(
        _failure(c, failed[c.name]) if c.name in failed else _judged(stage.spec, c, rounds, plan)
        for c in combinations
    )


def _round(
    stage: Stage, order: Sequence[Combination], failed: dict[str, str], number: int
) -> dict[str, Meeting]:
    """Everybody once; who fails is entered into `failed` and not run again."""
    met: dict[str, Meeting] = {}
    for one in order:
        if one.name in failed:
            continue
        stage.say(f"running together, round {number}: {one.name}")
        answer = _once(stage, one)
        if isinstance(answer, Answer):
            failed[one.name] = answer.detail
        else:
            met[one.name] = answer
    return met


def _open(spec: Spec, one: Combination, rounds: Sequence[Mapping[str, Meeting]], plan: Plan) -> bool:
    """Whether the rounds leave a bound undecided."""
    return any(not c.settled for c in _judged(spec, one, rounds, plan).checks)


def _once(stage: Stage, one: Combination) -> Meeting | Answer:
    """One run in fresh copies of the trees, so that no run sees what another wrote."""
    copies = stage.runner.scratch / "together"
    members = []
    try:
        for part in one.parts:
            tree = copies / part.service.name
            shutil.copytree(part.tree, tree, symlinks=True)
            members.append(Member(part.service, tree, part.knobs))
        return meet(stage.runner, members, stage.spec.composition, stage.clock, stage.cores)
    finally:
        shutil.rmtree(copies, ignore_errors=True)


def _failure(one: Combination, why: str) -> Composed:
    return Composed(one.name, one.choice, (), 0, why)


def _judged(spec: Spec, one: Combination, rounds: Sequence[Mapping[str, Meeting]], plan: Plan) -> Composed:
    pairs = [(r[UNMODIFIED], r[one.name]) for r in rounds if one.name in r and UNMODIFIED in r]
    predicted = plan.predictions if one.planned else ()
    checks = [c for o, s in _spoken(spec) if (c := _check(o, s, pairs, predicted)) is not None]
    said = {(c.service, c.metric) for c in checks}
    for metric in (Metric.THROUGHPUT, Metric.LATENCY_P99, Metric.CPU_TIME):
        for service in spec.services:
            if (service.name, str(metric)) not in said:
                objective = Objective(metric, Sense.MAXIMIZE if metric.maximise else Sense.MINIMIZE)
                more = _check(objective, service.name, pairs, predicted)
                checks += [more] if more is not None else []
    return Composed(one.name, one.choice, tuple(checks), len(pairs), "")


def _spoken(spec: Spec) -> Iterator[tuple[Objective, str]]:
    """The goal's objectives and bounds, each with the service it speaks of; "" is the whole application."""
    for objective in (*spec.goal.optimise, *spec.goal.bounds):
        yield objective, objective.service or ""


def _check(
    objective: Objective,
    service: str,
    pairs: Sequence[tuple[Meeting, Meeting]],
    predicted: Sequence[Prediction],
) -> Check | None:
    """The metric in the composed runs, or None where the composition does not show it."""
    name = f"path_{objective.metric}" if objective.path else str(objective.metric)
    found = [(_figure(base, service, name), _figure(mine, service, name)) for base, mine in pairs]
    if not found or any(b is None or c is None or b <= 0 for b, c in found):
        return None
    ratios = [c / b for b, c in found if b is not None and c is not None]
    value = statistics.median(c for _, c in found if c is not None)
    ratio = statistics.median(ratios)
    guess = next((p.ratio for p in predicted if (p.service, p.metric) == (service, name)), None)
    return Check(
        service=service,
        metric=name,
        value=value,
        unit=objective.metric.unit,
        ratio=ratio,
        low=min(ratios),
        high=max(ratios),
        predicted=guess,
        bound=objective.text if objective.is_bound else "",
        holds=_holds(objective, ratio, value) if objective.is_bound else None,
        settled=_settled(objective, ratios, [c for _, c in found if c is not None]),
    )


def _settled(objective: Objective, ratios: Sequence[float], values: Sequence[float]) -> bool:
    """Whether the interval of the median, by order statistics, lies on one side of the bound.

    With six rounds the extremes hold the median with 96.9 %, with nine the second and the last but one with 96.1 %; fewer
    than six give the extremes, at less.
    """
    if not objective.is_bound:
        return True
    ordered = sorted(
        zip(ratios, values, strict=True), key=lambda pair: pair[0] if objective.relative else pair[1]
    )
    left_out = 1 if len(ordered) >= _TRIMMED else 0
    ends = (ordered[left_out], ordered[-1 - left_out])
    return len({_holds(objective, ratio, value) for ratio, value in ends}) == 1


def _figure(meeting: Meeting, service: str, name: str) -> float | None:
    """A figure of the run; CPU time is taken over the same work, so seconds compare as well as seconds per item."""
    figures = meeting.figures
    if name == str(Metric.CPU_TIME):
        if service:
            return figures.get((service, "cpu_seconds"))
        return sum(v for (_, metric), v in figures.items() if metric == "cpu_seconds") or None
    return figures.get((service, name))


def _holds(objective: Objective, ratio: float, value: float) -> bool:
    """Within the bound, or beyond it by less than what counts as a difference."""
    assert objective.bound is not None
    seen = ratio if objective.relative else value
    if objective.metric.maximise:
        return seen >= objective.bound / (1 + MINIMUM_EFFECT)
    return seen <= objective.bound * (1 + MINIMUM_EFFECT)


def broken(one: Composed) -> tuple[str, ...]:
    """What speaks against a combination: that it failed, or the bounds that it broke."""
    if one.failed:
        return (one.failed,)
    return tuple(
        f"{c.bound}: {c.ratio:.2f}x of unmodified ({c.low:.2f}-{c.high:.2f}{'' if c.settled else ', not decided'})"
        for c in one.checks
        if c.holds is False
    )


def predicted(one: Composed, plan: Plan) -> Composed:
    """The combination with the predictions of a plan that chooses it."""
    by = {(p.service, p.metric): p.ratio for p in plan.predictions}
    return replace(one, checks=tuple(replace(c, predicted=by.get((c.service, c.metric))) for c in one.checks))


def prediction_error(one: Composed) -> float | None:
    """Median |measured/predicted - 1| over the metrics that were predicted; None without any."""
    errors = [abs(c.ratio / c.predicted - 1) for c in one.checks if c.predicted]
    return statistics.median(errors) if errors else None
