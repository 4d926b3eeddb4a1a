"""Hand-built trees: services whose candidates have stated ratios and stated use of the device."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import pytest

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
    Outcome,
    Patch,
    Rejected,
    Sense,
    Service,
    Spec,
    Tier,
    Trial,
    Workload,
)

BASE = {
    Metric.THROUGHPUT: 100.0,
    Metric.CPU_TIME: 0.01,
    Metric.LATENCY_P99: 0.02,
    Metric.OUTPUT_SIZE: 1e6,
}


def objective(
    text: str, metric: Metric, sense: Sense, bound: float | None = None, **more: object
) -> Objective:
    return Objective(metric, sense, bound, relative=bound is not None, text=text, **more)  # type: ignore[arg-type]


@dataclass
class World:
    """Collects services and trials, then gives the specification and the trees."""

    services: list[Service] = field(default_factory=list)
    trees: dict[str, list[Trial]] = field(default_factory=dict)

    def service(self, name: str, *objectives: Objective, **more: object) -> None:
        wanted = objectives or (objective("maximize throughput", Metric.THROUGHPUT, Sense.MAXIMIZE),)
        workload = Workload("./bench", items=100)
        place = Path("/nowhere")
        devices = more.pop("devices", ("qat", "isal"))
        options: dict[str, object] = {"load": None, "calls": (), **more}
        self.services.append(
            Service(name, place, "make", None, None, workload, devices, wanted, **options)  # type: ignore[arg-type]
        )
        root = Candidate(f"{name}-root", name, Kind.ROOT, Design(""), (), (), None)
        self.trees[name] = [Trial(root, measured({}, Counters(cpu_ops=100, items=100)), Tier.FULL, 1.0)]

    def candidate(
        self,
        service: str,
        name: str,
        ratios: dict[Metric, float],
        *,
        recipe: str = "incore-isal",
        busy_s: float = 0.0,
        ops: float = 0.0,
        in_flight: int = 1,
        parents: tuple[str, ...] | None = None,
        knobs: tuple[tuple[str, Knob], ...] = (),
        tier: Tier = Tier.QUICK,
        rejected: Rejected | None = None,
    ) -> None:
        """`busy_s` and `ops` are per item; without them the candidate runs in core."""
        counters = Counters(
            device_ops=round(100 * ops),
            device_bytes=round(100 * ops * 65536),
            incore_ops=0 if ops else 100,
            max_in_flight=in_flight if ops else 0,
            device_busy_s=100 * busy_s,
            items=100,
        )
        outcome: Outcome = rejected or measured(ratios, counters, tier)
        candidate = Candidate(
            name,
            service,
            Kind.LEAF,
            Design(recipe, knobs),
            ("maximize throughput",),
            (f"{service}-root",) if parents is None else parents,
            Patch((("a.c", name),), ("r",)),
        )
        self.trees[service].append(Trial(candidate, outcome, tier, 1.0))

    def spec(self, optimise: Objective, *bounds: Objective) -> Spec:
        text = optimise.text + (" subject to " + " and ".join(b.text for b in bounds) if bounds else "")
        devices = (DeviceUse("qat", "qat-4xxx"), DeviceUse("qat2", "qat-4xxx"), DeviceUse("isal", "isal"))
        goal = Goal(text, (optimise,), bounds)
        return Spec(Path("accel.yaml"), "app", tuple(self.services), devices, goal, Budget())


def measured(ratios: dict[Metric, float], counters: Counters, tier: Tier = Tier.QUICK) -> Measured:
    estimates = []
    for metric, base in BASE.items():
        ratio = ratios.get(metric, 1.0)
        estimates.append(
            Estimate(metric, Clock.VIRTUAL, base * ratio, base, ratio, ratio * 0.995, ratio * 1.005, 5)
        )
    return Measured(tuple(estimates), counters, (), tier)


@pytest.fixture
def world() -> World:
    return World()
