"""The application's goal over a combination of choices: predicted values, broken bounds, one score."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeAlias

from accelagent.domain import Metric, Objective, Sense, Spec
from accelagent.errors import SpecError
from accelagent.objectives import loss
from accelagent.orchestrator.choices import Choice, Field
from accelagent.orchestrator.join import Entry, Rank
from accelagent.orchestrator.model import CAPACITY, Pool, Use, alone, use_of, utilisation, waits
from accelagent.orchestrator.relaxation import Vector
from accelagent.units import plain

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Array: TypeAlias = NDArray[np.float64]

# A service's own objectives break ties of the goal: halving a local latency weighs as much as 0.7 % of the goal,
# less than the smallest effect that is called a difference.
LOCAL_WEIGHT = 0.01
# Quantiles of a wait taken as exponential: -ln(1-p) times its mean.
_TAIL = {
    Metric.LATENCY_P50: math.log(2),
    Metric.LATENCY_P99: math.log(100),
    Metric.LATENCY_P999: math.log(1000),
}
_ROUNDING = 1e-9  # of a log ratio; less beyond a bound is not a broken bound
PER_POOL = 4  # coordinates: engine time, second moment, bytes, places


@dataclass(frozen=True, slots=True)
class Term:
    """One metric of the goal: a weighted sum over services, in smaller-is-better cost (seconds per item, bytes).

    Latency along a path weighs callees by requests per own request; CPU of the application weighs by load.
    """

    objective: Objective
    weights: tuple[tuple[str, float], ...]
    baseline: float  # cost of the unmodified application

    @property
    def metric(self) -> Metric:
        return self.objective.metric

    @property
    def limit(self) -> float | None:
        """The largest cost that keeps the bound."""
        bound = self.objective.bound
        if bound is None:
            return None
        if self.metric.maximise:
            return self.baseline / bound if self.objective.relative else 1.0 / bound
        return self.baseline * bound if self.objective.relative else bound

    def value(self, cost: float) -> float:
        """The metric in its own direction and base unit."""
        return 1.0 / cost if self.metric.maximise else cost

    def ratio(self, cost: float) -> float:
        return self.baseline / cost if self.metric.maximise else cost / self.baseline

    @property
    def unit(self) -> str:
        return {"cores": "core", "energy": "W"}.get(self.objective.quantity, self.metric.unit)

    @property
    def label(self) -> str:
        name = self.objective.quantity or (f"path_{self.metric}" if self.objective.path else str(self.metric))
        return f"{name}({self.objective.service})" if self.objective.service else name


class Composition:
    """Goal, devices and services together: turns choices into vectors for the join, and vectors into ranks."""

    def __init__(self, spec: Spec, fields: Mapping[str, Field], pools: Sequence[Pool]) -> None:
        self.pools = tuple(pools)
        self.fields = fields
        self.power = dict(spec.power)
        self.terms = tuple(_terms(spec, spec.goal.optimise, fields))
        self.bounds = (*_terms(spec, spec.goal.bounds, fields), *_own_bounds(spec, fields))
        self.all_terms = (*self.terms, *self.bounds)
        self._stride = 1 + 3 * len(self.pools)  # cost, and per pool: waits, engine time, minus own load

    # --- from choices to vectors ------------------------------------------------------------------------

    def entry(self, service: str, choice: Choice) -> Entry:
        """The choice as the join sees it."""
        rate = self.fields[service].rate(choice)
        vector = [x for pool in self.pools for x in _demand(use_of(choice.uses, pool), rate)]
        for term in self.all_terms:
            vector += self._share(term, service, choice, rate)
        vector.append(self._local(service, choice))
        return Entry(choice.join_key, tuple(vector))

    def _share(self, term: Term, service: str, choice: Choice, rate: float) -> list[float]:
        """What a service adds to a term: cost, then per pool the waits and, for throughput, the device limit."""
        weight = dict(term.weights).get(service, 0.0)
        if weight == 0.0:
            return [0.0] * self._stride
        cost = weight * solo_cost(term.objective, choice, self.power)
        shares: list[float] = []
        for pool in self.pools:
            use = use_of(choice.uses, pool)
            if use is None or term.metric in (Metric.CPU_TIME, Metric.OUTPUT_SIZE):
                shares += [0.0, 0.0, 0.0]
                continue
            waits = weight * waits_felt(term.metric, use)
            cost -= waits * alone(pool, use, rate)
            limited = term.metric is Metric.THROUGHPUT
            shares += [waits, use.engine_s if limited else 0.0, -rate * use.engine_s if limited else 0.0]
        return [cost, *shares]

    def _local(self, service: str, choice: Choice) -> float:
        wanted = [o for o in self.fields[service].service.objectives if not o.is_bound]
        losses = [loss(o.metric, choice.ratios[o.metric]) for o in wanted if o.metric in choice.ratios]
        return LOCAL_WEIGHT * sum(losses) / len(losses) if losses else 0.0

    # --- from vectors to values -------------------------------------------------------------------------

    def ranks(self, table: Array, bounds: Sequence[Term] | None = None) -> Array:
        """Per row overload of devices, sum of broken bounds, score; all logs of ratios, smaller is better.

        `bounds` are those that count; all of them when None.
        """
        return self.judge(self.overload(table), self.cost_table(table), table[:, -1], bounds)

    def judge(
        self, overload: Array, costs: Array, local: Array, bounds: Sequence[Term] | None = None
    ) -> Array:
        """The ranks of given costs, wherever they come from."""
        import numpy as np

        broken, score, weights = np.zeros(len(costs)), np.zeros(len(costs)), 0.0
        worst = np.full(len(costs), -np.inf)
        for place, term in enumerate(self.all_terms):
            cost = costs[:, place]
            if place < len(self.terms):
                value = _logs(cost / term.baseline)
                if term.objective.fair:
                    worst = np.maximum(worst, value)
                else:
                    score += term.objective.weight * value
                    weights += term.objective.weight
            elif term.limit is not None and (bounds is None or any(term is b for b in bounds)):
                beyond = _logs(cost / term.limit)
                broken += np.where(beyond > _ROUNDING, beyond, 0.0)
        if any(t.objective.fair for t in self.terms):
            score, weights = score + worst, weights + 1.0
        return np.stack([overload, broken, score / max(weights, 1e-9) + local], axis=1)

    def rank(self, vector: Vector) -> Rank:
        """The rank of one vector."""
        import numpy as np

        overload, broken, score = self.ranks(np.array([vector]))[0].tolist()
        return overload, broken, score

    def overload(self, table: Array) -> Array:
        """How far beyond their capacity the devices are, summed."""
        import numpy as np

        beyond = np.zeros(len(table))
        for n, pool in enumerate(self.pools):
            busy, nbytes, places = (table[:, n * PER_POOL + k] for k in (0, 2, 3))
            filled = busy / pool.engines
            if pool.bytes_per_s:
                filled = np.maximum(filled, nbytes / pool.bytes_per_s)
            beyond += np.maximum(0.0, _logs(filled / CAPACITY))
            beyond += np.maximum(0.0, _logs(places / pool.places))
        return beyond

    def fullness(self, vector: Vector) -> list[tuple[str, float, float]]:
        """Per pool utilisation and places taken, each with what is allowed."""
        found = []
        for n, pool in enumerate(self.pools):
            busy, _, nbytes, places = vector[n * PER_POOL : (n + 1) * PER_POOL]
            found.append((f"{pool.name} utilisation", utilisation(pool, busy, nbytes), CAPACITY))
            found.append((f"{pool.name} places", places, float(pool.places)))
        return found

    def utilisation(self, vector: Vector) -> tuple[tuple[str, float], ...]:
        full = self.fullness(vector)[::2]
        return tuple((pool.name, found) for pool, (_, found, _) in zip(self.pools, full, strict=True))

    def costs(self, vector: Vector) -> list[tuple[Term, float]]:
        """Every term of goal and bounds with its predicted cost."""
        import numpy as np

        row = self.cost_table(np.array([vector]))[0].tolist()
        return list(zip(self.all_terms, row, strict=True))

    def broken(self, vector: Vector, costs: Sequence[tuple[Term, float]] | None = None) -> list[str]:
        """The bounds and capacities that do not hold, each with the figure found."""
        found = [
            f"{term.objective.text} is {_figure(term, cost)}"
            for term, cost in costs or self.costs(vector)
            if not holds(term, cost)
        ]
        full = [
            f"{what} is {got:.3g} of {most:.3g}" for what, got, most in self.fullness(vector) if got > most
        ]
        return found + full

    def column(self, place: int) -> int:
        """Where in a vector the term at that place has its cost without the waits that sharing adds."""
        return len(self.pools) * PER_POOL + place * self._stride

    def cost_table(self, table: Array) -> Array:
        """Per row and term: solo cost plus the waits that sharing adds; for throughput at least what others leave."""
        import numpy as np

        mean_waits = [
            waits(pool.engines, table[:, n * PER_POOL], table[:, n * PER_POOL + 1])
            for n, pool in enumerate(self.pools)
        ]
        costs = np.empty((len(table), len(self.all_terms)))
        for place in range(len(self.all_terms)):
            start = self.column(place)
            cost, slowest = table[:, start].copy(), np.zeros(len(table))
            for n, pool in enumerate(self.pools):
                waiting, engine_s, minus_own = (table[:, start + 1 + 3 * n + k] for k in range(3))
                cost += waiting * mean_waits[n]
                left = np.maximum(1e-9, pool.engines - table[:, n * PER_POOL] - minus_own)
                slowest = np.maximum(slowest, np.where(engine_s > 0, engine_s / left, 0.0))
            costs[:, place] = np.maximum(cost, slowest)
        return costs


def holds(term: Term, cost: float) -> bool:
    """Whether a cost keeps the term's bound."""
    return term.limit is None or _excess(cost, term.limit) == 0.0


def terms_of(spec: Spec, objectives: Iterable[Objective]) -> list[tuple[Objective, tuple[str, ...]]]:
    """Objectives with the services they speak of; one about every service becomes one for each.

    CPU time without a service stays one figure: the CPU of the whole application at its loads.
    """
    found: list[tuple[Objective, tuple[str, ...]]] = []
    for objective in objectives:
        _check(spec, objective)
        names = tuple(s.name for s in spec.services)
        if objective.service is not None:
            path = tuple(path_weights(spec, objective.service)) if objective.path else (objective.service,)
            found.append((objective, path))
        elif objective.metric is Metric.CPU_TIME:
            found.append((objective, names))
        else:
            found += terms_of(spec, [_for_service(objective, name) for name in names])
    return found


def needed(spec: Spec) -> dict[str, list[Metric]]:
    """Per service the metrics a plan has to know: those of the goal, then those of its own objectives."""
    found: dict[str, dict[Metric, None]] = {s.name: {} for s in spec.services}
    for objective, services in terms_of(spec, (*spec.goal.optimise, *spec.goal.bounds)):
        for name in services:
            found[name][objective.metric] = None
    for service in spec.services:
        found[service.name].update({o.metric: None for o in service.objectives})
    return {name: list(metrics) for name, metrics in found.items()}


def path_weights(spec: Spec, service: str, seen: tuple[str, ...] = ()) -> dict[str, float]:
    """Requests to each service per request to `service`, itself included, through all calls."""
    weights = {service: 1.0}
    for callee, requests in spec.service(service).calls:
        if callee in (*seen, service):
            raise SpecError(f"{spec.path}: services.{service}.calls: {callee} calls back; allowed: no cycles")
        for name, count in path_weights(spec, callee, (*seen, service)).items():
            weights[name] = weights.get(name, 0.0) + requests * count
    return weights


def _terms(spec: Spec, objectives: Iterable[Objective], fields: Mapping[str, Field]) -> list[Term]:
    return [_term(spec, o, services, fields) for o, services in terms_of(spec, objectives)]


def _own_bounds(spec: Spec, fields: Mapping[str, Field]) -> list[Term]:
    found = []
    said = {bound.text for bound in spec.goal.bounds}
    for service in spec.services:
        for objective in service.objectives:
            own = _for_service(objective, service.name)
            if objective.is_bound and own.text not in said:
                [(named, names)] = terms_of(spec, [own])
                found.append(_term(spec, named, names, fields))
    return found


def _term(spec: Spec, objective: Objective, services: Sequence[str], fields: Mapping[str, Field]) -> Term:
    if objective.path and objective.service is not None:
        weights = path_weights(spec, objective.service)
    elif objective.quantity:
        weights = _rates(services, fields)
    elif objective.service is None:
        weights = _load_weights(services, fields)
    else:
        weights = {objective.service: 1.0}
    power = dict(spec.power)
    baseline = sum(w * solo_cost(objective, fields[name].root, power) for name, w in weights.items())
    return Term(objective, tuple(weights.items()), baseline or 1.0)


def _rates(services: Sequence[str], fields: Mapping[str, Field]) -> dict[str, float]:
    """Items per second of each service: its offered load, else what the unmodified service can do."""
    return {name: fields[name].rate(fields[name].root) for name in services}


def _load_weights(services: Sequence[str], fields: Mapping[str, Field]) -> dict[str, float]:
    """Shares of all items per second, by offered load or else by what the unmodified service can do."""
    rates = _rates(services, fields)
    everything = sum(rates.values())
    return {n: r / everything if everything else 1.0 / len(rates) for n, r in rates.items()}


def _for_service(objective: Objective, name: str) -> Objective:
    text = objective.text.replace(str(objective.metric), f"{objective.metric}({name})", 1)
    return replace(objective, text=text, service=name)


def _check(spec: Spec, objective: Objective) -> None:
    """Bounds against a metric's direction would reward losing; no plan is sought for them."""
    good = (Sense.MAXIMIZE, Sense.AT_LEAST) if objective.metric.maximise else (Sense.MINIMIZE, Sense.AT_MOST)
    if objective.quantity == "energy" and "core" not in dict(spec.power):
        raise SpecError(
            f"{spec.path}: goal: {objective.text!r} needs an energy model; add for example 'power: {{core: 5, "
            f"{spec.devices[0].name}: 10}}', watts while busy"
        )
    if objective.sense not in good:
        raise SpecError(
            f"{spec.path}: goal: {objective.text!r} asks {objective.metric} to get worse; "
            f"allowed for it: {' or '.join(good)}"
        )


def solo_cost(objective: Objective, choice: Choice, power: Mapping[str, float]) -> float:
    """Per item and smaller is better; energy is that of the core and of the engine time on devices."""
    value = choice.values.get(objective.metric, 0.0)
    if objective.quantity == "energy":
        on_devices = sum(use.device_share_s * power.get(use.pool, 0.0) for use in choice.uses)
        return value * power["core"] + on_devices
    if not objective.metric.maximise:
        return value
    return 1.0 / value if value > 0 else math.inf


def _demand(use: Use | None, rate: float) -> tuple[float, float, float, float]:
    if use is None:
        return 0.0, 0.0, 0.0, 0.0
    return rate * use.engine_s, rate * use.second_moment, rate * use.nbytes, 1.0


def waits_felt(metric: Metric, use: Use) -> float:
    """How many mean waits an item feels: its requests in flight together wait together; quantiles feel the tail."""
    per_item = use.requests / max(1.0, min(use.window, use.requests))
    if metric in _TAIL:
        return _TAIL[metric] * max(1.0, per_item)
    return use.requests / max(1.0, use.overlap) if metric is Metric.THROUGHPUT else per_item


def _excess(cost: float, limit: float) -> float:
    """How far beyond a limit, as a log; rounding is not a broken bound."""
    beyond = _log(cost / limit) if limit > 0 else math.inf
    return beyond if beyond > _ROUNDING else 0.0


def _log(ratio: float) -> float:
    return math.log(ratio) if ratio > 0 else -50.0


def _logs(ratios: Array) -> Array:
    import numpy as np

    return np.where(ratios > 0, np.log(np.maximum(ratios, 1e-300)), -50.0)


def _figure(term: Term, cost: float) -> str:
    if term.objective.relative:
        return f"{plain(term.ratio(cost))}x"
    return f"{plain(term.value(cost), 4)} {term.unit}"
