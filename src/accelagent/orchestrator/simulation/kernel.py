"""The event loop: a C library, compiled once into the user's cache, fed from frozen values and read as arrays."""

from __future__ import annotations

import ctypes
import hashlib
import os
import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from accelagent import process
from accelagent.errors import SpecError, ToolchainError
from accelagent.orchestrator.simulation.scenario import Arrivals, Scenario, ServiceLoad, checked

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_HERE = Path(__file__).parent / "c"
_FLAGS = ("-std=c11", "-D_GNU_SOURCE", "-Wall", "-Wextra", "-O2", "-fPIC", "-fvisibility=hidden", "-shared")
_COMPILE_LIMIT_S = 120.0
_SLOTS = 1 << 30
MOST_EVENTS = 200_000_000

# The C structures of sim.h, field by field; all lengths are multiples of 8, so no padding differs.
_D, _I, _L = "<f8", "<i4", "<i8"
_SERVICE = [
    *(
        (n, _D)
        for n in [
            "rate",
            "arrival_scv",
            "think_s",
            "pre_s",
            "post_s",
            "host_scv",
            "submit_s",
            "poll_s",
            "notice_s",
        ]
    ),
    *((n, _D) for n in ["backoff_s", "retry_s", "net_s", "spill", "threshold_bytes"]),
    *(
        (n, _I)
        for n in ["arrivals", "arrival_law", "burst", "clients", "host", "host_law", "threads", "slots"]
    ),
    *((n, _I) for n in ["asynchronous", "busy_poll", "window", "descriptors", "step_first", "step_count"]),
    *((n, _I) for n in ["size_first", "size_count", "call_first", "call_count", "parallel_calls", "retries"]),
    *((n, _I) for n in ["trace_first", "trace_count", "sample_first", "sample_count"]),
]
_STEP = [
    *((n, _D) for n in ["fixed_s", "per_byte_s", "scv", "after_s", "cpu_s", "cpu_per_byte_s"]),
    *((n, _I) for n in ["law", "queue", "chained", "pad"]),
]
_CALL = [("mean", _D), ("service", _I), ("pad", _I)]
_QUEUE = [("weight", _D), ("bytes_per_s", _D), *((n, _I) for n in ["group", "capacity", "full", "hold"])]
_GROUP = [(n, _I) for n in ["engines", "bus", "strict", "pad"]]
_TALLY = [
    ("core_s", _D),
    ("device_s", _D),
    *((n, _L) for n in ["arrived", "finished", "sampled", "descriptors", "refused", "fallbacks", "retried"]),
]
_QUEUE_TALLY = [("wait_s", _D), ("busy_s", _D), ("served", _L), ("refused", _L), ("most", _L)]
_POINTERS = "services steps calls queues groups bus_bytes_per_s size_bytes size_cumulative trace_arrival_s"


class _Model(ctypes.Structure):
    _fields_ = [
        ("until_s", ctypes.c_double),
        ("warmup_s", ctypes.c_double),
        ("memory_bytes_per_s", ctypes.c_double),
        ("seed", ctypes.c_uint64),
        *((name, ctypes.c_void_p) for name in (*_POINTERS.split(), "trace_service_s", "host_cores")),
        ("most_events", ctypes.c_int64),
        *(
            (name, ctypes.c_int32)
            for name in ["services_n", "queues_n", "groups_n", "buses_n", "hosts_n", "pad"]
        ),
    ]


class _Result(ctypes.Structure):
    _fields_ = [
        *((n, ctypes.c_void_p) for n in ("total", "own", "index", "tallies", "queues")),
        ("now_s", ctypes.c_double),
        ("events", ctypes.c_int64),
    ]


@dataclass(frozen=True, slots=True)
class Served:
    """One service's outcome: seconds per finished request in order of completion, and counts."""

    name: str
    total_s: NDArray[np.float64]  # from arrival to the end, calls included
    own_s: NDArray[np.float64]  # without the time in called services
    index: NDArray[np.int64]  # which request of the service, so that runs can be paired
    core_s: float
    device_s: float
    arrived: int
    finished: int
    descriptors: int
    refused: int
    fallbacks: int
    retried: int


@dataclass(frozen=True, slots=True)
class QueueUse:
    wait_s: float  # mean, before an engine takes a descriptor
    busy_s: float
    served: int
    refused: int
    most: int  # taken at once


@dataclass(frozen=True, slots=True)
class Simulated:
    services: tuple[Served, ...]
    queues: tuple[QueueUse, ...]
    now_s: float
    events: int


def simulate(
    scenario: Scenario, seed: int = 0, *, samples: int = 200_000, most_events: int = MOST_EVENTS
) -> Simulated:
    """Run to the end; the same seed gives a service the same arrivals and draws in every scenario.

    SpecError for a scenario without sense or with more than `most_events`, ToolchainError without a C compiler.
    """
    import numpy as np

    checked(scenario)
    arrays = _flattened(scenario, samples)
    count = len(scenario.services)
    room = max(1, int(arrays["services"]["sample_count"].sum()))
    totals, own, index = np.zeros(room), np.zeros(room), np.zeros(room, dtype=_L)
    tallies = np.zeros(count + 1, dtype=_TALLY)
    queues = np.zeros(len(scenario.queues) + 1, dtype=_QUEUE_TALLY)
    model = _Model(
        scenario.until_s,
        scenario.warmup_s,
        scenario.memory_bytes_per_s,
        seed & 0xFFFFFFFFFFFFFFFF,
        *(arrays[name].ctypes.data for name in (*_POINTERS.split(), "trace_service_s", "host_cores")),
        most_events,
        count,
        len(scenario.queues),
        len(scenario.groups),
        len(scenario.bus_bytes_per_s),
        len(scenario.host_cores),
        0,
    )
    result = _Result(*(a.ctypes.data for a in (totals, own, index, tallies, queues)), 0.0, 0)
    _explain(_library().sim_run(ctypes.byref(model), ctypes.byref(result)), most_events)
    served = []
    for n, service in enumerate(scenario.services):
        first = int(arrays["services"]["sample_first"][n])
        part = slice(first, first + int(tallies["sampled"][n]))
        served.append(_served(service.name, tallies[n], totals[part], own[part], index[part]))
    used = tuple(_queue_use(q) for q in queues[: len(scenario.queues)])
    return Simulated(tuple(served), used, result.now_s, result.events)


def _served(name: str, tally: Any, totals: Any, own: Any, index: Any) -> Served:
    counts = ["arrived", "finished", "descriptors", "refused", "fallbacks", "retried"]
    return Served(
        name,
        totals,
        own,
        index,
        float(tally["core_s"]),
        float(tally["device_s"]),
        *(int(tally[c]) for c in counts),
    )


def _queue_use(tally: Any) -> QueueUse:
    served = int(tally["served"])
    mean = float(tally["wait_s"]) / served if served else 0.0
    return QueueUse(mean, float(tally["busy_s"]), served, int(tally["refused"]), int(tally["most"]))


def _explain(code: int, most_events: int) -> None:
    if code == 0:
        return
    reasons = {-22: "a service, queue or group without sense (no thread, no engine, no such queue)"}
    reasons[-75] = f"more than {most_events} events; allowed: fewer requests or a shorter time"
    raise SpecError(f"simulation: {reasons.get(code, os.strerror(-code))}")


def _flattened(scenario: Scenario, samples: int) -> dict[str, Any]:
    """The scenario as the kernel's arrays; each has a row to spare, so that none is empty."""
    import numpy as np

    services = np.zeros(len(scenario.services) + 1, dtype=_SERVICE)
    steps: list[tuple[object, ...]] = []
    calls: list[tuple[object, ...]] = []
    sizes: list[float] = []
    cumulative: list[float] = []
    traces: list[tuple[Any, Any]] = []
    taken = traced = 0
    for n, service in enumerate(scenario.services):
        row = services[n]
        for name in services.dtype.names or ():
            if hasattr(service, name):
                row[name] = getattr(service, name)
        row["slots"] = service.slots or (_SLOTS if service.asynchronous else service.threads)
        row["step_first"], row["step_count"] = len(steps), len(service.steps)
        row["descriptors"] = service.descriptors if service.steps else 0
        row["call_first"], row["call_count"] = len(calls), len(service.calls)
        row["size_first"], row["size_count"] = len(sizes), len(service.sizes)
        row["sample_first"], row["sample_count"] = taken, _samples(service, scenario, samples)
        taken += int(row["sample_count"])
        if service.trace is not None:
            row["trace_first"], row["trace_count"] = traced, len(service.trace[0])  # type: ignore[arg-type]
            traces.append(service.trace)
            traced += int(row["trace_count"])
        fields = [
            "fixed_s",
            "per_byte_s",
            "scv",
            "after_s",
            "cpu_s",
            "cpu_per_byte_s",
            "law",
            "queue",
            "chained",
        ]
        steps += [(*(getattr(s, f) for f in fields), 0) for s in service.steps]
        calls += [(mean, callee, 0) for callee, mean in service.calls]
        weights = np.array([p for _, p in service.sizes])
        sizes += [size for size, _ in service.sizes]
        cumulative += list(np.cumsum(weights) / weights.sum()) if len(weights) else []
    queues = [(q.weight, q.bytes_per_s, q.group, q.capacity, q.full, q.hold) for q in scenario.queues]
    return {
        "services": services,
        "steps": _table(steps, _STEP),
        "calls": _table(calls, _CALL),
        "queues": _table(queues, _QUEUE),
        "groups": _table([(g.engines, g.bus, g.strict, 0) for g in scenario.groups], _GROUP),
        "bus_bytes_per_s": np.array([*scenario.bus_bytes_per_s, 0.0]),
        "size_bytes": np.array([*sizes, 0.0]),
        "size_cumulative": np.array([*cumulative, 0.0]),
        "trace_arrival_s": np.concatenate([*(np.asarray(a, dtype=_D) for a, _ in traces), [0.0]]),
        "trace_service_s": np.concatenate([*(np.asarray(b, dtype=_D) for _, b in traces), [0.0]]),
        "host_cores": np.array([*scenario.host_cores, 0], dtype=_I),
    }


def _samples(service: ServiceLoad, scenario: Scenario, most: int) -> int:
    """Room for the latencies of a service; what comes from callers is not known beforehand."""
    if service.arrivals is Arrivals.OPEN:
        return min(most, int(1.5 * service.rate * scenario.until_s) + 1000)
    if service.arrivals is Arrivals.TRACE and service.trace is not None:
        return min(most, len(service.trace[0]))  # type: ignore[arg-type]
    return most


def _table(rows: Sequence[tuple[object, ...]], dtype: Sequence[tuple[str, str]]) -> Any:
    import numpy as np

    table = np.zeros(len(rows) + 1, dtype=list(dtype))
    table[: len(rows)] = rows
    return table


@cache
def _library() -> Any:
    library = ctypes.CDLL(str(ensure_built()))
    library.sim_run.argtypes = [ctypes.c_void_p, ctypes.c_void_p]
    library.sim_run.restype = ctypes.c_int
    return library


def ensure_built() -> Path:
    """The kernel for these sources, compiled into the user's cache if it is not there; ToolchainError says why not."""
    summary = hashlib.sha256(repr(_FLAGS).encode())
    for path in sorted(_HERE.glob("*.[ch]")):
        summary.update(path.read_bytes())
    folder = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "accelagent"
    found = folder / f"simulation-{summary.hexdigest()[:12]}.so"
    if not found.exists():
        _compile(found)
    return found


def _compile(final: Path) -> None:
    if shutil.which("gcc") is None:
        raise ToolchainError(
            "the simulation needs gcc, which is not on the PATH; apt-get install -y gcc libc6-dev"
        )
    final.parent.mkdir(parents=True, exist_ok=True)
    sources = [str(p) for p in sorted(_HERE.glob("*.c"))]
    with tempfile.TemporaryDirectory(prefix="simulation-build-", dir=final.parent) as scratch:
        built = Path(scratch) / final.name
        argv = ["gcc", *_FLAGS, "-o", str(built), *sources, "-lm"]
        finished = process.run(argv, timeout_s=_COMPILE_LIMIT_S, env=dict(os.environ))
        if not finished.ok:
            faults = [x for x in finished.output.splitlines() if "error" in x] or [finished.describe()]
            raise ToolchainError(f"the simulation does not build: {faults[0].strip()}")
        built.replace(final)
