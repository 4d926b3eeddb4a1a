"""Units of the specification and of `accel-metric` lines: every quantity is converted to its base unit once, here.

Base units: seconds, bytes, items per second. Faults are ValueErrors with a one-line message; the caller adds the place.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping
from difflib import get_close_matches

from accelagent.domain import Metric

SECONDS: Mapping[str, float] = {
    "ns": 1e-9,
    "us": 1e-6,
    "µs": 1e-6,
    "ms": 1e-3,
    "s": 1.0,
    "min": 60.0,
    "h": 3600.0,
}
BYTES: Mapping[str, float] = {
    "byte": 1,
    "bytes": 1,
    "B": 1,
    "kB": 1e3,
    "KB": 1e3,
    "KiB": 2**10,
    "MB": 1e6,
    "MiB": 2**20,
    "GB": 1e9,
    "GiB": 2**30,
}
# Names that `accel-metric` lines may use for a metric beside the metric's own.
ALIASES: Mapping[str, Metric] = {"output_bytes": Metric.OUTPUT_SIZE}

_QUANTITY = re.compile(r"\s*(\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)\s*(.*?)\s*", re.DOTALL)


def plain(value: float, digits: int = 3) -> str:
    """So many significant digits, and large numbers in full: `1,374`, not `1.37e+03`."""
    whole = 10**digits - 0.5 <= abs(value) < 1e15
    return f"{value:,.0f}" if whole else f"{value:.{digits}g}"


def alternatives(wrong: str, allowed: Iterable[str]) -> str:
    """The end of an error message: the nearest allowed name, and all of them."""
    names = list(allowed)
    near = get_close_matches(wrong, names, n=1)
    hint = f"did you mean '{near[0]}'? " if near else ""
    return f"{hint}allowed: {', '.join(names) if names else 'none'}"


def parse_seconds(text: str) -> float:
    """Seconds of a duration such as `20min` or `1.5 h`."""
    return _parse(text, SECONDS, "20 min")


def parse_bytes(text: str) -> float:
    """Bytes of a size such as `64 KiB`."""
    return _parse(text, BYTES, "64 KiB")


def parse_rate(text: str, item: str = "item") -> float:
    """Items per second of a rate such as `900 frame/s`; the unit counts `item` or names it."""
    value, unit = _quantity(text, f"900 {item}/s")
    return to_base(value, unit, Metric.THROUGHPUT, item)


def to_base(value: float, unit: str, metric: Metric, item: str = "item") -> float:
    """`value` in the metric's base unit; ValueError names the units that the metric allows."""
    if metric is Metric.THROUGHPUT:
        return _finite(value / _per(unit, item))
    table = BYTES if metric is Metric.OUTPUT_SIZE else SECONDS
    if unit not in table:
        raise ValueError(f"unit '{unit[:40]}' does not fit {metric}; {alternatives(unit, table)}")
    return _finite(value * table[unit])


def metric_value(name: str, value: float, unit: str) -> tuple[Metric | str, float]:
    """An `accel-metric` line's name and value in base units; names that are no metric stay text.

    ValueError for a negative or non-finite value and for a unit that the metric does not allow.
    """
    if not math.isfinite(value) or value < 0:
        raise ValueError(f"{name}: {value} is not a finite number of at least 0")
    metric = ALIASES.get(name) or next((m for m in Metric if m == name), None)
    if metric is Metric.THROUGHPUT:  # a program may count in its own items, so only the time is checked
        return metric, to_base(value, unit, metric, unit.partition("/")[0])
    if metric:
        return metric, to_base(value, unit, metric)
    return name, _finite(value * {**BYTES, **SECONDS}.get(unit, 1.0))


def _per(unit: str, item: str) -> float:
    """Seconds that a rate's unit counts over."""
    counted, slash, time = unit.partition("/")
    names = dict.fromkeys((item, "item"))
    if not slash or counted.strip() not in {*names, *(f"{name}s" for name in names)}:
        units = ", ".join(f"{name}/s" for name in names)
        raise ValueError(f"unit '{unit[:40]}' does not fit throughput; allowed: {units} (or /ms, /min, /h)")
    return _factor(time.strip(), SECONDS)


def _factor(unit: str, table: Mapping[str, float]) -> float:
    if unit not in table:
        raise ValueError(f"unknown unit '{unit[:40]}'; {alternatives(unit, table)}")
    return table[unit]


def _parse(text: str, table: Mapping[str, float], example: str) -> float:
    value, unit = _quantity(text, example)
    return _finite(value * _factor(unit, table))


def _quantity(text: str, example: str) -> tuple[float, str]:
    match = _QUANTITY.fullmatch(text)
    if not match or not match[2]:
        raise ValueError(f"found {text[:60]!r}; allowed: a number with a unit such as '{example}'")
    return float(match[1]), match[2]


def _finite(value: float) -> float:
    if not math.isfinite(value):
        raise ValueError("the number is too large")
    return value
