"""Numbers and untrusted strings as a reader may see them: no digit beyond the interval, no control characters."""

from __future__ import annotations

import math
import re
import unicodedata
from dataclasses import dataclass

from accelagent.domain import Clock, Estimate, Metric
from accelagent.objectives import clear_gain, clear_loss

TITLES = {
    Metric.THROUGHPUT: "throughput",
    Metric.LATENCY_MEAN: "mean latency",
    Metric.LATENCY_P50: "p50 latency",
    Metric.LATENCY_P99: "p99 latency",
    Metric.LATENCY_P999: "p99.9 latency",
    Metric.CPU_TIME: "CPU time",
    Metric.OUTPUT_SIZE: "output size",
}

_ANSI = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)?|[@-Z\\^_])")
_UNSAFE_CATEGORIES = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})
_KEPT = frozenset("\n\t\u200d\ufe0f")


def clean(text: str) -> str:
    """Text without terminal escapes; control, direction-changing and unassigned characters become ⟨U+XXXX⟩."""
    text = _ANSI.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    if text.isascii() and text.replace("\n", "").replace("\t", "").isprintable():
        return text
    return "".join(_visible(c) for c in text)


def _visible(char: str) -> str:
    if char in _KEPT or char.isprintable() or unicodedata.category(char) not in _UNSAFE_CATEGORIES:
        return char
    return f"⟨U+{ord(char):04X}⟩"


def one_line(text: str, limit: int = 0) -> str:
    """Cleaned text on one line, cut with an ellipsis at `limit` characters when that is positive."""
    flat = " ".join(clean(text).split())
    return flat if limit <= 0 or len(flat) <= limit else flat[: limit - 1].rstrip() + "…"


@dataclass(frozen=True, slots=True)
class Change:
    """A ratio to the baseline in words: `direction` is better, worse or none."""

    ratio: str
    interval: str
    direction: str
    verdict: str

    @property
    def text(self) -> str:
        return f"{self.ratio} ({self.interval})"


def direction(estimate: Estimate) -> str:
    """`better` or `worse` only beyond noise: the interval excludes 1 and the effect is large enough; else `none`."""
    if not all(math.isfinite(x) and x > 0 for x in (estimate.ratio, estimate.low, estimate.high)):
        return "none"
    if clear_gain(estimate):
        return "better"
    return "worse" if clear_loss(estimate) else "none"


ENOUGH_PAIRS = 5
# A bootstrap over three pairs ends at their extremes: simulated, it holds the median in 74 of 100 cases, from 5 pairs in 93 to 95.
FEW = f"of fewer than {ENOUGH_PAIRS} pairs it is their whole range, which holds the median in about 3 of 4 cases"


def interval_name(pairs: int) -> str:
    """What the range beside a ratio may be called."""
    return "95 % interval" if pairs >= ENOUGH_PAIRS else "range, not a 95 % interval,"


def change(estimate: Estimate) -> Change:
    """The estimate's ratio and 95 % interval with as many decimals as the interval supports."""
    places = ratio_decimals(estimate)
    way = direction(estimate)
    verdict = {"better": "better", "worse": "worse", "none": "no measurable difference"}[way]
    if not math.isfinite(estimate.ratio):
        return Change("n/a", "no interval", "none", "not comparable")
    spread = estimate.low < estimate.high
    interval = f"{estimate.low:.{places}f}–{estimate.high:.{places}f}" if spread else "no spread"
    return Change(f"{estimate.ratio:.{places}f}×", interval, way, verdict)


def ratio_decimals(estimate: Estimate) -> int:
    """Decimals so that the last digit is no finer than the interval's half width, but two digits of the ratio show."""
    if not all(math.isfinite(x) for x in (estimate.ratio, estimate.low, estimate.high)):
        return 0
    magnitude = math.floor(math.log10(estimate.ratio)) if estimate.ratio > 0 else 0
    least, most = max(0, 1 - magnitude), max(0, 3 - min(0, magnitude + 1))
    half = (estimate.high - estimate.low) / 2
    places = most if half <= 0 else min(most, max(least, math.ceil(-math.log10(half))))
    while places < most and _hides_one(estimate, places):
        places += 1
    return places


def _hides_one(estimate: Estimate, places: int) -> bool:
    """Rounding would make an interval that excludes 1 look as if it touched 1."""
    return any(x != 1.0 and round(x, places) == 1.0 for x in (estimate.low, estimate.high))


def value_text(estimate: Estimate, *, baseline: bool = False) -> str:
    """The absolute value (of the candidate, or of the baseline) in a readable multiple; `unit_text` says of what."""
    value = estimate.baseline if baseline else estimate.value
    return quantity(value, estimate.metric, significant_digits(estimate))


def significant_digits(estimate: Estimate) -> int:
    """Two to four significant digits, as many as the relative width of the interval supports; three for the root."""
    if estimate.ratio <= 0 or not math.isfinite(estimate.high - estimate.low):
        return 2
    if estimate.ratio == estimate.low == estimate.high == 1.0:
        return 3  # the baseline against itself by definition, not by measurement
    relative = (estimate.high - estimate.low) / 2 / estimate.ratio
    if relative <= 0:
        return 4
    return min(4, max(2, math.ceil(-math.log10(relative)) + 1))


def quantity(value: float, metric: Metric, digits: int = 3) -> str:
    """A value of a metric: a bare rate, or seconds or bytes in a readable multiple."""
    if metric is Metric.THROUGHPUT:
        return plain(value, digits)
    return bytes_text(value, digits) if metric is Metric.OUTPUT_SIZE else seconds_text(value, digits)


def unit_text(metric: Metric, unit: str) -> str:
    """What the value of a metric counts, beyond its multiple: `frame/s`, `per frame`, or nothing."""
    return {Metric.THROUGHPUT: f"{unit}/s", Metric.CPU_TIME: f"per {unit}"}.get(metric, "")


def plain(value: float, digits: int = 3) -> str:
    """A number rounded to significant digits, with thousands separators."""
    if not math.isfinite(value):
        return "n/a"
    if value == 0:
        return "0"
    places = digits - 1 - math.floor(math.log10(abs(value)))
    rounded = round(value, places)
    return f"{rounded:,.{max(0, places)}f}"


def seconds_text(value: float, digits: int = 3) -> str:
    """Seconds as ns, µs, ms, s or min."""
    if not math.isfinite(value) or value == 0:
        return "0 s" if value == 0 else "n/a"
    if abs(value) >= 120:
        return f"{value / 60:.1f} min"
    for factor, unit in ((1.0, "s"), (1e3, "ms"), (1e6, "µs")):
        if abs(value) * factor >= 0.9995:
            return f"{plain(value * factor, digits)} {unit}"
    return f"{plain(value * 1e9, digits)} ns"


def bytes_text(value: float, digits: int = 3) -> str:
    """Bytes in binary multiples."""
    if not math.isfinite(value):
        return "n/a"
    amount, unit = float(value), "B"
    for larger in ("KiB", "MiB", "GiB", "TiB"):
        if abs(amount) < 1024:
            break
        amount, unit = amount / 1024, larger
    if unit == "B":
        return f"{amount:.0f} B"
    shown = plain(amount, digits)
    return f"{shown.rstrip('0').rstrip('.') if '.' in shown else shown} {unit}"


def percent(value: float) -> str:
    """A share as whole percent; tenths below ten."""
    if not math.isfinite(value):
        return "n/a"
    return f"{value * 100:.1f} %" if 0 < value < 0.0995 else f"{value * 100:.0f} %"


_CLOCKS = {Clock.VIRTUAL: "virtual (emulated)", Clock.HELPER: "wall (helper core)", Clock.WALL: "wall"}


def clock_text(clock: Clock) -> str:
    """The clock as every number carries it."""
    return _CLOCKS[clock]
