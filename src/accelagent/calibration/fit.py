"""What the raw figures of a probe say about the device: pure arithmetic, which knows nothing of any catalogue."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from statistics import mean, median

from accelagent.errors import ToolchainError

_NS = 1e-9
_LAG = 120  # completions between two that are compared; long against the burst in which engines finish
_BUSY = 1.3  # times the host's own work per request: from there on the engines are the limit
_NEAR = 0.97  # a throughput this close to a limit is that limit


@dataclass(frozen=True, slots=True)
class Steady:
    """A run with `width` requests in flight: when each completion was seen, seconds."""

    bytes: int
    width: int
    times: tuple[float, ...]

    def spacing(self, lag: int) -> float:
        """Seconds per completion, over `lag` completions at a time, after the first `width`."""
        settled = self.times[min(self.width, len(self.times) - lag - 1) :]
        return median(b - a for a, b in zip(settled, settled[lag:], strict=False)) / lag


@dataclass(frozen=True, slots=True)
class Raw:
    """A probe's output, in seconds and bytes; keys of `singles` and `steady` are direction and level."""

    calls: Mapping[str, float]  # clock, submit, poll, empty: seconds per call
    counts: Mapping[str, int]  # instances, ring
    singles: Mapping[tuple[str, int], Mapping[int, float]]
    steady: Mapping[tuple[str, int], Sequence[Steady]]


@dataclass(frozen=True, slots=True)
class Fitted:
    """Parameters by name, in seconds, bytes and bytes per second; `bounds` are those of which only a lower bound showed."""

    values: Mapping[str, float]
    bounds: frozenset[str] = field(default_factory=frozenset)


def parse(text: str) -> Raw:
    """The lines of a probe; ToolchainError when some are missing or garbled."""
    calls: dict[str, list[tuple[float, int]]] = {}
    counts: dict[str, int] = {}
    singles: dict[tuple[str, int], dict[int, list[float]]] = {}
    steady: dict[tuple[str, int], list[Steady]] = {}
    try:
        for line in text.splitlines():
            what, *rest = line.split()
            if what in ("clock", "submit", "poll", "empty"):
                calls.setdefault(what, []).append((int(rest[0]) * _NS, int(rest[1]) if rest[1:] else 1))
            elif what in ("instances", "ring"):
                counts[what] = int(rest[0])
            elif what == "single":
                sizes = singles.setdefault((rest[0], int(rest[1])), {})
                sizes.setdefault(int(rest[2]), []).append(int(rest[3]) * _NS)
            elif what == "steady":
                times = tuple(int(t) * _NS for t in rest[4:])
                steady.setdefault((rest[0], int(rest[1])), []).append(
                    Steady(int(rest[2]), int(rest[3]), times)
                )
        alone = {key: {n: median(seen) for n, seen in sizes.items()} for key, sizes in singles.items()}
        return Raw(_per_call(calls), {k: counts[k] for k in ("instances", "ring")}, alone, steady)
    except (ValueError, IndexError, KeyError) as error:
        raise ToolchainError(f"calibration: the probe's output is incomplete: {error}") from error


def _per_call(calls: Mapping[str, Sequence[tuple[float, int]]]) -> dict[str, float]:
    clock = median(seconds for seconds, _ in calls["clock"])
    costs = {k: median((s - clock) / n for s, n in calls[k]) for k in ("submit", "poll", "empty")}
    return {"clock": clock, **{k: max(0.0, cost) for k, cost in costs.items()}}


def line(points: Mapping[int, float]) -> tuple[float, float]:
    """Slope and intercept of the least-squares line."""
    x0, y0 = mean(points), mean(points.values())
    spread = sum((x - x0) ** 2 for x in points)
    slope = sum((x - x0) * (y - y0) for x, y in points.items()) / spread
    return slope, y0 - slope * x0


def fit(raw: Raw) -> Fitted:
    """Every parameter that these figures determine."""
    single = {key: line(points) for key, points in raw.singles.items()}
    for key, (slope, _) in single.items():
        if slope <= 0:
            raise ToolchainError(
                f"calibration: time does not grow with size ({key}); the machine is too noisy"
            )
    plateau = {key: _plateau(raw.steady[key]) for key in (("c", 1), ("d", 1))}
    engines, setup = _engines(raw, single["c", 9][0], plateau["c", 1])
    calls = raw.calls
    # A completion is seen by the first poll after it, on average half an empty poll late.
    beside = calls["submit"] + calls["poll"] + calls["clock"] + calls["empty"] / 2
    floor = mean(intercept for _, intercept in single.values())
    values = {
        "submit_s": calls["submit"],
        "poll_s": calls["poll"],
        "empty_poll_s": calls["empty"],
        "latency_s": max(0.0, floor - beside - setup),
        "setup_s": setup,
        **{f"engine_bandwidth_l{level}": 1 / single["c", level][0] for level in (1, 6, 9)},
        "decompress_engine_bandwidth": 1 / single["d", 1][0],
        "engines": float(engines),
        "bandwidth_cap": plateau["c", 1],
        "decompress_bandwidth_cap": plateau["d", 1],
        "ring_depth": float(raw.counts["ring"]),
        "instances": float(raw.counts["instances"]),
    }
    caps = {"bandwidth_cap": ("c", 1), "decompress_bandwidth_cap": ("d", 1)}
    unreached = (
        name for name, key in caps.items() if _limited(raw, raw.steady[key], single[key][0], engines, setup)
    )
    return Fitted(values, frozenset(unreached))


def _plateau(runs: Sequence[Steady]) -> float:
    return max(run.bytes / run.spacing(_LAG) for run in runs)


def _host(raw: Raw) -> float:
    return raw.calls["submit"] + raw.calls["poll"] + raw.calls["clock"]


def _limited(raw: Raw, runs: Sequence[Steady], slope: float, engines: int, setup: float) -> bool:
    """Whether engines or host stopped the throughput before the device's own limit could."""
    best = max(runs, key=lambda run: run.bytes / run.spacing(_LAG))
    limit = max((setup + best.bytes * slope) / engines, _host(raw) * _BUSY)
    return best.spacing(_LAG) * _NEAR <= limit


def _engines(raw: Raw, slope: float, cap: float) -> tuple[int, float]:
    """Engines, and seconds one is occupied per request beside the bytes.

    n engines in parallel divide the time per byte of one request alone by n. With n known, every n-th completion
    comes from the same engine, so their distance is the time of one request there.
    """
    runs = [
        run
        for run in raw.steady["c", 9]
        if run.spacing(_LAG) > _host(raw) * _BUSY and run.bytes / run.spacing(_LAG) < cap * _NEAR
    ]
    if len(runs) < 2:
        raise ToolchainError("calibration: engines cannot be told apart: host or bandwidth cap is the limit")
    together, _ = line({run.bytes: run.spacing(_LAG) for run in runs})
    engines = max(1, round(slope / together))
    lag = engines * max(1, _LAG // engines)
    _, setup = line({run.bytes: run.spacing(lag) * engines for run in runs})
    return engines, max(0.0, setup)
