"""Latencies under sharing: simulated waits on top of what was measured alone."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from accelagent.devices import catalogue
from accelagent.domain import Metric, Objective, Sense
from accelagent.orchestrator import orchestrate
from accelagent.orchestrator.goal import waits_felt
from accelagent.orchestrator.model import Use
from accelagent.orchestrator.sharing import fitted

T, L, C = Metric.THROUGHPUT, Metric.LATENCY_P99, Metric.CPU_TIME


def latency(service: str, bound: float | None = None) -> Objective:
    if bound is None:
        return Objective(L, Sense.MINIMIZE, text=f"minimize latency_p99({service})", service=service)
    return Objective(L, Sense.AT_MOST, bound, True, f"latency_p99({service}) <= {bound}x", service)


def store_beside_bulk(world: Any, threads: int, bulk_load: float) -> Any:
    """A store of eight requests per item, one after another in each thread, and a bulk service on the same device."""
    world.service("store", latency("store"), load=50.0)
    world.candidate(
        "store", "quick", {L: 0.5, C: 0.5}, recipe="offload-sync", busy_s=0.0008, ops=8, in_flight=threads
    )
    world.service("bulk", load=bulk_load)
    world.candidate("bulk", "flood", {T: 2.0}, recipe="offload-async", busy_s=0.02, ops=16, in_flight=64)
    goal = Objective(T, Sense.MAXIMIZE, text="maximize throughput(bulk)", service="bulk")
    plan = orchestrate(world.spec(goal, latency("store", 5.0)), world.trees, catalogue())
    return next(p for p in plan.predictions if p.metric == "latency_p99" and p.service == "store")


def test_requests_that_are_waited_for_one_by_one_wait_one_by_one() -> None:
    one = Use("qat", 0.01, 8, 0, overlap=8.0, burst=1.0, window=1.0)
    together = Use("qat", 0.01, 8, 0, overlap=8.0, burst=1.0, window=8.0)
    assert waits_felt(L, one) == pytest.approx(8 * waits_felt(L, together))


@pytest.mark.parametrize("threads", [1, 8])
def test_sharing_slows_a_synchronous_service_whatever_its_threads(world: Any, threads: int) -> None:
    found = store_beside_bulk(world, threads, 300.0)
    assert found.simulated
    # Alone 10 ms; each of eight requests waits for one of eight engines at about three quarters utilisation.
    assert found.value > 0.0105
    assert 0 < found.half < found.value / 2


def test_more_load_of_the_neighbour_means_more_latency(world: Any, request: Any) -> None:
    figures = []
    for load in (40.0, 200.0, 320.0):
        world.services.clear()
        world.trees.clear()
        figures.append(store_beside_bulk(world, 4, load).value)
    assert figures == sorted(figures)
    assert figures[0] == pytest.approx(0.010, rel=0.1)


def test_a_plan_that_simulation_rejects_makes_place_for_another(world: Any) -> None:
    def plan(bound: float) -> Any:
        world.services.clear()
        world.trees.clear()
        world.service("store", latency("store"), load=50.0)
        world.candidate("store", "quick", {L: 0.5}, recipe="offload-sync", busy_s=0.0008, ops=8, in_flight=4)
        world.service("bulk", load=180.0)
        world.candidate("bulk", "flood", {T: 2.0}, recipe="offload-async", busy_s=0.04, ops=4, in_flight=64)
        world.candidate("bulk", "incore", {T: 1.7})
        goal = Objective(T, Sense.MAXIMIZE, text="maximize throughput(bulk)", service="bulk")
        return orchestrate(world.spec(goal, latency("store", bound)), world.trees, catalogue())

    loose = plan(50.0)
    assert loose.assignments[1].candidate == "flood"
    with_flood = next(
        p.ratio for p in loose.predictions if p.metric == "latency_p99" and p.service == "store"
    )
    tight = plan(with_flood * 0.98)
    assert tight.feasible
    assert tight.assignments[1].candidate == "incore" or tight.assignments[0].candidate != "quick"
    assert "re-ranked by simulation" in tight.certificate
    held = next(p for p in tight.predictions if p.bound.startswith("latency_p99(store)"))
    assert held.holds is True


def test_nothing_is_simulated_where_nothing_is_shared(world: Any) -> None:
    world.service("a", load=100.0)
    world.candidate("a", "q", {T: 2.0, L: 0.5}, recipe="offload-async", busy_s=0.001, ops=1)
    plan = orchestrate(world.spec(latency("a")), world.trees, catalogue())
    assert not any(p.simulated for p in plan.predictions)
    assert "simulation" not in plan.certificate


def test_the_same_trees_give_the_same_figures(world: Any) -> None:
    first = store_beside_bulk(world, 4, 300.0)
    world.services.clear()
    world.trees.clear()
    assert store_beside_bulk(world, 4, 300.0) == first


@pytest.mark.parametrize(
    "known",
    [
        {Metric.LATENCY_P50: 0.01, L: 0.04},
        {Metric.LATENCY_MEAN: 0.012, L: 0.04},
        {L: 0.04},
        {Metric.LATENCY_MEAN: 0.012},
    ],
)
def test_the_fitted_distribution_has_the_measured_figures(known: dict[Metric, float]) -> None:
    mu, sigma = fitted(known)
    drawn = np.exp(mu + sigma * np.random.default_rng(1).normal(size=1_000_000))
    for metric, value in known.items():
        figure = {Metric.LATENCY_P50: np.median(drawn), L: np.quantile(drawn, 0.99)}.get(metric, drawn.mean())
        assert float(figure) == pytest.approx(value, rel=0.02)
    assert math.isfinite(sigma)
