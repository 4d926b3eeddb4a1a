"""How each service is to use its share of a device, and sentences about what is risky in the plan."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Sequence

from accelagent.domain import Assignment, Design, Execution, Metric, Spec
from accelagent.orchestrator.choices import CPU, Choice
from accelagent.orchestrator.model import Pool, use_of
from accelagent.orchestrator.solution import Solution
from accelagent.planned import DevicePolicy
from accelagent.units import plain

_LATENCIES = (Metric.LATENCY_MEAN, Metric.LATENCY_P50, Metric.LATENCY_P99, Metric.LATENCY_P999)
_SUBMITS = re.compile(r"\bcpa(?:DcCompressData2?|DcDecompressData2?|DcNs\w+Data|CySymPerformOp)\s*\(")
URGENT, NORMAL = 10, 5  # weights 1..15, as work-queue priorities are


def assignments(
    spec: Spec,
    solution: Solution,
    policies: Sequence[DevicePolicy] = (),
    derived: Sequence[DevicePolicy] = (),
) -> tuple[Assignment, ...]:
    """One assignment per service, instances handed out device by device in order of the specification.

    Where `policies` differ from the `derived` ones, the environment sets the design's knobs accordingly.
    """
    free = {pool.name: 0 for pool in solution.composition.pools}
    wanted, measured = {p.service: p for p in policies}, {p.service: p for p in derived}
    found = []
    for service in spec.services:
        choice = solution.chosen(service.name)
        pool = next((p for p in solution.composition.pools if use_of(choice.uses, p)), None)
        design = choice.trial.candidate.design
        instances, queue = 0, ""
        environment = design.environment
        given = wanted.get(service.name)
        if given is not None:
            environment |= tuned(design, given, measured[service.name])
        if pool is not None:
            instances = given.instances if given else instances_for(pool, choice)
            queue = _queue_names(pool, free[pool.name], instances)
            free[pool.name] += _rounded(pool, instances)
        found.append(
            Assignment(
                service=service.name,
                candidate=choice.id,
                design=design,
                device=choice.device,
                execution=choice.execution,
                work_queue=queue,
                instances=instances,
                priority=given.priority
                if given
                else 0
                if pool is None
                else URGENT
                if urgent(spec, service.name)
                else NORMAL,
                share=0.0 if pool is None else share(solution, service.name, pool),
                fallback_below=given.threshold_bytes if given else _fallback(choice),
                environment=tuple(sorted(environment.items())),
            )
        )
    return tuple(found)


def tuned(design: Design, policy: DevicePolicy, derived: DevicePolicy) -> dict[str, str]:
    """The environment that gives a measured design another policy: knobs that its support file reads at run time."""
    found = {}
    depth = design.knob("depth")
    if policy.depth != derived.depth and isinstance(depth, int):
        found["ACCEL_DEPTH"] = str(max(1, round(depth * policy.depth / derived.depth)))
    if policy.threshold_bytes != derived.threshold_bytes:
        found["ACCEL_MIN_BYTES"] = str(policy.threshold_bytes)
    if policy.poll != derived.poll:
        found["ACCEL_POLL"] = policy.poll
    if policy.spill_share > 0 and policy.spill_share != derived.spill_share:
        found["ACCEL_SPILL"] = str(round(1000 * policy.spill_share))
    return found


def instances_for(pool: Pool, choice: Choice) -> int:
    """Instances that hold the requests in flight; one process gets those of whole virtual functions."""
    in_flight = max(1, choice.counters.max_in_flight)
    return max(1, math.ceil(in_flight / pool.model.at("ring_depth", "mid", 1.0)))


def share(solution: Solution, service: str, pool: Pool) -> float:
    """Part of the pool's engine time that the service takes at its rate."""
    choice = solution.chosen(service)
    use = use_of(choice.uses, pool)
    rate = solution.composition.fields[service].rate(choice)
    return 0.0 if use is None else rate * use.engine_s / pool.engines


def urgent(spec: Spec, service: str) -> bool:
    """Whether a latency of the service is an objective or bounded by the goal."""
    objectives = (*spec.service(service).objectives, *spec.goal.optimise, *spec.goal.bounds)
    return any(o.metric in _LATENCIES and o.service in (None, service) for o in objectives)


def _rounded(pool: Pool, instances: int) -> int:
    """Instances come in whole virtual functions where the device has them."""
    together = round(pool.model.at("instances", "mid", 1.0)) if _has_functions(pool) else 1
    return math.ceil(instances / together) * together


def _queue_names(pool: Pool, first: int, instances: int) -> str:
    if not _has_functions(pool):
        return ",".join(f"{pool.name}/wq{first + n}" for n in range(instances))
    together = round(pool.model.at("instances", "mid", 1.0))
    return ",".join(
        f"{pool.name}/vf{(first + n) // together}.dc{(first + n) % together}" for n in range(instances)
    )


def _has_functions(pool: Pool) -> bool:
    return "virtual_functions" in pool.model.parameters


def _fallback(choice: Choice) -> int:
    return _whole(choice.trial.candidate.design, "min_bytes") if choice.device != CPU else 0


def _whole(design: Design, knob: str) -> int:
    value = design.knob(knob, 0)
    return int(value) if isinstance(value, int | float) else 0


# --- lints: each rule looks at one service on one shared device ---------------------------------------------


def lints(spec: Spec, solution: Solution) -> tuple[str, ...]:
    """What an engineer should look at before deploying, one sentence each."""
    found: list[str] = []
    for service in spec.services:
        choice = solution.chosen(service.name)
        able = choice.values.get(Metric.THROUGHPUT)
        if able is not None and service.load is not None and able < service.load:
            found.append(
                f"{service.name}: one instance carries {plain(able)} of the {plain(service.load, 6)} "
                f"{service.workload.unit}/s offered; the plan takes the load as spread over several"
            )
        for pool in solution.composition.pools:
            if use_of(choice.uses, pool):
                found += [
                    f"{service.name}: {text}"
                    for rule in _RULES
                    if (text := rule(spec, service.name, choice, pool))
                ]
    return (*found, *_device_lints(solution))


def _single_in_flight(spec: Spec, service: str, choice: Choice, pool: Pool) -> str:
    if choice.execution is not Execution.SYNC or choice.counters.max_in_flight > 1:
        return ""
    return (
        f"submits synchronously with one request in flight on {pool.name}, so the engine idles while the host "
        "works and the host while the engine does; it gains only where one request is much faster than the CPU"
    )


def _ring_too_small(spec: Spec, service: str, choice: Choice, pool: Pool) -> str:
    depth, instances = choice.counters.max_in_flight, round(pool.model.at("instances", "mid", 1.0))
    ring = round(pool.model.at("ring_depth", "mid", 1.0))
    if depth <= ring * instances:
        return ""
    return (
        f"keeps {depth} requests in flight, more than the {instances} instances of one virtual function hold "
        f"({ring} each): give the process more instances or fewer threads, or submissions are refused"
    )


def _shared_by_threads(spec: Spec, service: str, choice: Choice, pool: Pool) -> str:
    if choice.execution is not Execution.SYNC or choice.counters.max_in_flight < 2:
        return ""
    return (
        f"has {choice.counters.max_in_flight} threads that wait on {pool.name} at once: one instance per thread, "
        "because threads that share one contend for its lock on every submission and poll"
    )


def _refused(spec: Spec, service: str, choice: Choice, pool: Pool) -> str:
    counters = choice.counters
    if counters.retries <= 0.1 * counters.device_ops:
        return ""
    return (
        f"was refused {counters.retries} times for {counters.device_ops} requests (queue full): lower `depth`, or "
        "let the CPU take an item when the queue is full instead of retrying"
    )


def _failed(spec: Spec, service: str, choice: Choice, pool: Pool) -> str:
    errors = choice.counters.errors
    return f"saw {errors} device errors in the profiled run; each fell back to the CPU" if errors else ""


def _sleeps(spec: Spec, service: str, choice: Choice, pool: Pool) -> str:
    if choice.trial.candidate.design.knob("poll") != "sleep" or not urgent(spec, service):
        return ""
    return "polls with sleeps although its latency matters: completion is noticed up to one sleep late"


def _burns(spec: Spec, service: str, choice: Choice, pool: Pool) -> str:
    cpu = any(o.metric is Metric.CPU_TIME for o in (*spec.goal.optimise, *spec.goal.bounds))
    busy = choice.trial.candidate.design.knob("poll") == "busy"
    if not (cpu and busy and choice.execution is Execution.SYNC):
        return ""
    return "waits by busy polling although CPU time is bounded: the wait itself is CPU time"


def _unguarded(spec: Spec, service: str, choice: Choice, pool: Pool) -> str:
    design = choice.trial.candidate.design
    if choice.execution is not Execution.SYNC or _whole(design, "min_bytes") > 0:
        return ""
    return "offloads every size: set `min_bytes`, small requests cost more on the device than on the core"


def _static_submit(spec: Spec, service: str, choice: Choice, pool: Pool) -> str:
    """A patch of unknown origin that submits and never mentions the answer of a full ring."""
    patch = choice.trial.candidate.patch
    texts = [text for _, text in patch.files] if patch and pool.model.interface == "cpa" else []
    submits = any(_SUBMITS.search(text) for text in texts)
    if not submits or any("CPA_STATUS_RETRY" in text for text in texts):
        return ""
    return (
        f"submits to {pool.name} and never looks at CPA_STATUS_RETRY: a full ring loses the request or fails it; poll "
        "and submit again, or let the CPU take the item"
    )


_RULES: tuple[Callable[[Spec, str, Choice, Pool], str], ...] = (
    _single_in_flight,
    _ring_too_small,
    _shared_by_threads,
    _refused,
    _failed,
    _sleeps,
    _burns,
    _unguarded,
    _static_submit,
)


def _device_lints(solution: Solution) -> Iterator[str]:
    filled = dict(solution.composition.utilisation(solution.vector))
    for pool in solution.composition.pools:
        users = [n for n in solution.kept if use_of(solution.chosen(n).uses, pool)]
        if filled[pool.name] > 0.8:
            yield (
                f"{pool.name}: {100 * filled[pool.name]:.0f} % utilised; above 80 % waits grow steeply: let the "
                "surplus run on the core (hybrid spill) or add a device"
            )
        if len(users) > 1:
            yield (
                f"{pool.name}: shared by {', '.join(users)}: give each its own instances and a rate limit, "
                "otherwise bulk requests of one delay the small ones of the other"
            )
        functions = {
            n: math.ceil(_rounded(pool, instances_for(pool, solution.chosen(n))) / _together(pool))
            for n in users
        }
        if sum(functions.values()) > pool.places:
            yield (
                f"{pool.name}: the plan needs {sum(functions.values())} virtual functions but there are {pool.places}"
            )
        elif users and _has_functions(pool) and max(functions.values()) * len(users) > pool.places:
            yield (
                f"{pool.name}: POLICY holds for the whole host, so {len(users)} services would take "
                f"{max(functions.values())} virtual functions each, more than the {pool.places} there are: "
                "run them with the same number of instances"
            )
        kinds = {n: _family(solution.chosen(n)) for n in users}
        if pool.model.interface == "cpa" and len({k for k in kinds.values() if k}) > 1:
            said = ", ".join(f"{n} ({k})" for n, k in kinds.items())
            yield (
                f"{pool.name}: one device for {said}: a device configured for two services divides its engines between "
                "them; give each a device of its own where there are two"
            )


def _family(choice: Choice) -> str:
    """compression or cryptography, by what the patch calls; empty when it does not say."""
    patch = choice.trial.candidate.patch
    text = "".join(t for _, t in patch.files) if patch else ""
    compresses, ciphers = "cpaDc" in text, "cpaCy" in text
    if compresses and ciphers:
        return "compression and cryptography"
    return "compression" if compresses else "cryptography" if ciphers else ""


def _together(pool: Pool) -> int:
    return max(1, round(pool.model.at("instances", "mid", 1.0))) if _has_functions(pool) else 1
