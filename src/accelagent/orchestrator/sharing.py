"""What sharing does to latencies, simulated: the waits it adds, and whole requests along their call paths."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from statistics import NormalDist
from typing import TYPE_CHECKING, TypeAlias

from accelagent.domain import Execution, Metric, Spec
from accelagent.orchestrator.choices import Choice, Field
from accelagent.orchestrator.goal import Composition
from accelagent.orchestrator.model import SPREAD, Pool, use_of
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
from accelagent.orchestrator.simulation.statistics import Interval, interval
from accelagent.orchestrator.solution import Solution

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Samples: TypeAlias = NDArray[np.float64]

QUANTILES: Mapping[Metric, float] = {
    Metric.LATENCY_P50: 0.5,
    Metric.LATENCY_P99: 0.99,
    Metric.LATENCY_P999: 0.999,
}
LATENCIES = (Metric.LATENCY_MEAN, *QUANTILES)
_JOBS = 60_000  # device requests of all services in one replication
_DRAWS = 20_000  # requests whose latencies are composed
STABLE = 0.9  # utilisation of a service's threads up to which their number is part of the simulation
_SIGMA = 0.5  # of the logarithm of a latency of which only one figure was measured (assumed)


@dataclass(frozen=True, slots=True)
class Shared:
    """Per term of the goal the simulated cost with its 95 % interval, for the terms that simulation speaks of."""

    costs: Mapping[int, Interval]  # place among all terms -> value in base units
    ratios: Mapping[int, float]  # to the unmodified application
    waits: Mapping[str, Interval]  # service -> 99th percentile of what sharing adds


def concerned(composition: Composition, chosen: Mapping[str, Choice]) -> bool:
    """Whether services meet on a device or the goal speaks of call paths: otherwise there is nothing to simulate."""
    paths = any(t.objective.path for t in composition.all_terms)
    return paths or _meet(composition, chosen)


def meets(solution: Solution) -> bool:
    """Whether two services of the plan use the same device."""
    return _meet(solution.composition, {n: solution.chosen(n) for n in solution.kept})


def _meet(composition: Composition, chosen: Mapping[str, Choice]) -> bool:
    users = [[n for n, c in chosen.items() if use_of(c.uses, p)] for p in composition.pools]
    return any(len(names) > 1 for names in users)


def shared(
    spec: Spec,
    composition: Composition,
    chosen: Mapping[str, Choice],
    replications: int = 2,
    jobs: int = _JOBS,
) -> Shared:
    """Latencies of every service and path when all run together; the same random numbers for every plan."""
    costs: dict[int, list[float]] = {}
    waits: dict[str, list[float]] = {name: [] for name in chosen}
    ratios: dict[int, float] = {}
    for seed in range(replications):
        added = _added(composition, chosen, seed, jobs)
        for name, samples in added.items():
            waits[name].append(_figure(samples, Metric.LATENCY_P99) if len(samples) else 0.0)
        for place, (value, ratio) in latency_costs(spec, composition, chosen, added, seed).items():
            costs.setdefault(place, []).append(value)
            ratios[place] = ratios.get(place, 0.0) + ratio / replications
    return Shared(
        {n: interval(v) for n, v in costs.items()},
        ratios,
        {name: interval(v) for name, v in waits.items()},
    )


def latency_costs(
    spec: Spec,
    composition: Composition,
    chosen: Mapping[str, Choice],
    added: Mapping[str, Samples],
    seed: int,
) -> dict[int, tuple[float, float]]:
    """Per latency term its value and its ratio to the unmodified application, given what is added to each request."""
    fields = composition.fields
    own: dict[str, Samples] = {}
    plain: dict[str, Samples] = {}
    if any(t.objective.path for t in composition.all_terms):
        own = {n: _with(f, chosen[n], added[n], seed, i) for i, (n, f) in enumerate(fields.items())}
        plain = {n: _with(f, f.root, added[n][:0], seed, i) for i, (n, f) in enumerate(fields.items())}
    found = {}
    for place, term in enumerate(composition.all_terms):
        if term.metric not in LATENCIES:
            continue
        name = term.objective.service
        assert name is not None
        if term.objective.path:
            value = _figure(_path(spec, name, own, seed), term.metric)
            found[place] = value, value / _figure(_path(spec, name, plain, seed), term.metric)
        else:
            value = own_latency(composition, name, chosen[name], added[name], term.metric, seed)
            found[place] = value, value / fields[name].root.values[term.metric]
    return found


def own_latency(
    composition: Composition, name: str, choice: Choice, added: Samples, metric: Metric, seed: int
) -> float:
    """What was measured, plus the shift of the distribution: a misfit of its shape cancels."""
    field, place = composition.fields[name], list(composition.fields).index(name)
    before = _figure(_with(field, choice, added[:0], seed, place), metric)
    return choice.values[metric] + _figure(_with(field, choice, added, seed, place), metric) - before


def _figure(samples: Samples, metric: Metric) -> float:
    import numpy as np

    if metric is Metric.LATENCY_MEAN:
        return float(samples.mean())
    return float(np.quantile(samples, QUANTILES[metric]))


def _path(spec: Spec, name: str, latencies: Mapping[str, Samples], seed: int) -> Samples:
    """Latencies of whole requests: the own one and those of the calls, one after another."""
    import numpy as np

    draw = np.random.default_rng((seed, len(name), 7))
    found = latencies[name].copy()
    for callee, mean in spec.service(name).calls:
        below = _path(spec, callee, latencies, seed)
        whole = int(mean)
        for _ in range(min(whole, 1000)):
            found += draw.permutation(below)
        sometimes = draw.random(len(found)) < mean - whole
        found += np.where(sometimes, draw.permutation(below), 0.0)
    return found


def _with(field: Field, choice: Choice, added: Samples, seed: int, place: int) -> Samples:
    """Latencies of requests: drawn from the figures measured alone, plus simulated waits."""
    import numpy as np

    alone = _drawn(*fitted(choice.values), seed, place)
    return alone + np.random.default_rng((seed, place, 1)).choice(added, _DRAWS) if len(added) else alone


@lru_cache(maxsize=64)
def _drawn(mu: float, sigma: float, seed: int, place: int) -> Samples:
    """Latencies without anybody else, in random order; not to be written to."""
    import numpy as np

    found: Samples = np.exp(mu + sigma * np.random.default_rng((seed, place)).permutation(_normals()))
    found.flags.writeable = False
    return found


def fitted(values: Mapping[Metric, float]) -> tuple[float, float]:
    """Mu and sigma of the lognormal through two of the measured latencies; sigma is assumed with one of them."""
    z = {m: NormalDist().inv_cdf(q) for m, q in QUANTILES.items()}
    known = [(z[m], math.log(values[m])) for m in QUANTILES if values.get(m, 0.0) > 0]
    mean = values.get(Metric.LATENCY_MEAN, 0.0)
    if len(known) >= 2:
        (low, at_low), (high, at_high) = known[0], known[1]
        sigma = max(0.0, (at_high - at_low) / (high - low))
        return at_low - sigma * low, sigma
    if known and mean > 0:
        quantile, at = known[0]
        # at = mu + z sigma, log(mean) = mu + sigma^2 / 2
        under = quantile**2 - 2 * (at - math.log(mean))
        sigma = max(0.0, quantile - math.sqrt(max(0.0, under))) if quantile > 0 else _SIGMA
        return math.log(mean) - sigma**2 / 2, sigma
    if known:
        return known[0][1] - _SIGMA * known[0][0], _SIGMA
    return (math.log(mean) - _SIGMA**2 / 2, _SIGMA) if mean > 0 else (-50.0, 0.0)


@lru_cache(maxsize=1)
def _normals() -> Samples:
    """Evenly spaced quantiles of the normal distribution."""
    import numpy as np

    inverse = NormalDist().inv_cdf
    return np.array([inverse((n + 0.5) / _DRAWS) for n in range(_DRAWS)])


# --- the devices --------------------------------------------------------------------------------------------


def _added(
    composition: Composition, chosen: Mapping[str, Choice], seed: int, jobs: int
) -> dict[str, Samples]:
    """Per service what sharing adds to a request: together less alone, request by request."""
    import numpy as np

    together = scenario(composition, chosen, jobs)
    found = {name: np.zeros(0) for name in chosen}
    users = [n for n, s in enumerate(together.services) if s.arrivals is not Arrivals.NONE]
    if len(users) < 2:
        return found
    run = simulate(together, seed)
    for n in users:
        others = tuple(
            s if i == n else replace(s, arrivals=Arrivals.NONE) for i, s in enumerate(together.services)
        )
        own = simulate(replace(together, services=others), seed).services[n]
        both = run.services[n]
        shared_s, alone_s = np.full(own.arrived, np.nan), np.full(own.arrived, np.nan)
        shared_s[both.index] = both.own_s
        alone_s[own.index] = own.own_s
        paired = shared_s - alone_s
        waits = np.maximum(0.0, paired[~np.isnan(paired)])
        untouched = round(len(waits) * (1 / seldom(composition, both.name, chosen) - 1))
        found[both.name] = np.concatenate([waits, np.zeros(untouched)])
    return found


def seldom(composition: Composition, name: str, chosen: Mapping[str, Choice]) -> float:
    """The part of a service's items that need the device at all."""
    uses = [u for p in composition.pools if (u := use_of(chosen[name].uses, p))]
    return min(1.0, uses[0].requests) if uses and uses[0].requests > 0 else 1.0


def scenario(composition: Composition, chosen: Mapping[str, Choice], jobs: int = _JOBS) -> Scenario:
    """The chosen candidates' device requests at their loads: a queue per service, a group of engines per pool."""
    pools = composition.pools
    queues: list[Queue] = []
    loads = []
    for name, choice in chosen.items():
        field = composition.fields[name]
        pool = next((n for n, p in enumerate(pools) if use_of(choice.uses, p)), None)
        rate = field.rate(choice)
        if pool is None or rate <= 0 or not math.isfinite(rate):
            loads.append(ServiceLoad(name, Arrivals.NONE))
            continue
        loads.append(_load(name, choice, pools[pool], len(queues), rate))
        queues.append(Queue(pool, full=Full.WAIT))
    demanded = sum(s.rate * s.descriptors for s in loads if s.arrivals is Arrivals.OPEN)
    return Scenario(
        tuple(loads),
        tuple(queues),
        tuple(Group(p.engines, bus=n) for n, p in enumerate(pools)),
        bus_bytes_per_s=tuple(p.bytes_per_s for p in pools),
        until_s=jobs / demanded if demanded else 1.0,
    )


def _load(name: str, choice: Choice, pool: Pool, queue: int, rate: float) -> ServiceLoad:
    """One service's device requests; an item that seldom needs the device becomes a rarer item that does."""
    use = use_of(choice.uses, pool)
    assert use is not None
    descriptors = max(1, round(use.requests))
    seldom = min(1.0, use.requests)
    host_s = choice.values.get(Metric.CPU_TIME, 0.0)
    threads = max(1, round(use.overlap))
    blocked = choice.execution is Execution.SYNC
    busy = rate * seldom * (host_s + use.engine_s) / threads
    return ServiceLoad(
        name,
        rate=rate * seldom,
        asynchronous=not (blocked and busy < STABLE),
        threads=threads if blocked and busy < STABLE else 1 << 20,
        busy_poll=False,
        pre_s=host_s if blocked and busy < STABLE else 0.0,
        host_law=Law.LOGNORMAL,
        window=max(1, round(min(use.window, descriptors))),
        descriptors=descriptors,
        steps=(Step(queue, use.engine_s / (descriptors * seldom), law=Law.LOGNORMAL, scv=SPREAD),),
        sizes=((use.nbytes / (descriptors * seldom), 1.0),),
    )


def simulated_costs(composition: Composition, found: Shared, costs: Sequence[float]) -> list[float]:
    """The formula's costs with the simulated ones in their places, in the terms' own scale."""
    replaced = list(costs)
    for place, value in found.costs.items():
        term = composition.all_terms[place]
        absolute = term.objective.is_bound and not term.objective.relative
        replaced[place] = value.value if absolute else term.baseline * found.ratios[place]
    return replaced
