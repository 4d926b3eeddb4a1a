"""The rule of accepted changes on simulated noise: few false alarms, and real effects are seen."""

from __future__ import annotations

import numpy
import pytest

from accelagent.evaluation.power import drifting, error_rates, recorded


def test_in_the_drift_model_errors_are_rare_and_effects_are_seen() -> None:
    found = error_rates(drifting, trials=80)
    assert found.pairs == 10
    assert found.false_positive <= 0.10  # 80 trials tell no finer; the bench takes 1,000
    assert found.power >= 0.80


def test_without_noise_nothing_errs_and_a_tie_is_no_gain() -> None:
    found = error_rates(lambda random, count: [1.0] * count, trials=20)
    assert (found.false_positive, found.power) == (0.0, 1.0)
    assert error_rates(lambda random, count: [1.0] * count, trials=20, effect=1.01).power == 0.0


def test_recorded_samples_keep_their_neighbours() -> None:
    samples = [float(v) for v in range(1, 101)]
    stretch = recorded(samples)(numpy.random.default_rng(3), 20)
    steps = numpy.diff(stretch)
    assert steps == pytest.approx([steps[0]] * 19)
    with pytest.raises(ValueError, match="100 samples recorded; 200 needed"):
        recorded(samples)(numpy.random.default_rng(3), 200)
