"""How often the rule of accepted changes errs: false alarms on equal programs, and real effects it sees."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from accelagent.domain import Clock, Estimate, Metric
from accelagent.evaluation.stats import better, differs, estimate
from accelagent.objectives import undecided

if TYPE_CHECKING:
    from numpy.random import Generator

PAIRS = 10
TRIALS = 1000
EFFECT = 1.05
_DRIFT, _DRIFT_SD, _WHITE, _SPIKES = 0.9, 0.05, 0.01, 0.05  # models.md §5: what was seen on a shared machine

Noise = Callable[
    ["Generator", int], Sequence[float]
]  # (random numbers, how many) -> consecutive values around 1


@dataclass(frozen=True, slots=True)
class Errors:
    """Rates over `trials` simulated comparisons of `pairs` pairs; `power` is at a throughput `effect` times as high."""

    false_positive: float
    power: float
    pairs: int
    trials: int
    effect: float


def error_rates(
    noise: Noise,
    *,
    pairs: int = PAIRS,
    then: int = 0,
    trials: int = TRIALS,
    effect: float = EFFECT,
    seed: int = 1,
) -> Errors:
    """Simulate A/A and A/B comparisons: interleaved pairs in random order, judged as candidates are.

    Where `pairs` leave a gain undecided, as many as `then` decide.
    """
    import numpy

    random = numpy.random.default_rng(seed)
    alarms = seen = 0
    for trial in range(trials):
        equal, faster = (_pairs(noise, random, max(pairs, then), ratio) for ratio in (1.0, effect))
        alarms += differs(_judged(equal, pairs, trial))
        seen += better(_judged(faster, pairs, trial))
    return Errors(alarms / trials, seen / trials, pairs, trials, effect)


def _judged(taken: Sequence[tuple[float, float]], pairs: int, seed: int) -> Estimate:
    """By the first `pairs`, or by all where these leave a gain undecided."""
    first = estimate(Metric.THROUGHPUT, Clock.WALL, taken[:pairs], seed)
    return estimate(Metric.THROUGHPUT, Clock.WALL, taken, seed) if undecided(first) else first


def _pairs(noise: Noise, random: Generator, pairs: int, ratio: float) -> list[tuple[float, float]]:
    values = noise(random, 2 * pairs)
    found = []
    for first, second in zip(values[::2], values[1::2], strict=True):
        baseline, candidate = (second, first) if random.random() < 0.5 else (first, second)
        found.append((baseline, candidate * ratio))
    return found


def drifting(random: Generator, count: int) -> list[float]:
    """Noise of a shared machine: slow drift, white noise, and a spike now and then."""
    level = random.normal(0.0, _DRIFT_SD)
    values = []
    for _ in range(count):
        level = _DRIFT * level + random.normal(0.0, _DRIFT_SD * (1 - _DRIFT**2) ** 0.5)
        spike = random.uniform(1.2, 3.0) if random.random() < _SPIKES else 1.0
        values.append(float(2.718281828459045 ** (level + random.normal(0.0, _WHITE)) / spike))
    return values


def recorded(samples: Sequence[float]) -> Noise:
    """Noise as it was recorded: stretches of consecutive samples, each from a place drawn at random.

    Real stretches keep what samples have to do with their neighbours. ValueError for fewer samples than one comparison needs.
    """
    import numpy

    values = numpy.asarray(samples, dtype=float) / float(numpy.median(samples))

    def noise(random: Generator, count: int) -> list[float]:
        if len(values) < count:
            raise ValueError(f"{len(values)} samples recorded; {count} needed")
        start = int(random.integers(0, len(values) - count + 1))
        return [float(v) for v in values[start : start + count]]

    return noise
