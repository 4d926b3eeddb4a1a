"""The measured candidates of a service as choices for the plan, and why the others are none."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from accelagent.devices import DeviceModel, offload_cost
from accelagent.domain import (
    Clock,
    Counters,
    Design,
    Estimate,
    Execution,
    Kind,
    Measured,
    Metric,
    Rejected,
    Service,
    Spec,
    Tier,
    Trial,
)
from accelagent.errors import BaselineError
from accelagent.objectives import bound_value, clear_gain, violation
from accelagent.orchestrator.model import Pool, Use
from accelagent.units import plain

CPU = "cpu"


@dataclass(frozen=True, slots=True)
class Choice:
    """A candidate with its metrics (base units, contention-free) and what it asks of the devices."""

    trial: Trial
    values: Mapping[Metric, float]
    ratios: Mapping[Metric, float]
    uses: tuple[Use, ...]
    device: str  # name in the specification, or cpu
    execution: Execution | None

    @property
    def id(self) -> str:
        return self.trial.candidate.id

    @property
    def join_key(self) -> str:
        devices = "+".join(u.pool for u in self.uses) or self.device
        return f"{devices}/{self.execution}" if self.execution else devices

    @property
    def counters(self) -> Counters:
        return self.trial.outcome.counters if isinstance(self.trial.outcome, Measured) else Counters()


@dataclass(frozen=True, slots=True)
class Field:
    """One service's choices, the unmodified one first, and every other node with the reason against it."""

    service: Service
    trials: tuple[Trial, ...]
    choices: tuple[Choice, ...]
    pruned: tuple[tuple[str, str], ...]

    @property
    def root(self) -> Choice:
        return self.choices[0]

    def rate(self, choice: Choice) -> float:
        """Items per second that reach the device: the offered load, else all the candidate can do."""
        load = self.service.load
        return choice.values.get(Metric.THROUGHPUT, 0.0) if load is None else load


def settled(trials: Iterable[Trial]) -> tuple[Trial, ...]:
    """One trial per candidate in order of first appearance: the full gates' answer wins, then the later one."""
    found: dict[str, Trial] = {}
    for trial in trials:
        earlier = found.get(trial.candidate.id)
        if earlier is None or trial.tier is Tier.FULL or earlier.tier is not Tier.FULL:
            found[trial.candidate.id] = trial
    return tuple(found.values())


def field_of(
    spec: Spec,
    service: Service,
    trials: Sequence[Trial],
    catalogue: Mapping[str, DeviceModel],
    pools: Sequence[Pool],
    needed: Sequence[Metric],
    clock: Clock,
    selectable: Callable[[Trial], bool],
) -> Field:
    """The service's choices; BaselineError when the unmodified service or a needed metric was not measured."""
    nodes = settled(trials)
    root = next((t for t in nodes if t.candidate.kind is Kind.ROOT), None)
    if root is None or not isinstance(root.outcome, Measured):
        raise BaselineError(f"service {service.name}: no measurement of the unmodified service to plan from")
    base = _baseline(nodes, needed, clock)
    missing = [m for m in needed if m not in base]
    if missing:
        raise BaselineError(
            f"service {service.name}: the plan needs {', '.join(missing)} but the workload gives no such "
            f"metric on the {clock} clock; measured: {', '.join(base) or 'none'}"
        )
    device = _Devices(spec, service, catalogue, pools)
    choices, pruned = [_choice(root, root.outcome, base, clock, device)], []
    for trial in nodes:
        if trial is root:
            continue
        reason = _against(trial, service, needed, clock, selectable)
        if reason is None and isinstance(trial.outcome, Measured):
            choices.append(_choice(trial, trial.outcome, base, clock, device))
        else:
            pruned.append((trial.candidate.id, reason or ""))
    return Field(service, nodes, tuple(choices), tuple(pruned))


def estimate(outcome: Measured, metric: Metric, clock: Clock) -> Estimate | None:
    """The metric on the clock; bytes have no clock."""
    found = outcome.estimate(metric, clock)
    if found is None and metric is Metric.OUTPUT_SIZE:
        return next((e for e in outcome.estimates if e.metric is metric), None)
    return found


def _baseline(nodes: Sequence[Trial], needed: Sequence[Metric], clock: Clock) -> dict[Metric, float]:
    """The unmodified service's metrics: as measured, else the median of what the pairs with candidates gave."""
    base: dict[Metric, float] = {}
    for metric in dict.fromkeys((*needed, *Metric)):
        found = [
            (t.candidate.kind is Kind.ROOT, e.baseline)
            for t in nodes
            if isinstance(t.outcome, Measured) and (e := estimate(t.outcome, metric, clock)) is not None
        ]
        of_root = [value for is_root, value in found if is_root]
        if found:
            base[metric] = of_root[0] if of_root else statistics.median(value for _, value in found)
    return base


def _against(
    trial: Trial,
    service: Service,
    needed: Sequence[Metric],
    clock: Clock,
    selectable: Callable[[Trial], bool],
) -> str | None:
    """Why a node cannot be part of a plan, or None."""
    outcome = trial.outcome
    if isinstance(outcome, Rejected):
        return f"rejected at {outcome.stage}: {outcome.reason}"
    if not selectable(trial):
        return (
            "a control arm, for comparison only"
            if trial.candidate.proposer == "control"
            else f"not selectable: measured under the {trial.tier} gates only"
        )
    missing = [m for m in needed if estimate(outcome, m, clock) is None]
    if missing:
        return f"not measured on the {clock} clock: {', '.join(missing)}"
    broken = _broken(outcome, service, clock)
    if broken:
        return broken
    gains = [m for m in needed if (e := estimate(outcome, m, clock)) is not None and clear_gain(e)]
    return None if gains else f"no measurable gain over the unmodified service in {', '.join(needed)}"


def _broken(outcome: Measured, service: Service, clock: Clock) -> str:
    """The service's own bounds that the candidate breaks already alone."""
    found = []
    for objective in service.objectives:
        got = estimate(outcome, objective.metric, clock)
        if objective.is_bound and got is not None and violation(objective, got) > 0.0:
            figure = plain(bound_value(objective, got), 4) + ("x" if objective.relative else "")
            found.append(f"violates {objective.text} ({figure})")
    return "; ".join(found)


def _choice(
    trial: Trial, outcome: Measured, base: Mapping[Metric, float], clock: Clock, devices: _Devices
) -> Choice:
    ratios = {m: _ratio(trial, outcome, m, clock) for m in base}
    execution = execution_of(trial.candidate.design, outcome.counters)
    uses = devices.uses(outcome.counters, execution)
    return Choice(
        trial=trial,
        # The pairs' ratio applied to the one baseline: medians of separate runs drift, pairs do not.
        values={m: base[m] * ratios[m] for m in base},
        ratios=ratios,
        uses=uses,
        device=devices.runs_on(trial, outcome.counters, uses),
        execution=execution,
    )


def _ratio(trial: Trial, outcome: Measured, metric: Metric, clock: Clock) -> float:
    found = estimate(outcome, metric, clock)
    return 1.0 if found is None or trial.candidate.kind is Kind.ROOT else found.ratio


def execution_of(design: Design, counters: Counters) -> Execution | None:
    """How host and device take turns: the recipe says it, the counters say whether anything was offloaded."""
    words = {word for recipe in design.recipes for word in recipe.split("-")}
    if counters.device_ops > 0:
        named = next((e for e in (Execution.BATCH, Execution.ASYNC, Execution.SYNC) if e in words), None)
        return named or (Execution.ASYNC if counters.max_in_flight > 1 else Execution.SYNC)
    if counters.incore_ops > 0 or "incore" in words:
        return Execution.IN_CORE
    return None


class _Devices:
    """Which of a service's devices a candidate uses, and how much of them."""

    def __init__(
        self, spec: Spec, service: Service, catalogue: Mapping[str, DeviceModel], pools: Sequence[Pool]
    ) -> None:
        self.service = service
        self.pools = [p for p in pools if p.name in service.devices]
        kinds = [(name, catalogue[spec.device(name).model].kind) for name in service.devices]
        self.in_core = [name for name, kind in kinds if kind == "in-core"]

    def uses(self, counters: Counters, execution: Execution | None) -> tuple[Use, ...]:
        """Per item; a service's device counters speak of its first queued device.

        Threads that wait for each request have many in flight together, but an item only one.
        """
        items = counters.items or self.service.workload.items or 0.0
        if counters.device_ops <= 0 or not self.pools or items <= 0:
            return ()
        pool = self.pools[0]
        in_flight = max(1.0, float(counters.max_in_flight))
        engine_s = (counters.device_busy_s or _engine_seconds(pool.model, counters)) / items
        return (
            Use(
                pool=pool.name,
                engine_s=engine_s,
                requests=counters.device_ops / items,
                nbytes=counters.device_bytes / items,
                overlap=in_flight,
                burst=max(1.0, in_flight / pool.engines),
                device_share_s=engine_s / pool.engines,
                window=1.0 if execution is Execution.SYNC else in_flight,
            ),
        )

    def runs_on(self, trial: Trial, counters: Counters, uses: Sequence[Use]) -> str:
        if uses:
            return uses[0].pool
        in_core = execution_of(trial.candidate.design, counters) is Execution.IN_CORE
        return self.in_core[0] if in_core and self.in_core else CPU


def _engine_seconds(model: DeviceModel, counters: Counters) -> float:
    """Engine time from the catalogue, where a real device reports none: as its first capability takes."""
    capability = model.capabilities[0]
    size = round(counters.device_bytes / counters.device_ops)
    cost = offload_cost(model, capability.operation, capability.algorithm, size, Execution.ASYNC)
    return counters.device_ops * cost.device_s
