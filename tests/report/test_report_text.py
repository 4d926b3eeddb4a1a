"""Numbers are shown with no more digits than their interval supports, and differences only when they are real."""

from __future__ import annotations

import math

import numpy
import pytest
from hypothesis import given
from hypothesis import strategies as st

from accelagent.domain import Clock, Estimate, Metric
from accelagent.evaluation import stats
from accelagent.report.text import (
    bytes_text,
    change,
    clean,
    direction,
    interval_name,
    one_line,
    seconds_text,
)


def estimate(ratio: float, low: float, high: float, metric: Metric = Metric.THROUGHPUT) -> Estimate:
    return Estimate(metric, Clock.VIRTUAL, 100 * ratio, 100.0, ratio, low, high, 11)


@pytest.mark.parametrize(
    ("ratio", "low", "high", "text"),
    [
        (4.7213, 4.6311, 4.8123, "4.72× (4.63–4.81)"),
        (4.7, 3.5, 6.1, "4.7× (3.5–6.1)"),
        (42.3, 30.0, 55.0, "42× (30–55)"),
        (0.0312, 0.0301, 0.0329, "0.031× (0.030–0.033)"),
        (1.06, 1.06, 1.06, "1.060× (no spread)"),
        (1.04, 1.004, 1.08, "1.040× (1.004–1.080)"),
        (math.nan, math.nan, math.nan, "n/a (no interval)"),
    ],
)
def test_ratio_digits_follow_the_interval(ratio: float, low: float, high: float, text: str) -> None:
    assert change(estimate(ratio, low, high)).text == text


@pytest.mark.parametrize(
    ("ratio", "low", "high", "throughput", "latency"),
    [
        (1.5, 1.4, 1.6, "better", "worse"),
        (0.5, 0.4, 0.6, "worse", "better"),
        (1.5, 0.9, 2.0, "none", "none"),
        (1.015, 1.01, 1.02, "none", "none"),
        (0.0, 0.0, 0.0, "none", "none"),
    ],
)
def test_a_difference_needs_interval_and_effect(
    ratio: float, low: float, high: float, throughput: str, latency: str
) -> None:
    assert direction(estimate(ratio, low, high)) == throughput
    assert direction(estimate(ratio, low, high, Metric.LATENCY_P99)) == latency


@given(st.floats(0.01, 1000), st.floats(0, 0.6), st.floats(0, 0.6))
def test_a_shown_interval_excludes_one_only_if_the_real_one_does(
    ratio: float, down: float, up: float
) -> None:
    real = estimate(ratio, ratio * (1 - down), ratio * (1 + up))
    shown = change(real).interval
    if "–" not in shown:
        return
    low, high = (float(x) for x in shown.split("–"))
    assert low <= high
    assert not (low > 1 or high < 1) or not real.low <= 1 <= real.high


@given(st.text())
def test_cleaned_text_has_no_control_characters(text: str) -> None:
    cleaned = clean(text)
    assert not any(ord(c) < 32 and c not in "\n\t" for c in cleaned)
    assert not any(0x202A <= ord(c) <= 0x202E or 0xD800 <= ord(c) <= 0xDFFF for c in cleaned)
    assert "\n" not in one_line(text)


def test_units_are_readable() -> None:
    assert [seconds_text(s) for s in (0.0, 4.2e-8, 8.12e-4, 0.0031, 2.0, 734.0)] == [
        "0 s",
        "42.0 ns",
        "812 µs",
        "3.10 ms",
        "2.00 s",
        "12.2 min",
    ]
    assert [bytes_text(b) for b in (0, 512, 1180, 16384, 5_000_000)] == [
        "0 B",
        "512 B",
        "1.15 KiB",
        "16 KiB",
        "4.77 MiB",
    ]


@pytest.mark.parametrize(("pairs", "least", "most"), [(3, 0.0, 0.8), (5, 0.88, 0.98), (11, 0.88, 0.98)])
def test_a_range_is_called_a_95_percent_interval_only_where_it_holds_the_median_so_often(
    pairs: int, least: float, most: float
) -> None:
    draw = numpy.random.default_rng(1)
    made = (
        stats.estimate(Metric.THROUGHPUT, Clock.VIRTUAL, [(1.0, float(x)) for x in numpy.exp(row)], 1)
        for row in draw.normal(0.0, 0.05, (300, pairs))
    )
    held = sum(e.low <= 1.0 <= e.high for e in made) / 300
    assert least < held < most
    assert interval_name(pairs).startswith("95 %") == (held > 0.85)
