"""The plan's services under stated device policies, simulated together: queues, groups of engines, limits, spill and polling."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from statistics import NormalDist, fmean
from typing import TYPE_CHECKING, TypeAlias

from accelagent.domain import Execution, Metric, Spec
from accelagent.orchestrator.choices import Choice
from accelagent.orchestrator.goal import LOCAL_WEIGHT, Term, solo_cost
from accelagent.orchestrator.join import Rank
from accelagent.orchestrator.model import SPREAD, Pool, Use, use_of
from accelagent.orchestrator.sharing import LATENCIES, STABLE, latency_costs, own_latency, seldom
from accelagent.orchestrator.simulation.kernel import Served, simulate
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
from accelagent.orchestrator.solution import Solution
from accelagent.planned import DevicePolicy

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Samples: TypeAlias = NDArray[np.float64]

Policies: TypeAlias = tuple[DevicePolicy, ...]
_ENDLESS = 1 << 30
_SIZES = 16  # quantiles of a service's request sizes, lognormal and as wide as SPREAD says (assumed)
_SLEEP_S = (
    10e-6  # between looks of a design that polls with sleeps: the support file's default (ACCEL_POLL_US)
)
_WAKE_S = 5e-6  # from a poller on another core to the thread that waits (assumed)


@dataclass(frozen=True, slots=True)
class Demand:
    """What one service asks of its pool, per item that needs it at all, and what the core would take instead."""

    service: str
    choice: Choice
    pool: Pool
    use: Use
    rate: float  # items per second
    share: float  # of the items that need the device
    descriptors: int
    engine_s: float  # per descriptor
    nbytes: float
    cpu_s: float  # of one descriptor on a core; 0: not known
    processes: int  # that the load is spread over


@dataclass(frozen=True, slots=True)
class Judgement:
    """The mean rank over replications, each one's own, and per term the cost of each replication."""

    rank: Rank
    ranks: tuple[Rank, ...]
    costs: tuple[tuple[float, ...], ...]  # replication, term


def demands(solution: Solution) -> tuple[Demand, ...]:
    """Every service that submits to a queued device at a positive rate, in the plan's order."""
    composition = solution.composition
    found = []
    for name in solution.kept:
        choice = solution.chosen(name)
        field = composition.fields[name]
        pool = next((p for p in composition.pools if use_of(choice.uses, p)), None)
        rate = field.rate(choice)
        use = use_of(choice.uses, pool) if pool else None
        if pool is None or use is None or use.requests <= 0 or not 0 < rate < math.inf:
            continue
        share = seldom(composition, name, {name: choice})
        count = max(1, round(use.requests))
        saved = field.root.values.get(Metric.CPU_TIME, 0.0) - choice.values.get(Metric.CPU_TIME, 0.0)
        able = choice.values.get(Metric.THROUGHPUT, 0.0)
        found.append(
            Demand(
                name,
                choice,
                pool,
                use,
                rate,
                share,
                count,
                use.engine_s / (count * share),
                use.nbytes / (count * share),
                max(0.0, saved) / use.requests,
                max(1, math.ceil(rate / able - 1e-9)) if able > 0 else 1,
            )
        )
    return tuple(found)


class PolicyModel:
    """Ranks policies for one plan; what a service does alone, as it was measured, is simulated once per seed."""

    def __init__(self, spec: Spec, solution: Solution, derived: Policies) -> None:
        self.spec, self.solution, self.composition = spec, solution, solution.composition
        self.demands = demands(solution)
        self.chosen = {name: solution.chosen(name) for name in solution.kept}
        self.derived = {p.service: p for p in derived}  # whose batches and queues the measurements had
        self._alone: dict[tuple[int, int], dict[str, Served]] = {}
        self._able: dict[tuple[int, int], dict[str, float]] = {}
        terms = [t for t in self.composition.all_terms if t.metric is Metric.THROUGHPUT]
        asked = {name for t in terms for name, weight in t.weights if weight}
        self.driven = frozenset(d.service for d in self.demands if d.service in asked)
        self._solo = [self._without_device(t) for t in self.composition.all_terms]

    def judge(self, policies: Policies, seeds: Sequence[int], jobs: int) -> Judgement:
        """Simulate under the policies with the given random numbers."""
        rows = [self._replication(policies, seed, jobs) for seed in seeds]
        ranks = tuple(rank for rank, _ in rows)
        mean = (fmean(r[0] for r in ranks), fmean(r[1] for r in ranks), fmean(r[2] for r in ranks))
        return Judgement(mean, ranks, tuple(costs for _, costs in rows))

    def _replication(self, policies: Policies, seed: int, jobs: int) -> tuple[Rank, tuple[float, ...]]:
        import numpy as np

        together = {s.name: s for s in simulate(self.scenario(policies, jobs), seed).services}
        alone = self._measured(seed, jobs)
        added = {name: np.zeros(0) for name in self.chosen}
        for demand in self.demands:
            name = demand.service
            paired = _paired(together[name], alone[name])
            untouched = round(len(paired) * (1 / demand.share - 1))
            added[name] = np.concatenate([paired, np.zeros(untouched)])
        by = {p.service: p for p in policies}
        more = {
            d.service: _more_cpu(d, by[d.service], together[d.service], alone[d.service])
            for d in self.demands
        }
        costs = self._costs(added, more, self._slower(policies, seed, jobs), seed)
        table = np.array([self.solution.vector])
        local = table[:, -1] + LOCAL_WEIGHT * self._locally(added, seed)
        judged = self.composition.judge(self.composition.overload(table), np.array([costs]), local)
        overload, broken, score = judged[0].tolist()
        return (overload, broken, score), tuple(costs)

    # --- from what was simulated to the terms of the goal ----------------------------------------------------

    def _costs(
        self,
        added: Mapping[str, Samples],
        more_cpu: Mapping[str, float],
        slower: Mapping[str, float],
        seed: int,
    ) -> list[float]:
        latencies = latency_costs(self.spec, self.composition, self.chosen, added, seed)
        costs = []
        for place, term in enumerate(self.composition.all_terms):
            if place in latencies:
                absolute = term.objective.is_bound and not term.objective.relative
                value, ratio = latencies[place]
                costs.append(value if absolute else term.baseline * ratio)
            else:
                costs.append(self._cost(place, term, more_cpu, slower))
        return costs

    def _without_device(self, term: Term) -> float:
        """The term as measured alone, service by service."""
        power = self.composition.power
        return sum(w * solo_cost(term.objective, self.chosen[s], power) for s, w in term.weights if w)

    def _cost(
        self, place: int, term: Term, more_cpu: Mapping[str, float], slower: Mapping[str, float]
    ) -> float:
        """Throughput and CPU time: what was measured alone and what sharing and the policy add."""
        if term.metric is Metric.THROUGHPUT:
            power = self.composition.power
            solo = [(n, w * solo_cost(term.objective, self.chosen[n], power)) for n, w in term.weights if w]
            return sum(cost * slower.get(name, 1.0) for name, cost in solo)
        if term.metric is not Metric.CPU_TIME:
            return self._solo[place]
        each = self.composition.power["core"] if term.objective.quantity == "energy" else 1.0
        return self._solo[place] + sum(w * each * more_cpu.get(name, 0.0) for name, w in term.weights)

    def _slower(self, policies: Policies, seed: int, jobs: int) -> dict[str, float]:
        """For services whose throughput counts: the rate they reach alone over the one that they reach in company.

        They are driven as fast as they go, the others at their loads.
        """
        if not self.driven:
            return {}
        scenario = self.scenario(policies, jobs)
        loads = [
            self._driving(d, s) if d.service in self.driven else s
            for d, s in zip(self.demands, scenario.services, strict=True)
        ]
        together = _reached(replace(scenario, services=tuple(loads)), seed)
        if (seed, jobs) not in self._able:
            found: dict[str, float] = {}
            for n, demand in enumerate(self.demands):
                if demand.service in self.driven:
                    found |= _reached(self._by_itself(n, jobs, driven=True), seed)
            self._able[seed, jobs] = found
        able = self._able[seed, jobs]
        return {n: able[n] / together[n] if together[n] > 0 else math.inf for n in self.driven}

    def _driving(self, demand: Demand, load: ServiceLoad) -> ServiceLoad:
        """The service with as many items in progress as its requests in flight allow, and its host's part before each."""
        host_s = demand.choice.values.get(Metric.CPU_TIME, 0.0)
        able = demand.choice.values.get(Metric.THROUGHPUT, 0.0)
        cores = max(1, math.ceil(able * host_s - 1e-9))
        items = max(1, round(demand.use.overlap / max(1.0, min(demand.use.window, demand.descriptors))))
        return replace(
            load,
            arrivals=Arrivals.CLOSED,
            rate=0.0,
            clients=items * demand.processes,
            pre_s=host_s,
            threads=max(cores, 1 if load.asynchronous else items) * demand.processes,
        )

    def _locally(self, added: Mapping[str, Samples], seed: int) -> float:
        """How much longer the latencies are that services themselves want short: mean of logs."""
        losses = []
        for demand in self.demands:
            wanted = self.composition.fields[demand.service].service.objectives
            for metric in (o.metric for o in wanted if not o.is_bound and o.metric in LATENCIES):
                choice = demand.choice
                now = own_latency(
                    self.composition, demand.service, choice, added[demand.service], metric, seed
                )
                losses.append(math.log(max(now, 1e-12) / choice.values[metric]))
        return fmean(losses) if losses else 0.0

    # --- what is simulated -------------------------------------------------------------------------------------

    def _measured(self, seed: int, jobs: int) -> dict[str, Served]:
        """Every service alone with all engines, nothing limited: how the candidates were measured."""
        if (seed, jobs) not in self._alone:
            found = {
                demand.service: simulate(self._by_itself(n, jobs), seed).services[n]
                for n, demand in enumerate(self.demands)
            }
            self._alone[seed, jobs] = found
        return self._alone[seed, jobs]

    def _by_itself(self, place: int, jobs: int, *, driven: bool = False) -> Scenario:
        """The service at a place with all engines and nothing limited."""
        loads = [ServiceLoad(d.service, Arrivals.NONE) for d in self.demands]
        demand = self.demands[place]
        load = self._load(demand, None, 0)
        loads[place] = self._driving(demand, load) if driven else load
        return Scenario(
            tuple(loads),
            (Queue(0),),
            (Group(demand.pool.engines, bus=0),),
            bus_bytes_per_s=(demand.pool.bytes_per_s,),
            until_s=self._until(jobs),
        )

    def _until(self, jobs: int) -> float:
        return jobs / sum(d.rate * d.share * d.descriptors for d in self.demands)

    def scenario(self, policies: Policies, jobs: int) -> Scenario:
        """All services together: a queue each, a group of engines per (pool, device, group) of the policies."""
        by = {p.service: p for p in policies}
        keys = [(d.pool.name, by[d.service].numa_node, by[d.service].group) for d in self.demands]
        places = list(dict.fromkeys(keys))
        groups: list[Group] = []
        buses: list[float] = []
        for key in places:
            demand = self.demands[keys.index(key)]
            policy = by[demand.service]
            groups.append(Group(max(1, policy.engines), bus=len(buses)))
            buses.append(demand.pool.bytes_per_s * _part(policy, demand.pool, len(_beside(places, key))))
        return Scenario(
            tuple(self._load(d, by[d.service], n) for n, d in enumerate(self.demands)),
            tuple(_queue(d, by[d.service], places.index(k)) for d, k in zip(self.demands, keys, strict=True)),
            tuple(groups),
            bus_bytes_per_s=tuple(buses),
            until_s=self._until(jobs),
        )

    def _load(self, demand: Demand, policy: DevicePolicy | None, queue: int) -> ServiceLoad:
        """One service's requests as the policy lets them come; None: as they were measured."""
        by_rule = self.derived[demand.service]
        batch = _batch(demand, policy or by_rule)
        window, threads = demand.use.window, max(1, round(demand.use.overlap)) * demand.processes
        if policy is not None and window > 1:
            window = min(window, policy.depth)
        host_s = demand.choice.values.get(Metric.CPU_TIME, 0.0)
        rate = demand.rate * demand.share
        blocked = demand.choice.execution is Execution.SYNC
        blocked = blocked and rate * (host_s + demand.use.engine_s) / threads < STABLE
        mode = (policy or by_rule).queue_mode
        polling, notice_s = _polling(demand, policy)
        per_byte_s, fixed_s = _engine(demand)
        return ServiceLoad(
            demand.service,
            rate=rate,
            asynchronous=not blocked,
            threads=threads if blocked else _ENDLESS,
            busy_poll=blocked and polling,
            pre_s=host_s if blocked else 0.0,
            host_law=Law.LOGNORMAL,
            submit_s=_submit(demand, mode, batch),
            notice_s=notice_s,
            window=max(1, round(min(window, demand.descriptors) / batch)),
            descriptors=math.ceil(demand.descriptors / batch),
            steps=(
                Step(
                    queue,
                    fixed_s * batch,
                    per_byte_s,
                    law=Law.FIXED if per_byte_s else Law.LOGNORMAL,
                    scv=SPREAD,
                    cpu_per_byte_s=demand.cpu_s / demand.nbytes if demand.nbytes else 0.0,
                    cpu_s=0.0 if demand.nbytes else demand.cpu_s * batch,
                ),
            ),
            sizes=_sizes(demand.nbytes * batch, _least(demand) * batch),
            threshold_bytes=0.0 if policy is None else float(policy.threshold_bytes * batch),
            spill=0.0 if policy is None else policy.spill_share,
        )


def _beside(places: Sequence[tuple[str, int, int]], key: tuple[str, int, int]) -> list[tuple[str, int, int]]:
    """The groups on the same device of the same pool: they share its bandwidth."""
    return [p for p in places if p[:2] == key[:2]]


def _part(policy: DevicePolicy, pool: Pool, groups: int) -> float:
    """Of the pool's bandwidth: a device of it, and of that what a group's engines can claim (assumed to divide evenly)."""
    device = 1.0 if policy.numa_node < 0 else 1 / devices(pool)
    return device if groups == 1 else min(device, policy.engines / pool.engines)


def devices(pool: Pool) -> int:
    """How many devices the pool has."""
    return max(1, round(pool.engines / max(1.0, pool.model.at("engines", "mid", 1.0))))


def configurable(pool: Pool) -> bool:
    """Whether the device has work queues with weights and groups of engines; QAT's ring pairs have neither."""
    return pool.model.interface in ("idxd", "qpl")


def _queue(demand: Demand, policy: DevicePolicy, group: int) -> Queue:
    """What is in flight at most is kept back by the program; what the queue cannot hold goes to the core."""
    own = configurable(demand.pool)
    in_flight = max(1, policy.depth) * demand.processes
    ring = round(demand.pool.model.at("ring_depth", "mid", 1.0)) * policy.instances * demand.processes
    slots = policy.queue_size if own else ring
    kept_back = in_flight <= slots
    return Queue(
        group,
        capacity=max(1, in_flight if kept_back else slots),
        weight=float(policy.priority) if own else 1.0,
        full=Full.WAIT if kept_back or demand.cpu_s <= 0 else Full.FALL_BACK,
        hold=kept_back or not own,
        bytes_per_s=policy.rate_limit_bytes_per_s,
    )


def _batch(demand: Demand, policy: DevicePolicy) -> int:
    """Descriptors that travel together: the device takes the next batch when the whole of one has ended."""
    batches = demand.choice.execution is Execution.BATCH
    return max(1, min(policy.batch_cap, demand.descriptors, round(demand.use.window))) if batches else 1


def _submit(demand: Demand, mode: str, batch: int) -> float:
    """Host time of one submission: a posted write to a dedicated queue, the queue's answer to a shared one."""
    model = demand.pool.model
    if model.interface != "idxd":
        return 0.0
    each = model.at("submit_batched_s", "mid") * batch if batch > 1 else 0.0
    return model.at("submit_s", "low" if mode == "dedicated" else "mid") + each


def _polling(demand: Demand, policy: DevicePolicy | None) -> tuple[bool, float]:
    """Whether a waiting thread keeps its core, and how late it may see a completion."""
    poll = demand.choice.trial.candidate.design.knob("poll") if policy is None else policy.poll
    if policy is not None and policy.polling_core >= 0:
        return False, _WAKE_S
    return poll != "sleep", _SLEEP_S if poll == "sleep" else 0.0


def _engine(demand: Demand) -> tuple[float, float]:
    """Engine seconds per byte and per descriptor; all of it per descriptor where bytes are not known."""
    if demand.nbytes <= 0:
        return 0.0, demand.engine_s
    fixed = min(demand.pool.model.at("setup_s", "mid"), demand.engine_s / 2)
    return (demand.engine_s - fixed) / demand.nbytes, fixed


def _least(demand: Demand) -> float:
    """The smallest request that the measured design sends to the device."""
    value = demand.choice.trial.candidate.design.knob("min_bytes", 0)
    return float(value) if isinstance(value, int | float) else 0.0


@lru_cache(maxsize=256)
def _sizes(mean: float, least: float) -> tuple[tuple[float, float], ...]:
    """Equally likely sizes with that mean, none below the threshold that was measured."""
    if mean <= 0:
        return ()
    sigma = math.sqrt(math.log(1 + SPREAD))
    drawn = [math.exp(sigma * NormalDist().inv_cdf((n + 0.5) / _SIZES)) for n in range(_SIZES)]
    least = min(least, mean)
    scale = mean / fmean(drawn)
    for _ in range(20):  # what is lifted to the threshold is taken from the rest
        lifted = fmean(max(least, scale * x) for x in drawn)
        scale *= mean / lifted
    return tuple((max(least, scale * x), 1 / _SIZES) for x in drawn)


def _paired(together: Served, alone: Served) -> Samples:
    """Per request what the policy and the others add to what it takes alone; may be less than nothing."""
    import numpy as np

    both, own = np.full(alone.arrived, np.nan), np.full(alone.arrived, np.nan)
    both[together.index] = together.own_s
    own[alone.index] = alone.own_s
    paired: Samples = both - own
    known: Samples = paired[~np.isnan(paired)]
    return known


def _more_cpu(demand: Demand, policy: DevicePolicy, together: Served, alone: Served) -> float:
    """CPU seconds per item of the service beyond what it takes alone as measured."""
    found = demand.share * (together.core_s - alone.core_s) / max(1, alone.arrived)
    return found + max(0, policy.polling_core) / demand.rate


def _reached(scenario: Scenario, seed: int) -> dict[str, float]:
    """Requests per second of the services that are driven."""
    found = simulate(scenario, seed, samples=1)
    return {
        s.name: served.finished / found.now_s
        for s, served in zip(scenario.services, found.services, strict=True)
        if s.arrivals is Arrivals.CLOSED and found.now_s > 0
    }


def replaced(policies: Policies, service: str, **changes: object) -> Policies:
    """The policies with some fields of one service changed."""
    return tuple(replace(p, **changes) if p.service == service else p for p in policies)  # type: ignore[arg-type]
