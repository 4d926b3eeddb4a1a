"""What the views of a run have in common: numbered nodes, the clock to compare on, best candidates, what was skipped."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from accelagent.domain import (
    Assignment,
    Candidate,
    Clock,
    Estimate,
    Family,
    Kind,
    Measured,
    Metric,
    Objective,
    Outcome,
    Region,
    Rejected,
    Run,
    Sense,
    ServiceRun,
    Subtree,
    Tier,
    Trial,
    Verdict,
)
from accelagent.report.text import TITLES, change, direction

VERDICT_ORDER = {Verdict.OFFLOAD: 0, Verdict.CONDITIONAL: 1, Verdict.AVOID: 2}


@dataclass(frozen=True, slots=True)
class Node:
    """A candidate with its final outcome and its place in the result; `number` counts trials from 0 (the root)."""

    number: int
    trial: Trial
    selected: bool
    on_path: bool
    in_subtree: bool
    on_front: bool
    best_for: tuple[str, ...]
    pruned: str  # why the Orchestrator left it out, or ""

    @property
    def candidate(self) -> Candidate:
        return self.trial.candidate

    @property
    def outcome(self) -> Outcome:
        return self.trial.outcome

    @property
    def measured(self) -> Measured | None:
        return self.outcome if isinstance(self.outcome, Measured) else None

    @property
    def rejected(self) -> Rejected | None:
        return self.outcome if isinstance(self.outcome, Rejected) else None

    @property
    def is_root(self) -> bool:
        return self.candidate.kind is Kind.ROOT

    @property
    def recipe(self) -> str:
        return "baseline" if self.is_root else self.candidate.design.recipe or "no recipe"


def final_trials(trials: Iterable[Trial]) -> tuple[Trial, ...]:
    """One trial per candidate: the full tier's answer wins over the quick one's, a later over an earlier."""
    final: dict[str, Trial] = {}
    for trial in trials:
        known = final.get(trial.candidate.id)
        if known is None or trial.tier is Tier.FULL or known.tier is Tier.QUICK:
            final[trial.candidate.id] = trial
    return tuple(final.values())


def nodes(run: Run, service: ServiceRun) -> tuple[Node, ...]:
    """All candidates of a service in the order they were tried, the root first."""
    subtree = subtree_of(run, service)
    pruned = dict(subtree.pruned) if subtree else {}
    members = set(subtree.nodes) if subtree else set()
    path = set(subtree.path) if subtree else set()
    chosen = selected_id(run, service)
    trials = sorted(final_trials(service.trials), key=lambda t: t.candidate.kind is not Kind.ROOT)
    return tuple(
        Node(
            number=number,
            trial=trial,
            selected=trial.candidate.id == chosen,
            on_path=trial.candidate.id in path,
            in_subtree=trial.candidate.id in members,
            on_front=trial.candidate.id in service.front,
            best_for=tuple(text for text, best in service.best if best == trial.candidate.id),
            pruned=pruned.get(trial.candidate.id, ""),
        )
        for number, trial in enumerate(trials)
    )


def subtree_of(run: Run, service: ServiceRun) -> Subtree | None:
    """The Orchestrator's subtree of this service, when there is a plan."""
    subtrees = run.plan.subtrees if run.plan else ()
    return next((s for s in subtrees if s.service == service.service.name), None)


def assignment_of(run: Run, service: ServiceRun) -> Assignment | None:
    """What the plan lets this service run."""
    assignments = run.plan.assignments if run.plan else ()
    return next((a for a in assignments if a.service == service.service.name), None)


def loads_said(run: Run) -> str:
    """What load the plan's shares and utilisation are at."""
    stated = [s.load is not None for s in run.spec.services]
    if all(stated):
        return "at the stated load"
    if not any(stated):
        return "with every service as fast as it goes"
    return "at the stated loads, the other services as fast as they go"


def selected_id(run: Run, service: ServiceRun) -> str:
    """The plan's candidate; without a plan the service's own selection."""
    assignment = assignment_of(run, service)
    return assignment.candidate if assignment else service.selected


def measured_of(service: ServiceRun, candidate_id: str) -> Measured | None:
    """The final measured outcome of a candidate, or None."""
    for trial in final_trials(service.trials):
        if trial.candidate.id == candidate_id and isinstance(trial.outcome, Measured):
            return trial.outcome
    return None


def comparison_clock(service: ServiceRun) -> Clock:
    """The one clock that this service's candidates are compared on: virtual wherever it was used, or nothing measured."""
    clocks = {e.clock for t in service.trials if isinstance(t.outcome, Measured) for e in t.outcome.estimates}
    order = (Clock.VIRTUAL, Clock.HELPER, Clock.WALL)
    return next((clock for clock in order if clock in clocks), Clock.VIRTUAL)


def is_emulated(run: Run) -> bool:
    """Whether any number of the run comes from a device model."""
    return run.backend == "emulated" or any(comparison_clock(s) is Clock.VIRTUAL for s in run.services)


def on_helper_core(run: Run) -> bool:
    """Whether a helper core of this machine stood in for the devices."""
    return run.backend == "helper-core" or any(comparison_clock(s) is Clock.HELPER for s in run.services)


HELPED = (
    "Helper core, wall time: another core of this machine did the devices' work in software. No device and no device model "
    "took part, and the helper's CPU time is not counted."
)


def objective_metrics(service: ServiceRun) -> tuple[Metric, ...]:
    """Metrics in the order of importance: optimised ones, bounded ones, then whatever else was measured."""
    objectives = sorted(service.service.objectives, key=lambda o: o.is_bound)
    wanted = [o.metric for o in objectives]
    clock = comparison_clock(service)
    seen = [
        e.metric
        for t in service.trials
        if isinstance(t.outcome, Measured)
        for e in t.outcome.estimates
        if e.clock is clock
    ]
    order = [m for m in Metric if m in seen]
    return tuple(dict.fromkeys([m for m in wanted if m in seen] + order))


def objective(service: ServiceRun, text: str) -> Objective | None:
    """The service's objective with this text."""
    return next((o for o in service.service.objectives if o.text == text), None)


@dataclass(frozen=True, slots=True)
class Best:
    """The best candidate for one objective; `estimate` is None when its metric was not measured."""

    objective: str
    goal: Objective | None
    node: Node
    estimate: Estimate | None
    unquiet: str = ""  # how far the unmodified service differed from itself, when that is a lot


def finding(best: Best) -> tuple[str, str]:
    """Direction and words: for a bound whether the interval keeps within it, else whether the effect is real."""
    if best.estimate is None:
        return "none", "not measured"
    if best.goal is None or best.goal.bound is None:
        said = change(best.estimate)
        return said.direction, f"{said.verdict}; {best.unquiet}" if best.unquiet else said.verdict
    held = within(best.estimate, best.goal)
    if held is None:
        return "none", "bound inside the interval"
    return ("better", "within the bound") if held else ("worse", "violates the bound")


def within(estimate: Estimate, goal: Objective) -> bool | None:
    """Whether the whole interval keeps a bound; None when the bound lies inside the interval or there is none."""
    if goal.bound is None:
        return None
    scale = 1.0 if goal.relative else abs(estimate.baseline)
    sign = 1.0 if goal.sense is Sense.AT_MOST else -1.0
    over = [sign * (x * scale - goal.bound) for x in (estimate.low, estimate.high)]
    if max(over) <= 0:
        return True
    return False if min(over) > 0 else None


def colour(service: ServiceRun, estimate: Estimate) -> str:
    """better, worse or none for display: worse than the baseline but within its bound is no defect."""
    way = direction(estimate)
    goals = [o for o in service.service.objectives if o.metric is estimate.metric]
    bounded = bool(goals) and all(within(estimate, o) for o in goals)
    return "none" if way == "worse" and bounded else way


def noise_text(estimate: Estimate) -> str:
    """The unmodified service against itself; an interval that excludes 1 is a warning."""
    said = change(estimate)
    loud = "" if said.direction == "none" else ", not quiet: distrust differences of this size"
    return f"{TITLES[estimate.metric]} {said.text}{loud}"


WIDE_NOISE = 1.15  # an end of the A/A interval beyond which the machine is called not quiet


def unquiet(service: ServiceRun, metric: Metric) -> str:
    """A warning where the unmodified service differs from itself by more than WIDE_NOISE either way, else nothing."""
    clock = comparison_clock(service)
    widths = {
        e.metric: (max(e.high, 1 / e.low) if e.low > 0 else math.inf, e)
        for e in service.noise
        if e.clock is clock
    }
    width, own = widths.get(metric, (1.0, None))
    if own is None or width <= WIDE_NOISE:
        return ""
    steadier = widths.get(Metric.CPU_TIME, (math.inf, None))[0] < 1 + (width - 1) / 2
    advice = "; CPU time is steadier" if steadier and metric is not Metric.CPU_TIME else ""
    return f"this machine was not quiet: A/A varied by {own.low:.2g}–{own.high:.2g}×{advice}"


def best_rows(run: Run, service: ServiceRun) -> tuple[Best, ...]:
    """Per objective the best candidate with the estimate that made it so."""
    by_id = {n.candidate.id: n for n in nodes(run, service)}
    rows = []
    for text, candidate in service.best:
        if candidate in by_id:
            node, goal = by_id[candidate], objective(service, text)
            found = node_estimate(service, node, goal.metric) if goal else None
            rows.append(Best(text, goal, node, found, unquiet(service, goal.metric) if goal else ""))
    return tuple(rows)


def node_estimate(service: ServiceRun, node: Node, metric: Metric) -> Estimate | None:
    """A node's estimate on the service's comparison clock."""
    return node.measured.estimate(metric, comparison_clock(service)) if node.measured else None


def sorted_regions(regions: Sequence[Region]) -> list[Region]:
    """Offload first, then conditional, then avoid; inside each what costs a core most per byte, surest first."""

    def rank(region: Region) -> tuple[int, int, float, str, int]:
        cost = _COSTLY.index(region.operation) if region.operation in _COSTLY else len(_COSTLY)
        return VERDICT_ORDER[region.verdict], cost, -region.confidence, region.path, region.start_line

    return sorted(regions, key=rank)


# By the core's time for 64 KiB or one key operation, as devices/host_cpu has it.
_COSTLY = (
    Family.COMPRESS,
    Family.SIGN,
    Family.HASH,
    Family.DECOMPRESS,
    Family.KEX,
    Family.ERASURE,
    Family.CRC,
    Family.ENCRYPT,
    Family.DECRYPT,
)


@dataclass(frozen=True, slots=True)
class Skipped:
    """Something that was not done, why, and how often."""

    what: str
    why: str
    times: int = 1


def skipped(run: Run) -> tuple[Skipped, ...]:
    """Gates, control arms and files that were skipped; what was skipped for one reason is said once."""
    return tuple(
        s for service in run.services for s in (*_skipped_gates(run, service), *_other_skips(service))
    )


def _skipped_gates(run: Run, service: ServiceRun) -> Iterable[Skipped]:
    names: dict[str, list[str]] = {}
    candidates: dict[str, set[str]] = {}
    for trial in final_trials(service.trials):
        for gate in trial.outcome.gates:
            if gate.status == "skipped":
                why = gate.detail or "no reason recorded"
                names.setdefault(why, []).append(gate.name)
                candidates.setdefault(why, set()).add(trial.candidate.id)
    for why, gates in names.items():
        unique = ", ".join(dict.fromkeys(gates))
        of = _some(nodes(run, service), candidates[why])
        yield Skipped(f"{service.service.name}: gates {unique}{of}", why, len(candidates[why]))


_MOST_NAMED = 6


def _some(every: Iterable[Node], names: Collection[str]) -> str:
    """Which candidates, by the numbers that the tree shows them with."""
    numbers = [n.number for n in every if n.candidate.id in names]
    if len(numbers) == 1:
        return f" of candidate {numbers[0]}"
    shown = ", ".join(map(str, numbers[:_MOST_NAMED]))
    more = len(numbers) - _MOST_NAMED
    return f" of candidates {shown}{f' and {more} more' if more > 0 else ''}"


def _other_skips(service: ServiceRun) -> Iterable[Skipped]:
    name = service.service.name
    for arm in service.arms:
        if arm.outcome is None:
            yield Skipped(f"{name}: control arm {arm.name}", arm.description)
    if service.identification.skipped:
        count = len(service.identification.skipped)
        why = service.identification.skipped[0]
        yield Skipped(f"{name}: {count} source file{'s' if count > 1 else ''}", why)


def counts(service: ServiceRun) -> tuple[int, int]:
    """How many candidates besides the root were measured, and how many rejected."""
    outcomes = [t.outcome for t in final_trials(service.trials) if t.candidate.kind is not Kind.ROOT]
    rejected = sum(isinstance(o, Rejected) for o in outcomes)
    return len(outcomes) - rejected, rejected
