"""Copying by the processor and by DSA, and the sizes from which the device is faster."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from itertools import pairwise
from statistics import median
from typing import Any, TypeAlias

from accelagent.bench._clients import Clients, changed, clients
from accelagent.bench._part import Figure, Part, load_data
from accelagent.devices import device

Curve: TypeAlias = Mapping[int, float]  # bytes -> seconds per copy
Cost: TypeAlias = Callable[[float], float]  # the same at any size

SIZES = tuple(1 << n for n in range(8, 27))  # 256 B to 64 MiB
_BATCH_SIZES = tuple(1 << n for n in range(6, 21))  # from 64 B, as the crossing may lie below 256 B
_CACHED = "data=both"  # the emulated host of the hot crossing, which differs in this alone
_STEPS = 64  # looked at between two sizes
_REPEATS = 5
_US = 1e-6
_NS = 1e-9


def run() -> tuple[Figure, ...]:
    """Crossings of processor data with the emulated device, and this host's own curve."""
    data = load_data("copy")
    with clients() as programs:
        sync, batch = _sync(programs), _batch(programs)
        kept = _sync(programs, _CACHED)
        host = _host(programs)
    cold = {c["name"]: _between(_seconds(c["us"], _US)) for c in data["cold"]}
    sources = {c["name"]: f"{c['grade']}: {c['source']}" for c in (*data["cold"], *data["hot"])}
    targets = data["targets"]
    figures = []
    for name, curve in (("sync_cold", sync), ("batch32", batch)):
        # The replay's addresses follow one another, so that is what the processor's rows are taken from first.
        for order, suffix in (("sequential", ""), ("random", "_random")):
            figures.append(
                _crossing(f"{name}_crossing_bytes{suffix}", cold[order], curve, targets, sources[order])
            )
    for number, row in enumerate(data["hot"]):
        name = "hot_blocking_crossing_bytes" + (f"_{row['name']}" if number else "")
        figures.append(_crossing(name, _hot(row, cold["sequential"]), kept, targets, sources[row["name"]]))
    return (*figures, _curve("dsa_sync", sync), _curve("dsa_batch32", batch), *host)


def _sync(programs: Clients, host: str = "") -> Curve:
    model = device("dsa")
    most = int(model.parameter("max_request_bytes").value)
    return {n: programs.run("dsa", "one", 3, n, 0, 3, most, model=model, host=host)[0] * _NS for n in SIZES}


def _batch(programs: Clients) -> Curve:
    model = changed(device("dsa"), engines=1)
    return {
        n: programs.run("dsa", "batch", 8 if n >= 1 << 18 else 100, 32, n, 0, 4, model=model)[0] * _NS
        for n in _BATCH_SIZES
    }


def _host(programs: Clients) -> tuple[Figure, ...]:
    figures = []
    for kind in ("hot", "cold"):
        repeats = {n: programs.run("copy", kind, n, _REPEATS, model=None) for n in SIZES}
        rows = tuple(
            {"bytes": n, "seconds": median(ns) * _NS, "repeats": [x * _NS for x in ns]}
            for n, ns in repeats.items()
        )
        rate = max(n / (median(ns) * _NS) for n, ns in repeats.items())
        note = "highest rate of the curve; samples: seconds per copy"
        figures.append(Figure(f"host_memcpy_{kind}", rate, "byte/s", "wall", rows, None, note))
    return tuple(figures)


def _seconds(row: Mapping[str, float], unit: float) -> Curve:
    return {int(nbytes): value * unit for nbytes, value in row.items()}


def _between(curve: Curve) -> Cost:
    """Straight lines in logarithms; outside, the bandwidth of the nearest size (never less time below the smallest)."""
    points = sorted(curve.items())

    def cost(nbytes: float) -> float:
        (first, least), (last, most) = points[0], points[-1]
        if nbytes <= first:
            return least
        if nbytes >= last:
            return most * nbytes / last
        (x0, y0), (x1, y1) = next(pair for pair in pairwise(points) if nbytes <= pair[1][0])
        return float(y0 * (y1 / y0) ** (math.log(nbytes / x0) / math.log(x1 / x0)))

    return cost


def _hot(row: Mapping[str, Any], cold: Cost) -> Cost:
    """Seconds of a copy between buffers that are used again and again."""
    if "cache" in row:
        inside, cache = float(row["inside"]) * 1e9, float(row["cache"])

        def kept(nbytes: float) -> float:
            share = min(1.0, cache / (2 * nbytes))
            return share * nbytes / inside + (1 - share) * cold(nbytes)

        return kept
    return _between({int(n): int(n) / (rate * 1e9) for n, rate in row["gbyte_per_s"].items()})


def crossing(processor: Cost, offloaded: Cost) -> float | None:
    """The size in bytes above which the device is faster at every size up to the largest; None when it never stays so."""
    low, high = math.log2(_BATCH_SIZES[0]), math.log2(SIZES[-1])
    sizes = [2 ** (low + i / _STEPS) for i in range(round((high - low) * _STEPS) + 1)]
    slower = [size for size in sizes if offloaded(size) >= processor(size)]
    if not slower:
        return sizes[0]
    return None if slower[-1] == sizes[-1] else slower[-1]


def _crossing(name: str, processor: Cost, curve: Curve, targets: Mapping[str, Any], source: str) -> Figure:
    value = crossing(processor, _between(curve))
    samples = tuple(
        {"bytes": n, "processor_s": processor(n), "device_s": seconds} for n, seconds in curve.items()
    )
    return Figure(name, value, "byte", "virtual", samples, targets.get(name), f"processor: {source}")


def _curve(name: str, curve: Curve) -> Figure:
    rows = tuple({"bytes": n, "seconds": seconds} for n, seconds in curve.items())
    rate = max(n / seconds for n, seconds in curve.items())
    note = "highest rate of the curve; samples: seconds per copy"
    return Figure(name, rate, "byte/s", "virtual", rows, None, note)


PART = Part(
    "figure1",
    "memcpy by the processor against DSA, 256 B to 64 MiB",
    run,
    "Emulated device on the fixed clock; processor rows of the crossings are data, not this host. The hot crossing differs "
    "from the cold one in where the data lie alone: the part that the core's assumed cache still holds is copied at the rate inside.",
)
