"""Paired comparison: median ratio with a bootstrap interval, and when a difference counts as one."""

from __future__ import annotations

from collections.abc import Sequence

from accelagent.domain import Clock, Estimate, Metric
from accelagent.objectives import clear_gain, clear_loss

RESAMPLES = 4000
CONFIDENCE = 0.95


def estimate(metric: Metric, clock: Clock, pairs: Sequence[tuple[float, float]], seed: int) -> Estimate:
    """Compare (baseline, candidate) values, all positive; the same pairs and seed give the same interval.

    The interval is the percentile bootstrap of the median log-ratio over pairs.
    """
    import numpy

    values = numpy.asarray(pairs, dtype=float)
    if values.ndim != 2 or values.shape[1] != 2 or not (values > 0).all():
        raise ValueError(f"{metric}: pairs of positive values expected")
    ratios = numpy.log(values[:, 1] / values[:, 0])
    picks = numpy.random.default_rng(seed).integers(0, len(ratios), (RESAMPLES, len(ratios)))
    medians = numpy.median(ratios[picks], axis=1)
    tail = 50 * (1 - CONFIDENCE)
    middle = float(numpy.median(ratios))
    low, high = (float(v) for v in numpy.percentile(medians, [tail, 100 - tail]))
    return Estimate(
        metric=metric,
        clock=clock,
        value=float(numpy.median(values[:, 1])),
        baseline=float(numpy.median(values[:, 0])),
        ratio=float(numpy.exp(middle)),
        # A percentile of resampled medians may miss the median itself by a rounding error.
        low=float(numpy.exp(min(low, middle))),
        high=float(numpy.exp(max(high, middle))),
        pairs=len(ratios),
        samples=tuple((float(b), float(c)) for b, c in values),
    )


def differs(estimate: Estimate) -> bool:
    """Whether there is a measurable difference, in either direction."""
    return clear_gain(estimate) or clear_loss(estimate)


def better(estimate: Estimate) -> bool:
    """Whether the candidate pays for this metric; a tie is no measurable difference and does not pay."""
    return clear_gain(estimate)
