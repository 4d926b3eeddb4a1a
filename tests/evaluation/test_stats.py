"""The statistics keep their promises on synthetic samples with drift, noise and spikes."""

import math
import random

import pytest

from accelagent.domain import Clock, Metric
from accelagent.evaluation.stats import better, differs, estimate


def series(rng: random.Random, effect: float, pairs: int) -> list[tuple[float, float]]:
    """Interleaved pairs under a drift (AR 1, sd 5 %), white noise of 1 % and spikes in 5 % of the runs."""
    drift, values = 0.0, []
    for _ in range(2 * pairs):
        drift = 0.9 * drift + rng.gauss(0, 0.05 * math.sqrt(1 - 0.81))
        spike = 0.5 if rng.random() < 0.05 else 0.0
        values.append(math.exp(drift + rng.gauss(0, 0.01) + spike))
    found = []
    for first, second in zip(values[::2], values[1::2], strict=True):
        baseline, candidate = (first, second) if rng.random() < 0.5 else (second, first)
        found.append((baseline, candidate * effect))
    return found


def share(effect: float, pairs: int, decide, trials: int = 300) -> float:
    rng = random.Random(1)
    made = (estimate(Metric.CPU_TIME, Clock.WALL, series(rng, effect, pairs), seed=t) for t in range(trials))
    return sum(decide(e) for e in made) / trials


def test_no_effect_is_rarely_called_one() -> None:
    assert share(1.0, 11, differs) < 0.06


def test_a_ten_percent_gain_is_found() -> None:
    assert share(0.9, 11, better) > 0.95


def test_a_loss_never_counts_as_better() -> None:
    assert share(1.1, 11, better) == 0.0


def test_an_effect_below_two_percent_is_a_tie_however_sure() -> None:
    made = estimate(Metric.CPU_TIME, Clock.VIRTUAL, [(1.0, 0.985)] * 11, seed=0)
    assert made.high < 1.0
    assert not better(made)


def test_deterministic_values_have_a_zero_width_interval() -> None:
    made = estimate(Metric.OUTPUT_SIZE, Clock.VIRTUAL, [(300.0, 390.0)] * 5, seed=3)
    assert made.low == made.ratio == made.high == pytest.approx(1.3)
    assert (made.value, made.baseline, made.pairs) == (390.0, 300.0, 5)


def test_the_interval_holds_the_ratio_and_repeats_with_its_seed() -> None:
    rng = random.Random(5)
    for _ in range(50):
        pairs = series(rng, 1.2, rng.randint(1, 9))
        one, two = (estimate(Metric.THROUGHPUT, Clock.WALL, pairs, seed=9) for _ in range(2))
        assert one == two
        assert one.low <= one.ratio <= one.high


def test_more_is_better_for_throughput_only() -> None:
    up = [(1.0, 2.0)] * 5
    assert better(estimate(Metric.THROUGHPUT, Clock.WALL, up, seed=0))
    assert not better(estimate(Metric.LATENCY_P99, Clock.WALL, up, seed=0))


def test_values_that_are_not_positive_are_refused() -> None:
    with pytest.raises(ValueError, match="positive"):
        estimate(Metric.CPU_TIME, Clock.WALL, [(1.0, 0.0)], seed=0)
