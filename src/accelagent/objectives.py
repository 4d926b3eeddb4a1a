"""What it means to meet an objective: the one place where every metric becomes smaller-is-better."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

from accelagent.domain import Clock, Estimate, Measured, Metric, Objective, Sense, Trial

Point = tuple[float, ...]  # log gains over the unmodified service, one per optimised metric
MINIMUM_EFFECT = (
    0.02  # differences below 2 % are not called differences (models.md: rule of accepted changes)
)


def loss(metric: Metric, value: float) -> float:
    """Log of the value, signed so that smaller is better; infinite for a value that cannot be."""
    if not math.isfinite(value) or value <= 0:
        return math.inf
    return -math.log(value) if metric.maximise else math.log(value)


def clear_gain(estimate: Estimate) -> bool:
    """Better than the baseline beyond noise: the interval excludes 1 and the effect exceeds the minimum."""
    return _beyond(estimate, better=True)


def clear_loss(estimate: Estimate) -> bool:
    """Worse than the baseline beyond noise."""
    return _beyond(estimate, better=False)


def undecided(estimate: Estimate) -> bool:
    """As large in the median as a gain has to be, and not beyond noise."""
    return estimate.gain >= 1.0 + MINIMUM_EFFECT and not clear_gain(estimate)


def _beyond(estimate: Estimate, *, better: bool) -> bool:
    upwards = estimate.metric.maximise == better
    if upwards:
        return estimate.low > 1.0 and estimate.ratio >= 1.0 + MINIMUM_EFFECT
    return estimate.high < 1.0 and estimate.ratio <= 1.0 / (1.0 + MINIMUM_EFFECT)


def bound_value(objective: Objective, estimate: Estimate) -> float:
    """The figure a bound speaks of: the ratio for `x` bounds, else the absolute value."""
    return estimate.ratio if objective.relative else estimate.value


def violation(objective: Objective, estimate: Estimate | None) -> float:
    """How far beyond its bound, as a log ratio; 0 when met, infinite when not measured."""
    if objective.bound is None:
        return 0.0
    if estimate is None:
        return math.inf
    found = bound_value(objective, estimate)
    if found <= 0:
        return 0.0 if objective.sense is Sense.AT_MOST else math.inf
    distance = math.log(found / objective.bound)
    return max(0.0, distance if objective.sense is Sense.AT_MOST else -distance)


def meets_bounds(measured: Measured, objectives: Iterable[Objective], clock: Clock) -> bool:
    """Whether every bound among the objectives holds."""
    return all(violation(o, measured.estimate(o.metric, clock)) == 0.0 for o in objectives if o.is_bound)


def dominates(one: Measured, other: Measured, metrics: Sequence[Metric], clock: Clock) -> bool:
    """No worse in every metric and better in one, beyond the minimum effect."""
    better = False
    for metric in metrics:
        a, b = one.estimate(metric, clock), other.estimate(metric, clock)
        if a is None or b is None:
            return False
        difference = loss(metric, a.ratio) - loss(metric, b.ratio)
        if difference > 0:
            return False
        better = better or difference < -math.log1p(MINIMUM_EFFECT)
    return better


def front(trials: Iterable[Trial], metrics: Sequence[Metric], clock: Clock) -> list[Trial]:
    """The measured trials that no other one dominates."""
    measured = [t for t in trials if isinstance(t.outcome, Measured)]
    return [
        t
        for t in measured
        if not any(
            dominates(o.outcome, t.outcome, metrics, clock)
            for o in measured
            if o is not t and isinstance(o.outcome, Measured) and isinstance(t.outcome, Measured)
        )
    ]


def volume(points: Sequence[Point]) -> float:
    """Volume that the points dominate above the origin, by slicing along the last coordinate."""
    if not points:
        return 0.0
    if len(points[0]) == 1:
        return max(p[0] for p in points)
    total, below = 0.0, 0.0
    for height in sorted({p[-1] for p in points}):
        total += (height - below) * volume([p[:-1] for p in points if p[-1] >= height])
        below = height
    return total
