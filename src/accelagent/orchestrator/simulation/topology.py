"""Random applications with the shape of published call graphs: wide, shallow, with shared hot leaves."""

from __future__ import annotations

import math
import random

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

# Shares of services from the re-analysis of Alibaba's traces (arXiv 2504.13141, published).
ENTRY, LEAF = 0.13, 0.39
# Callees per service: median 3, ninetieth percentile 10 (derived from the same and from SOSP'23 RPC figures).
_FAN_MEDIAN, _FAN_SIGMA = 3.0, math.log(10 / 3) / 1.2816
_HOT = 0.07  # of all services are leaves that everyone calls (assumed, 5 to 10 %)
_CALL = 0.35  # requests per callee and own request (assumed), so that a request has a dozen descendants
_DEEPEST = 5


def application(services: int, seed: int = 0, *, rate: float = 200.0, devices: int = 4) -> Scenario:
    """A seeded application of that many services; a third of them use one of `devices` queues of eight engines.

    Rates are per entry service; devices and cores are sized for about 60 % utilisation at that rate.
    """
    draw = random.Random(seed)
    levels = _levels(services, draw)
    calls = _calls(levels, draw)
    reach = _reach(levels, calls, rate)
    users = [n for n in range(services) if draw.random() < 1 / 3]
    device_of = {n: i % devices for i, n in enumerate(users)}
    demand = [0.0] * devices
    for n, device in device_of.items():
        demand[device] += reach[n]
    loads = tuple(_service(n, levels, calls, device_of, demand, rate, draw) for n in range(services))
    return Scenario(
        loads,
        tuple(Queue(d, capacity=128, weight=1.0, full=Full.FALL_BACK) for d in range(devices)),
        tuple(Group(8) for _ in range(devices)),
    )


def _levels(services: int, draw: random.Random) -> list[int]:
    """Level 0 are entries, the last ones leaves; between them depth falls off geometrically."""
    entries, leaves = max(1, round(ENTRY * services)), max(1, round(LEAF * services))
    middle = [min(_DEEPEST - 1, 1 + int(-math.log(draw.random()) / 0.7)) for _ in range(services)]
    return [0 if n < entries else _DEEPEST if n >= services - leaves else middle[n] for n in range(services)]


def _calls(levels: list[int], draw: random.Random) -> list[list[int]]:
    """Callees lie deeper; popularity falls as 1/rank (Zipf), and hot leaves are called from everywhere."""
    order = sorted(range(len(levels)), key=lambda n: levels[n])
    hot = [n for n in order if levels[n] == _DEEPEST][: max(1, round(_HOT * len(levels)))]
    found: list[list[int]] = [[] for _ in levels]
    for n in order:
        deeper = [m for m in order if levels[m] > levels[n] and m not in hot]
        if levels[n] == _DEEPEST:
            continue
        wanted = max(1, round(_FAN_MEDIAN * math.exp(_FAN_SIGMA * draw.gauss(0, 1))))
        weights = [1 / (1 + rank) for rank in range(len(deeper))]
        chosen = set(draw.choices(deeper, weights, k=min(wanted, len(deeper)))) if deeper else set()
        if draw.random() < 0.5:
            chosen.add(draw.choice(hot))
        found[n] = sorted(chosen)
    return found


def _reach(levels: list[int], calls: list[list[int]], rate: float) -> list[float]:
    """Requests per second that reach each service."""
    reach = [rate if level == 0 else 0.0 for level in levels]
    for n in sorted(range(len(levels)), key=lambda m: levels[m]):
        for callee in calls[n]:
            reach[callee] += _CALL * reach[n]
    return reach


def _service(
    n: int,
    levels: list[int],
    calls: list[list[int]],
    device_of: dict[int, int],
    demand: list[float],
    rate: float,
    draw: random.Random,
) -> ServiceLoad:
    device = device_of.get(n)
    steps: tuple[Step, ...] = ()
    if device is not None and demand[device] > 0:
        engine_s = 0.6 * 8 / demand[device]
        steps = (Step(device, engine_s, law=Law.LOGNORMAL, scv=1.0, cpu_s=3 * engine_s),)
    return ServiceLoad(
        f"s{n}",
        arrivals=Arrivals.OPEN if levels[n] == 0 else Arrivals.NONE,
        rate=rate if levels[n] == 0 else 0.0,
        asynchronous=True,
        threads=64,
        pre_s=draw.lognormvariate(math.log(20e-6), 0.8),
        host_law=Law.LOGNORMAL,
        steps=steps,
        calls=tuple((callee, _CALL) for callee in calls[n]),
        parallel_calls=True,
        net_s=20e-6,
    )
