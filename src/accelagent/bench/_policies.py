"""A contended application for the policy search: a bulk service deep in flight beside one whose tail is bounded."""

from __future__ import annotations

from pathlib import Path

from accelagent.bench._part import Figure
from accelagent.devices import catalogue
from accelagent.domain import (
    Budget,
    Candidate,
    Clock,
    Counters,
    Design,
    DeviceUse,
    Estimate,
    Goal,
    Kind,
    Knob,
    Measured,
    Metric,
    Objective,
    Patch,
    Sense,
    Service,
    Spec,
    Tier,
    Trial,
    Workload,
)
from accelagent.orchestrator import orchestrate

_BASE = {Metric.THROUGHPUT: 100.0, Metric.CPU_TIME: 0.01, Metric.LATENCY_P99: 0.02}
_LOADS = (250.0, 300.0, 330.0)
_ITEMS = 100


def figures() -> tuple[Figure, ...]:
    """What the search gains over the policies by rule, and what it takes; the worst case is 0 where nothing was adopted."""
    import time

    gains, seconds, notes = [], [], []
    for load in _LOADS:
        spec, trees = contended(load)
        started = time.process_time()
        plan = orchestrate(spec, trees, catalogue(), policy_budget=160)
        seconds.append(time.process_time() - started)
        found = plan.policy_search
        assert found is not None, "the two services share the device"
        gains.append(found.goal_gain if found.adopted else 0.0)
        notes.append(
            f"{found.evaluated} points, {found.refused} refused by lints, {len(found.steps)} changes"
        )
    middle = sorted(gains)[len(gains) // 2]
    target = {
        "value": 0.0,
        "grade": "derived",
        "source": "the derived policies stand unless the gain is proven",
    }
    return (
        Figure("policy_search_gain", middle, "", None, tuple(gains), target, "; ".join(notes)),
        Figure("policy_search_gain_worst", min(gains), "", None, (), target, "of the same cases"),
        Figure(
            "policy_search_s",
            max(seconds),
            "s",
            "wall",
            tuple(seconds),
            None,
            "plan and search, processor time",
        ),
    )


def contended(load: float) -> tuple[Spec, dict[str, list[Trial]]]:
    """A store of eight synchronous requests per item and a bulk service with 64 in flight on one QAT of eight engines."""
    store = _service(
        "store", 50.0, Objective(Metric.LATENCY_P99, Sense.MINIMIZE, text="minimize latency_p99")
    )
    bulk = _service("bulk", load, Objective(Metric.THROUGHPUT, Sense.MAXIMIZE, text="maximize throughput"))
    trees = {
        "store": [
            _trial("store", "", {}, Counters(cpu_ops=_ITEMS, items=_ITEMS)),
            _trial(
                "store",
                "offload-sync",
                {Metric.LATENCY_P99: 0.5, Metric.CPU_TIME: 0.5},
                _used(0.0008, 8, 4),
                (("min_bytes", 4096), ("poll", "busy")),
            ),
        ],
        "bulk": [
            _trial("bulk", "", {}, Counters(cpu_ops=_ITEMS, items=_ITEMS)),
            _trial(
                "bulk",
                "offload-async",
                {Metric.THROUGHPUT: 2.0, Metric.CPU_TIME: 0.3},
                _used(0.02, 16, 64),
                (("depth", 32), ("min_bytes", 4096), ("poll", "busy")),
            ),
        ],
    }
    optimise = Objective(Metric.THROUGHPUT, Sense.MAXIMIZE, text="maximize throughput(bulk)", service="bulk")
    bound = Objective(Metric.LATENCY_P99, Sense.AT_MOST, 0.7, True, "latency_p99(store) <= 0.7x", "store")
    goal = Goal(f"{optimise.text} subject to {bound.text}", (optimise,), (bound,))
    devices = (DeviceUse("qat", "qat-4xxx"),)
    return Spec(Path("accel.yaml"), "contended", (store, bulk), devices, goal, Budget()), trees


def _service(name: str, load: float, objective: Objective) -> Service:
    workload = Workload("./bench", items=_ITEMS)
    return Service(
        name, Path(name), "make", None, None, workload, ("qat",), (objective,), load=load, calls=()
    )


def _used(engine_s: float, requests: int, in_flight: int) -> Counters:
    """Counters of a run whose every item asks for so much engine time in so many requests of 64 KiB."""
    return Counters(
        device_ops=_ITEMS * requests,
        device_bytes=_ITEMS * requests * 65536,
        max_in_flight=in_flight,
        device_busy_s=_ITEMS * engine_s,
        items=_ITEMS,
    )


def _trial(
    service: str,
    recipe: str,
    ratios: dict[Metric, float],
    counters: Counters,
    knobs: tuple[tuple[str, Knob], ...] = (),
) -> Trial:
    estimates = []
    for metric, base in _BASE.items():
        ratio = ratios.get(metric, 1.0)
        estimates.append(Estimate(metric, Clock.VIRTUAL, base * ratio, base, ratio, ratio, ratio, 5))
    kind = Kind.LEAF if recipe else Kind.ROOT
    name = f"{service}-{recipe or 'root'}"
    parents = (f"{service}-root",) if recipe else ()
    patch = Patch((("a.c", name),), ("r",)) if recipe else None
    candidate = Candidate(name, service, kind, Design(recipe, knobs), (), parents, patch)
    return Trial(candidate, Measured(tuple(estimates), counters, (), Tier.QUICK), Tier.QUICK, 1.0)
