"""How each service is to use its device: queue, priority, engines, limits; by rule, where the search starts from."""

from __future__ import annotations

import math

from accelagent.domain import Execution, Spec
from accelagent.orchestrator.choices import Choice
from accelagent.orchestrator.model import Pool, Use, use_of
from accelagent.orchestrator.policy import NORMAL, URGENT, instances_for, urgent
from accelagent.orchestrator.solution import Solution
from accelagent.planned import DevicePolicy, PolicySearch

_SPILL_FROM = 0.8  # utilisation beyond which waits grow steeply and the surplus belongs on the core
_HEADROOM = 1.25  # of a bulk service's rate limit over what it needs at its load (assumed)
_SHORT_BATCH, _LONG_BATCH = 8, 32  # descriptors; for latency a batch that fills fast, devices.md §5, 7 and 8


def policies(spec: Spec, solution: Solution) -> tuple[DevicePolicy, ...]:
    """One per service that uses a queued device, in order of the specification."""
    filled = dict(solution.composition.utilisation(solution.vector))
    found = []
    for service in spec.services:
        choice = solution.chosen(service.name)
        for number, pool in enumerate(solution.composition.pools):
            use = use_of(choice.uses, pool)
            if use is not None:
                users = [n for n in solution.kept if use_of(solution.chosen(n).uses, pool)]
                found.append(
                    _policy(spec, solution, service.name, choice, pool, use, number, users, filled[pool.name])
                )
    return tuple(found)


def _policy(
    spec: Spec,
    solution: Solution,
    service: str,
    choice: Choice,
    pool: Pool,
    use: Use,
    number: int,
    users: list[str],
    filled: float,
) -> DevicePolicy:
    quick = urgent(spec, service)
    alone = len(users) == 1
    idxd = pool.model.interface in ("idxd", "qpl")
    rate = solution.composition.fields[service].rate(choice)
    design = choice.trial.candidate.design
    instances = instances_for(pool, choice)
    per_function = max(1, round(pool.model.at("instances", "mid", 1.0)))
    spill = 0.0 if quick or filled <= _SPILL_FROM else 1 - _SPILL_FROM / filled
    threshold = design.knob("min_bytes", 0)
    return DevicePolicy(
        service=service,
        device=pool.name,
        queue_mode=_queue_mode(pool, instances == 1) if idxd else "ring pair",
        queue_size=_queue_size(pool, use, len(users)),
        priority=URGENT if quick else NORMAL,
        group=_group(spec, users, service, pool) if idxd else number,
        engines=_engines(spec, users, service, pool) if idxd else pool.engines,
        threshold_bytes=int(threshold) if isinstance(threshold, int | float) else 0,
        batch_cap=1 if choice.execution is Execution.SYNC else _SHORT_BATCH if quick else _LONG_BATCH,
        depth=max(1, round(use.overlap)),
        poll=str(design.knob("poll", "design's own")),
        instances=instances,
        virtual_functions=math.ceil(instances / per_function)
        if "virtual_functions" in pool.model.parameters
        else 0,
        rate_limit_bytes_per_s=0.0 if alone or quick or idxd else _HEADROOM * rate * use.nbytes,
        spill_share=spill,
    )


def _split(spec: Spec, users: list[str], pool: Pool) -> bool:
    """Latency and bulk get engines of their own where both are there and there are engines for both."""
    return len({urgent(spec, n) for n in users}) > 1 and pool.engines > 1


def _group(spec: Spec, users: list[str], service: str, pool: Pool) -> int:
    return 0 if urgent(spec, service) or not _split(spec, users, pool) else 1


def _engines(spec: Spec, users: list[str], service: str, pool: Pool) -> int:
    if not _split(spec, users, pool):
        return pool.engines
    first = max(1, pool.engines // 2)
    return first if urgent(spec, service) else pool.engines - first


def _queue_mode(pool: Pool, single_owner: bool) -> str:
    """One owner tracks its slots in software; several need the queue's own answer, and QPL knows shared queues only."""
    return "dedicated" if single_owner and pool.model.interface == "idxd" else "shared"


def _queue_size(pool: Pool, use: Use, users: int) -> int:
    """Slots for what is in flight, a power of two, no more than an equal share of the device's."""
    depth = max(1, round(pool.model.at("ring_depth", "mid", 128.0)))
    wanted = 1 << max(0, math.ceil(math.log2(max(1.0, use.overlap))))
    return max(1, min(wanted, depth // users))


def as_plain(found: DevicePolicy) -> dict[str, object]:
    """For the plan's JSON."""
    return {
        "device": found.device,
        "queue_mode": found.queue_mode,
        "queue_size": found.queue_size,
        "priority": found.priority,
        "group": found.group,
        "engines": found.engines,
        "threshold_bytes": found.threshold_bytes,
        "batch_cap": found.batch_cap,
        "depth": found.depth,
        "poll": found.poll,
        "instances": found.instances,
        "virtual_functions": found.virtual_functions,
        "rate_limit_bytes_per_s": round(found.rate_limit_bytes_per_s, 1),
        "spill_share": round(found.spill_share, 4),
        "polling_core": found.polling_core,
        "numa_node": found.numa_node,
    }


def search_as_plain(found: PolicySearch | None) -> dict[str, object] | None:
    """For the plan's JSON: what was tried, what was changed and what each change gained; null when nothing is shared."""
    if found is None:
        return None
    return {
        "evaluated": found.evaluated,
        "refused_by_lints": found.refused,
        "budget": found.budget,
        "seed": found.seed,
        "replications": found.replications,
        "adopted": found.adopted,
        "goal_gain": round(found.goal_gain, 6),
        "goal_gain_half": round(found.goal_gain_half, 6) if math.isfinite(found.goal_gain_half) else None,
        "broken_derived": round(found.broken_derived, 6),
        "broken_searched": round(found.broken_searched, 6),
        "steps": [
            {
                "of": s.service,
                "field": s.field,
                "before": s.before,
                "after": s.after,
                "goal_gain": round(math.exp(s.score[0] - s.score[1]) - 1, 6),
                "broken": [round(x, 6) for x in s.broken],
            }
            for s in found.steps
        ],
        "note": found.note,
        "plans": found.plans,
    }
