from __future__ import annotations

import pytest

from accelagent.domain import Metric
from accelagent.units import metric_value, parse_bytes, parse_rate, parse_seconds, plain, to_base


def test_quantities_become_base_units() -> None:
    assert parse_seconds("20min") == 1200
    assert parse_seconds(" 1.5 h ") == 5400
    assert parse_bytes("64 KiB") == 65536
    assert parse_bytes("1e3 kB") == 1e6
    assert parse_rate("60 frames/min", "frame") == 1
    assert to_base(5, "ms", Metric.LATENCY_P99) == pytest.approx(0.005)


@pytest.mark.parametrize(
    "text", ["", "20", "min", "-1 s", "1 s s", "1e999 s", "nan s", "1 fortnight", "1 MB"]
)
def test_a_duration_without_a_known_unit_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="allowed|too large"):
        parse_seconds(text)


def test_metric_lines_are_converted_and_foreign_names_kept() -> None:
    name, seconds = metric_value("latency_p99", 812.5, "us")
    assert name is Metric.LATENCY_P99
    assert seconds == pytest.approx(0.0008125)
    assert metric_value("output_bytes", 3, "KiB") == (Metric.OUTPUT_SIZE, 3072)
    assert metric_value("throughput", 120, "frame/min") == (Metric.THROUGHPUT, 2)
    assert metric_value("items", 300, "frame") == ("items", 300)
    assert metric_value("path_latency_p99", 2, "ms") == ("path_latency_p99", 0.002)


@pytest.mark.parametrize(
    ("name", "value", "unit"),
    [
        ("latency_p99", 1, "byte"),
        ("output_size", 1, "frame"),
        ("throughput", 1, "frame"),
        ("items", -1, "frame"),
        ("items", float("nan"), "frame"),
        ("cpu_time", float("inf"), "s"),
    ],
)
def test_a_metric_line_that_cannot_be_is_refused(name: str, value: float, unit: str) -> None:
    with pytest.raises(ValueError, match=r"allowed|finite"):
        metric_value(name, value, unit)


@pytest.mark.parametrize(
    ("value", "text"),
    [(1374.2, "1,374"), (999.6, "1,000"), (0.0512345, "0.0512"), (12.0, "12"), (-4000.0, "-4,000")],
)
def test_large_numbers_are_written_in_full(value: float, text: str) -> None:
    assert plain(value) == text
