"""The composition model against queueing theory, against the plain recursions, and mechanism by mechanism."""

from __future__ import annotations

import math
import time
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from accelagent.errors import SpecError
from accelagent.orchestrator.model import wait
from accelagent.orchestrator.simulation.fast import waits
from accelagent.orchestrator.simulation.kernel import simulate
from accelagent.orchestrator.simulation.scenario import (
    Arrivals,
    Full,
    Group,
    Law,
    Queue,
    Scenario,
    ServiceLoad,
    Step,
)
from accelagent.orchestrator.simulation.statistics import difference, interval, quantile, replicate
from accelagent.orchestrator.simulation.topology import application

FREE = {"asynchronous": True, "threads": 1 << 20}


def alone(load: ServiceLoad, jobs: float, *, engines: int = 1, queue: Queue | None = None) -> Scenario:
    until = jobs / load.rate
    return Scenario((load,), (queue or Queue(0),), (Group(engines),), until_s=until, warmup_s=0.05 * until)


def traced(arrivals: list[float], engine_s: list[float], **more: Any) -> ServiceLoad:
    steps = (Step(0, cpu_s=more.pop("cpu_s", 0.0)),)
    return ServiceLoad("t", Arrivals.TRACE, steps=steps, trace=(arrivals, engine_s), **{**FREE, **more})


def latencies(scenario: Scenario, service: int = 0) -> list[float]:
    """By number of the request."""
    found = simulate(scenario).services[service]
    return [float(found.total_s[i]) for i in np.argsort(found.index)]


@pytest.mark.parametrize("utilisation", [0.3, 0.7, 0.9])
def test_v19_one_engine_waits_as_pollaczek_and_khinchine_say(utilisation: float) -> None:
    load = ServiceLoad("x", rate=utilisation, steps=(Step(0, 1.0, law=Law.LOGNORMAL, scv=2.0),), **FREE)
    found = np.mean([simulate(alone(load, 1e6), seed).queues[0].wait_s for seed in range(5)])
    assert found == pytest.approx(wait(1, utilisation, 3 * utilisation), rel=0.05)


@pytest.mark.parametrize(("engines", "utilisation"), [(2, 0.5), (4, 0.7), (8, 0.9)])
def test_v20_exponential_service_waits_as_erlang_says(engines: int, utilisation: float) -> None:
    load = ServiceLoad("x", rate=engines * utilisation, steps=(Step(0, 1.0, law=Law.EXPONENTIAL),), **FREE)
    scenario = alone(load, 1e6, engines=engines)
    found = np.mean([simulate(scenario, seed).queues[0].wait_s for seed in range(5)])
    assert found == pytest.approx(wait(engines, load.rate, 2 * load.rate), rel=0.03)


def test_v20_bursts_wait_as_the_batch_formula_says() -> None:
    load = ServiceLoad("x", rate=0.7, burst=8, steps=(Step(0, 1.0, law=Law.EXPONENTIAL),), **FREE)
    found = np.mean([simulate(alone(load, 1e6), seed).queues[0].wait_s for seed in range(5)])
    # W = lambda m^2 (c^2 + b) / (2 (1 - rho)) + (b - 1) m / 2
    assert found == pytest.approx(0.7 * 9 / 0.6 + 3.5, rel=0.03)


@pytest.mark.parametrize("engines", [1, 3])
def test_v20_event_loop_and_recursion_agree_on_the_same_variates(engines: int) -> None:
    draw = np.random.default_rng(5)
    arrivals = np.cumsum(draw.exponential(1.0 / (0.8 * engines), 20_000))
    service = draw.lognormal(-0.5, 1.0, 20_000)
    load = traced(arrivals, service)  # type: ignore[arg-type]
    found = latencies(Scenario((load,), (Queue(0),), (Group(engines),), until_s=math.inf))
    assert np.abs(np.array(found) - waits(arrivals, service, engines) - service).max() < 1e-9


def test_v22_both_paths_reach_their_floors() -> None:

    def rate(work: Any) -> float:
        started = time.process_time()
        jobs = work()
        return float(jobs / max(1e-9, time.process_time() - started))

    load = ServiceLoad("x", rate=3.2, steps=(Step(0, 1.0, law=Law.LOGNORMAL, scv=2.0),), **FREE)
    scenario = alone(load, 3e5, engines=4)
    draw = np.random.default_rng(2)
    arrivals, service = np.cumsum(draw.exponential(1.25, 300_000)), draw.exponential(1.0, 300_000)
    # Twenty times faster here than these floors; the best of three is a wide bound on any machine.
    assert max(rate(lambda: simulate(scenario).services[0].finished) for _ in range(3)) >= 150_000
    assert max(rate(lambda: len(waits(arrivals, service, 1))) for _ in range(3)) >= 1_000_000


def chain(chained: bool, rate: float) -> Scenario:
    """Decrypt, decompress, deserialise: three devices, hand-offs by two cores or by the devices themselves."""
    steps = tuple(Step(d, 8e-6, law=Law.LOGNORMAL, scv=1.0, after_s=1e-6, chained=chained) for d in range(3))
    load = ServiceLoad(
        "rpc",
        rate=rate,
        asynchronous=True,
        threads=2,
        pre_s=3e-6,
        post_s=3e-6,
        host_law=Law.EXPONENTIAL,
        submit_s=2e-6,
        poll_s=2e-6,
        steps=steps,
    )
    return Scenario(
        (load,), (Queue(0), Queue(1), Queue(2)), (Group(4),) * 3, (2,), until_s=0.5, warmup_s=0.05
    )


def test_v17_chains_without_the_core_gain_more_at_the_tail_than_in_the_mean() -> None:
    rate = 95_000.0
    gains = []
    for seed in range(4):
        hops = simulate(chain(False, rate), seed).services[0].total_s
        chained = simulate(chain(True, rate), seed).services[0].total_s
        gains.append(
            (
                1 - float(chained.mean()) / float(hops.mean()),
                1 - quantile(chained, 0.99) / quantile(hops, 0.99),
            )
        )
    assert all(0 < mean < tail for mean, tail in gains)


def test_v17_chains_raise_the_throughput_of_the_same_cores() -> None:
    def most(chained: bool) -> float:
        scenario = chain(chained, 1.0)
        load = replace(scenario.services[0], arrivals=Arrivals.CLOSED, clients=64)
        found = simulate(replace(scenario, services=(load,)))
        return found.services[0].finished / found.now_s

    assert most(True) > 1.2 * most(False)


def test_weights_of_six_and_two_serve_three_to_one() -> None:
    loads = tuple(traced([0.0] * 400, [1.0] * 400, asynchronous=True) for _ in range(2))
    loads = (loads[0], replace(loads[1], steps=(Step(1),)))
    queues = (Queue(0, weight=6.0), Queue(0, weight=2.0))
    found = simulate(Scenario(loads, queues, (Group(1),), until_s=math.inf))
    # When the heavy queue is empty after 400 of its own, a third as many of the other are done.
    heavy_done = float(found.services[0].total_s.max())
    light = int((found.services[1].total_s <= heavy_done).sum())
    assert light == pytest.approx(400 / 3, abs=2)


def test_strict_priority_lets_the_urgent_pass() -> None:
    bulk, urgent = traced([0.0] * 10, [1.0] * 10), traced([0.5], [1.0])
    urgent = replace(urgent, steps=(Step(1),))
    queues = (Queue(0, weight=1.0), Queue(0, weight=15.0))
    scenario = Scenario((bulk, urgent), queues, (Group(1, strict=True),), until_s=math.inf)
    assert latencies(scenario, 1) == [pytest.approx(1.5)]
    one_queue = replace(scenario, services=(bulk, replace(urgent, steps=(Step(0),))))
    assert latencies(one_queue, 1) == [pytest.approx(10.5)]


def test_what_a_full_queue_does_is_the_services_choice() -> None:
    arrivals, engine_s = [0.0, 0.0, 0.0], [1.0, 1.0, 1.0]

    def run(full: Full, **more: Any) -> Any:
        load = traced(arrivals, engine_s, cpu_s=5.0, **more)
        queue = Queue(0, capacity=2, full=full, hold=True)
        return simulate(Scenario((load,), (queue,), (Group(1),), until_s=math.inf))

    fallen = run(Full.FALL_BACK).services[0]
    assert (fallen.refused, fallen.fallbacks, fallen.core_s) == (1, 1, 5.0)
    assert sorted(fallen.total_s) == pytest.approx([1.0, 2.0, 5.0])
    kept = run(Full.WAIT).services[0]
    assert (kept.refused, kept.fallbacks) == (0, 0)
    assert sorted(kept.total_s) == pytest.approx([1.0, 2.0, 3.0])
    tried = run(Full.RETRY, retries=8, backoff_s=0.3, retry_s=0.01).services[0]
    assert (tried.retried, tried.fallbacks) == (4, 0)
    assert tried.core_s == pytest.approx(4 * 0.01)
    assert sorted(tried.total_s) == pytest.approx([1.0, 2.0, 3.0])
    given_up = run(Full.RETRY, retries=2, backoff_s=0.3).services[0]
    assert (given_up.retried, given_up.fallbacks) == (2, 1)


def test_busy_polling_costs_the_core_and_sleeping_does_not() -> None:
    base = traced([0.0], [1.0], asynchronous=False, threads=1, pre_s=0.25, poll_s=0.125)
    for busy, core in ((True, 1.375), (False, 0.375)):
        scenario = Scenario(
            (replace(base, busy_poll=busy),), (Queue(0),), (Group(1),), (1,), until_s=math.inf
        )
        found = simulate(scenario).services[0]
        assert found.core_s == pytest.approx(core)
        assert found.total_s[0] == pytest.approx(1.375)


def test_busy_polling_keeps_others_off_the_only_core() -> None:
    waits_on_device = traced([0.0], [1.0], asynchronous=False, threads=1)
    on_core = ServiceLoad("c", Arrivals.TRACE, trace=([0.5], [0.0]), pre_s=0.25, threads=1)
    scenario = Scenario((waits_on_device, on_core), (Queue(0),), (Group(1),), (1,), until_s=math.inf)
    assert latencies(scenario, 1) == [pytest.approx(0.75)]
    sleeping = replace(scenario, services=(replace(waits_on_device, busy_poll=False), on_core))
    assert latencies(sleeping, 1) == [pytest.approx(0.25)]


def test_a_window_overlaps_the_descriptors_of_one_request() -> None:
    def run(window: int) -> float:
        load = ServiceLoad(
            "w", Arrivals.TRACE, trace=([0.0], [1.0]), descriptors=8, window=window, steps=(Step(0),)
        )
        return latencies(Scenario((load,), (Queue(0),), (Group(4),), until_s=math.inf))[0]

    assert run(1) == pytest.approx(8.0)
    assert run(8) == pytest.approx(2.0)


def test_small_and_spilled_descriptors_stay_on_the_core() -> None:
    load = ServiceLoad(
        "s",
        rate=100.0,
        steps=(Step(0, 0.0, 1e-6, cpu_s=1e-3),),
        sizes=((100.0, 0.25), (1000.0, 0.75)),
        threshold_bytes=500,
        **FREE,
    )
    found = simulate(alone(load, 4000)).services[0]
    assert found.fallbacks / found.descriptors == pytest.approx(0.25, abs=0.03)
    assert found.device_s == pytest.approx((found.descriptors - found.fallbacks) * 1e-3)
    spilled = simulate(alone(replace(load, threshold_bytes=0.0, spill=0.4), 4000)).services[0]
    assert spilled.fallbacks / spilled.descriptors == pytest.approx(0.4, abs=0.04)


def test_a_common_bandwidth_and_a_rate_limit_slow_transfers_down() -> None:
    load = ServiceLoad(
        "b", Arrivals.TRACE, trace=([0.0] * 4, [1.0] * 4), steps=(Step(0),), sizes=((100.0, 1.0),), **FREE
    )
    free = Scenario((load,), (Queue(0),), (Group(4),), until_s=math.inf)
    assert latencies(free) == pytest.approx([1, 1, 1, 1])
    assert latencies(replace(free, memory_bytes_per_s=50.0)) == pytest.approx([2, 4, 6, 8])
    bus = replace(free, groups=(Group(4, bus=0),), bus_bytes_per_s=(100.0,))
    assert latencies(bus) == pytest.approx([1, 2, 3, 4])
    limited = replace(free, queues=(Queue(0, bytes_per_s=50.0),))
    assert latencies(limited) == pytest.approx([1, 3, 5, 7])


def test_calls_add_their_time_and_own_time_leaves_it_out() -> None:
    leaf = ServiceLoad("leaf", Arrivals.NONE, pre_s=1.0, net_s=0.125, threads=8)
    top = ServiceLoad("top", Arrivals.TRACE, trace=([0.0], [0.0]), pre_s=0.5, calls=((0, 3.0),), threads=1)
    found = simulate(Scenario((leaf, top), until_s=math.inf)).services[1]
    assert found.total_s[0] == pytest.approx(0.5 + 3 * 1.25)
    assert found.own_s[0] == pytest.approx(0.5)
    parallel = replace(top, parallel_calls=True)
    assert latencies(Scenario((leaf, parallel), until_s=math.inf), 1) == [pytest.approx(1.75)]


def test_a_blocked_caller_holds_its_thread_during_calls() -> None:
    leaf = ServiceLoad("leaf", Arrivals.NONE, pre_s=1.0, threads=8)
    top = ServiceLoad("top", Arrivals.TRACE, trace=([0.0, 0.0], [0.0, 0.0]), calls=((0, 1.0),), threads=1)
    assert latencies(Scenario((leaf, top), until_s=math.inf), 1) == pytest.approx([1.0, 2.0])


def test_closed_clients_keep_the_response_time_law() -> None:
    load = ServiceLoad(
        "c", Arrivals.CLOSED, clients=12, think_s=2.0, steps=(Step(0, 1.0, law=Law.EXPONENTIAL),), **FREE
    )
    found = simulate(Scenario((load,), (Queue(0),), (Group(2),), until_s=20_000.0))
    throughput = found.services[0].finished / found.now_s
    assert throughput == pytest.approx(2.0, rel=0.02)  # two engines, always busy
    assert float(found.services[0].total_s.mean()) == pytest.approx(12 / throughput - 2.0, rel=0.02)


def test_the_same_seed_gives_the_same_run_and_plans_share_their_random_numbers() -> None:
    load = ServiceLoad("x", rate=0.7, steps=(Step(0, 1.0, law=Law.LOGNORMAL, scv=2.0),), **FREE)
    slow = alone(load, 3000)
    fast = replace(slow, services=(replace(load, steps=(Step(0, 0.98, law=Law.LOGNORMAL, scv=2.0),)),))

    def mean(found: Any) -> float:
        return float(found.services[0].total_s.mean())

    assert (simulate(slow, 3).services[0].total_s == simulate(slow, 3).services[0].total_s).all()
    paired = difference(slow, fast, mean, 10)
    separate = replicate(slow, mean, 10)
    assert paired.high < 0  # 2 % faster is seen through noise that is many times larger
    assert paired.half < separate.half / 5


def test_an_interval_covers_the_mean_about_as_often_as_it_says() -> None:
    draw = np.random.default_rng(4)
    inside = sum(i.low <= 0 <= i.high for i in (interval(draw.normal(size=6).tolist()) for _ in range(1000)))
    assert 925 <= inside <= 975


@pytest.mark.parametrize("services", [10, 300])
def test_random_applications_have_the_published_shape(services: int) -> None:
    found = application(services, seed=3)
    leaves = sum(not s.calls for s in found.services) / services
    entries = sum(s.arrivals is Arrivals.OPEN for s in found.services) / services
    assert leaves == pytest.approx(0.39, abs=0.12)
    assert entries == pytest.approx(0.13, abs=0.05)
    ran = simulate(replace(found, until_s=0.05))
    assert sum(s.finished for s in ran.services) == sum(s.arrived for s in ran.services) > 0


def test_faults_of_a_scenario_are_said_in_words() -> None:
    with pytest.raises(SpecError, match="service a: rate 0; allowed: a finite rate above 0"):
        simulate(Scenario((ServiceLoad("a"),)))
    one = ServiceLoad("a", rate=1.0, calls=((1, 1.0),))
    with pytest.raises(SpecError, match="cycle through a, b"):
        simulate(Scenario((one, ServiceLoad("b", Arrivals.NONE, calls=((0, 1.0),)))))
    with pytest.raises(SpecError, match="no clients"):
        simulate(Scenario((ServiceLoad("a", Arrivals.CLOSED),)))
    with pytest.raises(SpecError, match="without sense"):
        simulate(Scenario((ServiceLoad("a", rate=1.0, steps=(Step(2),)),)))
    with pytest.raises(SpecError, match="more than 10 events"):
        simulate(Scenario((ServiceLoad("a", rate=100.0, pre_s=1e-6),)), most_events=10)
