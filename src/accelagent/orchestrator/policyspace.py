"""The policies that can be given to a plan's services: per service and field the values that device and design allow."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from accelagent.domain import Execution
from accelagent.orchestrator.model import Pool
from accelagent.orchestrator.policymodel import Demand, Policies, configurable, devices, replaced
from accelagent.planned import DevicePolicy
from accelagent.units import plain

Change: TypeAlias = tuple[tuple[str, tuple[tuple[str, object], ...]], ...]  # per service: fields and values

_WEIGHTS = (1, 2, 5, 10, 15)  # of work queues: the driver takes 1 to 15
_THRESHOLDS = (4096, 16384, 65536, 131072)  # bytes; the support file's own steps
_DEPTHS = (1, 2, 4, 8, 16, 32)
_BATCHES = (1, 4, 8, 16, 32)
_ENTRIES = (4, 8, 16, 32, 64)
_SPILLS = (0.1, 0.25, 0.5, 0.75)
_RATES = (1.05, 1.25, 1.5, 2.0)  # of what the service asks for at its load
_INSTANCES = (1, 2, 4, 8)
_MOST_PLACEMENTS = 32


@dataclass(frozen=True, slots=True)
class Axis:
    """One dimension of the space: the changes that replace one another; the present value need not be among them."""

    owner: str  # a service, or the device whose engines are divided
    field: str
    changes: tuple[Change, ...]


def axes(demands: tuple[Demand, ...], derived: Policies) -> tuple[Axis, ...]:
    """The space around the derived policies; single values are no axes."""
    by = {p.service: p for p in derived}
    found = []
    for demand in demands:
        policy = by[demand.service]
        for field, values in _fields(demand, policy).items():
            options = tuple(dict.fromkeys((getattr(policy, field), *values)))
            if len(options) > 1:
                changes = tuple(((demand.service, _with(demand, field, v)),) for v in options)
                found.append(Axis(demand.service, field, changes))
    for pool in dict.fromkeys(d.pool for d in demands):
        found += _layouts(pool, [d.service for d in demands if d.pool == pool], derived)
    return tuple(found)


def _with(demand: Demand, field: str, value: object) -> tuple[tuple[str, object], ...]:
    """A field and what follows from it."""
    if field != "instances" or not isinstance(value, int):
        return ((field, value),)
    each = max(1.0, demand.pool.model.at("instances", "mid", 1.0))
    functions = math.ceil(value / each) if "virtual_functions" in demand.pool.model.parameters else 0
    return (("instances", value), ("virtual_functions", functions))


def _depths(knob: object, policy: DevicePolicy) -> tuple[int, ...]:
    """In flight at most, as it follows from the values of the knob: several streams each keep so many."""
    streams = policy.depth / knob if isinstance(knob, int) and knob > 0 else 1.0
    return tuple(max(1, round(streams * value)) for value in _DEPTHS)


def applied(policies: Policies, change: Change) -> Policies:
    """The policies after a change."""
    for service, fields in change:
        policies = replaced(policies, service, **dict(fields))
    return policies


def said(policies: Policies, axis: Axis, change: Change) -> str:
    """A change's fields as they stand in the policies."""
    by = {p.service: p for p in policies}
    several = len(change) > 1
    texts = []
    for service, fields in change:
        values = ", ".join(f"{field} {_figure(getattr(by[service], field))}" for field, _ in fields)
        texts.append(f"{service}: {values}" if several else values.removeprefix(f"{axis.field} "))
    return "; ".join(texts)


def _figure(value: object) -> str:
    return plain(value, 4) if isinstance(value, float) else str(value)


def _fields(demand: Demand, policy: DevicePolicy) -> Mapping[str, tuple[object, ...]]:
    """Only what the design reads at run time, or the device can be configured for."""
    design = demand.choice.trial.candidate.design
    knobs = dict(design.knobs)
    own, posted = configurable(demand.pool), demand.pool.model.interface == "idxd"
    found: dict[str, tuple[object, ...]] = {}
    if "depth" in knobs:
        found["depth"] = _depths(knobs["depth"], policy)
    if "min_bytes" in knobs and demand.cpu_s > 0:
        # Of smaller requests than the measured threshold nothing is known.
        found["threshold_bytes"] = tuple(t for t in _THRESHOLDS if t > policy.threshold_bytes)
    if "poll" in knobs and demand.choice.execution is Execution.SYNC:
        found["poll"] = ("busy", "sleep")
    if "polling_core" in knobs:
        found["polling_core"] = (-1, 1)
    generated = not design.written and any(r.startswith("offload-") for r in design.recipes)
    if ("spill" in knobs or generated) and demand.cpu_s > 0:
        found["spill_share"] = (0.0, *_SPILLS)
    if own:
        found["priority"] = _WEIGHTS
        found["queue_size"] = _ENTRIES
    else:
        found["instances"] = _INSTANCES
        bytes_per_s = demand.rate * demand.use.nbytes
        found["rate_limit_bytes_per_s"] = (0.0, *(f * bytes_per_s for f in _RATES)) if bytes_per_s else (0.0,)
    if posted:
        found["queue_mode"] = ("dedicated", "shared")
        found["batch_cap"] = _BATCHES if demand.choice.execution is Execution.BATCH else ()
    return found


def _layouts(pool: Pool, services: list[str], derived: Policies) -> Iterator[Axis]:
    """How the pool's devices are dealt out, and how one device's engines are grouped."""
    by = {p.service: p for p in derived}
    if len(services) > 1 and devices(pool) > 1:
        placed = itertools.product(range(devices(pool)), repeat=len(services))
        changes = [_spread(pool, services)]
        changes += [_placed(pool, services, p) for p in itertools.islice(placed, _MOST_PLACEMENTS)]
        yield Axis(pool.name, "numa_node", tuple(changes))
    elif len(services) > 1 and configurable(pool) and pool.engines > 1:
        now = tuple((s, (("group", by[s].group), ("engines", by[s].engines))) for s in services)
        together = tuple((s, (("group", 0), ("engines", pool.engines))) for s in services)
        apart = [_apart(pool, services, alone, n) for alone in services for n in range(1, pool.engines)]
        yield Axis(pool.name, "group", tuple(dict.fromkeys((now, together, *apart))))


def _spread(pool: Pool, services: list[str]) -> Change:
    return tuple((s, (("numa_node", -1), ("engines", pool.engines))) for s in services)


def _placed(pool: Pool, services: list[str], nodes: tuple[int, ...]) -> Change:
    """Each service on one device of the pool; devices stand on a node each (assumed)."""
    each = max(1, pool.engines // devices(pool))
    return tuple((s, (("numa_node", n), ("engines", each))) for s, n in zip(services, nodes, strict=True))


def _apart(pool: Pool, services: list[str], alone: str, engines: int) -> Change:
    """One service with engines of its own, the others together on the rest."""
    return tuple(
        (
            s,
            (("group", 0), ("engines", engines))
            if s == alone
            else (("group", 1), ("engines", pool.engines - engines)),
        )
        for s in services
    )
