"""What no plan can undercut: the real goal's score and limits as linear relaxations for the merge-join."""

from __future__ import annotations

import math
from collections.abc import Sequence

from accelagent.orchestrator.goal import PER_POOL, Composition, Term
from accelagent.orchestrator.join import Entry
from accelagent.orchestrator.model import CAPACITY
from accelagent.orchestrator.relaxation import Curve, Relaxation, capacity

_SMALLEST = 1e-6  # of the unmodified cost; below it a chord of the logarithm says nothing


def relaxations(composition: Composition, lists: Sequence[Sequence[Entry]]) -> tuple[Relaxation, ...]:
    """One bound, or none where a term's cost without waits may vanish.

    The score is a mean of logarithms of costs. A cost is at least its part without the waits that sharing adds, which is
    a sum over services; over the range of that sum a logarithm lies above its chord. Limits of devices and bounds of the
    goal, on the same part, are curves: no plan that keeps them all scores better than the dual of this.
    """
    import numpy as np

    tables = [np.array([e.vector for e in entries]) for entries in lists]
    low = np.sum([t.min(axis=0) for t in tables], axis=0)
    high = np.sum([t.max(axis=0) for t in tables], axis=0)
    weights, constant = [0.0] * len(low), 0.0
    weights[-1] = 1.0
    fair = [t for t in composition.terms if t.objective.fair]
    whole = sum(t.objective.weight for t in composition.terms if not t.objective.fair) + (
        1.0 if fair else 0.0
    )
    for place, term in enumerate(composition.terms):
        # The worst of several is at least their mean.
        share = (1 / len(fair) if term.objective.fair else term.objective.weight) / max(whole, 1e-9)
        column = composition.column(place)
        slope, start = _chord(term, float(low[column]), float(high[column]))
        if not math.isfinite(start):
            return ()
        weights[column] += share * slope
        constant += share * start
    return (Relaxation(tuple(weights), constant - 1e-9, tuple(_limits(composition, len(low)))),)


def _chord(term: Term, low: float, high: float) -> tuple[float, float]:
    """Slope and start of the line through the logarithm's values at both ends; -inf where there is none."""
    base = term.baseline
    if base <= 0 or low < _SMALLEST * base:
        return 0.0, -math.inf
    if high - low < 1e-12 * base:
        return 0.0, math.log(low / base)
    slope = math.log(high / low) / (high - low)
    return slope, math.log(low / base) - slope * low


def _limits(composition: Composition, width: int) -> list[Curve]:
    found = []
    for n, pool in enumerate(composition.pools):
        limits = {0: CAPACITY * pool.engines, 2: CAPACITY * pool.bytes_per_s, 3: float(pool.places)}
        found += [
            capacity(_unit(n * PER_POOL + at, width), limit)
            for at, limit in limits.items()
            if at != 2 or pool.bytes_per_s
        ]
    for place, term in enumerate(composition.all_terms):
        if term.limit is not None:
            found.append(capacity(_unit(composition.column(place), width), term.limit))
    return found


def _unit(column: int, width: int) -> tuple[float, ...]:
    return tuple(float(n == column) for n in range(width))
