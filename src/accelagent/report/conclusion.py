"""What a run comes to, in three sentences."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from accelagent.domain import (
    Clock,
    Estimate,
    Family,
    Measured,
    Metric,
    Objective,
    Plan,
    Rejected,
    Run,
    ServiceRun,
)
from accelagent.report.facts import (
    Node,
    assignment_of,
    comparison_clock,
    counts,
    final_trials,
    measured_of,
    nodes,
    selected_id,
    unquiet,
)
from accelagent.report.text import TITLES, change, interval_name, one_line


def conclusion(run: Run) -> tuple[str, ...]:
    """Three sentences: what to run, what it gains (with interval and clock), how far to trust it."""
    return tuple(s for s in (_choice(run), _gain(run), _trust(run)) if s)


def _choice(run: Run) -> str:
    if not run.services:
        return "No service was evaluated."
    parts = [_choice_of(run, s) for s in run.services]
    lead = "The plan" if run.plan and run.plan.feasible else "No plan meets the goal; the closest one"
    if run.plan is None:
        lead = "No plan was made; the best single choice"
    return f"{lead}: {'; '.join(parts)}."


def _choice_of(run: Run, service: ServiceRun) -> str:
    name = one_line(service.service.name, 60)
    node = next((n for n in nodes(run, service) if n.selected), None)
    if node is None or node.is_root:
        why = nothing_tried(service)
        return f"{name} stays as it is, for {why}" if why else f"{name} stays as it is"
    assignment = assignment_of(run, service)
    on = (
        f" on {one_line(assignment.device, 40)}"
        if assignment and assignment.device != "cpu"
        else " on the CPU"
    )
    return f"{name} runs {one_line(node.recipe, 80)} (candidate {node.number}){on}"


def nothing_tried(service: ServiceRun) -> str:
    """Why no candidate of a service was measured, or nothing when one was."""
    measured, rejected = counts(service)
    if measured:
        return ""
    if not rejected:
        reasons = [f"{d.recipe}: {one_line(d.reason, 120)}" for d in service.declined]
        return f"no candidate was made ({_first(reasons) or 'no recipe for its devices fits a region'})"
    outcomes = [t.outcome for t in final_trials(service.trials)]
    reasons = [f"{o.stage}: {one_line(o.reason, 200)}" for o in outcomes if isinstance(o, Rejected)]
    return f"none of {rejected} candidates could be measured (rejected at {_first(reasons)})"


def _first(reasons: Sequence[str]) -> str:
    """The most frequent of them, and how many others there are."""
    ordered = [reason for reason, _ in Counter(reasons).most_common()]
    more = f"; {len(ordered) - 1} other reasons" if len(ordered) > 1 else ""
    return f"{ordered[0]}{more}" if ordered else ""


def goal_state(run: Run, plan: Plan) -> str:
    """Whether the plan meets the goal, in a few words that fit behind it."""
    if not plan.feasible:
        return "cannot be met; closest plan"
    if run.services and all(nothing_tried(s) for s in run.services):
        return "nothing could be tried"
    unmodified = all(not a.design.describe() for a in plan.assignments)
    return "nothing gained: every service unmodified" if unmodified else "can be met"


def _gain(run: Run) -> str:
    parts = []
    for goal in _optimised(run):
        for service in run.services:
            if goal.service in (None, service.service.name):
                parts.append(_gain_of(run, service, goal.metric))
    said = [p for p in parts if p]
    if not said and all(nothing_tried(s) for s in run.services):
        return "No figure speaks for or against a change."
    if not said:
        return "The metric of the goal was not measured."
    return f"Measured alone against the unmodified service: {'; '.join(said)}."


def _optimised(run: Run) -> tuple[Objective, ...]:
    if run.spec.goal.optimise:
        return run.spec.goal.optimise
    return tuple(o for s in run.spec.services for o in s.objectives[:1])


_TIMES = {
    Clock.VIRTUAL: "virtual time, emulated",
    Clock.HELPER: "helper core, wall time",
    Clock.WALL: "wall time",
}


def _gain_of(run: Run, service: ServiceRun, metric: Metric) -> str:
    measured = measured_of(service, selected_id(run, service))
    estimate = measured.estimate(metric, comparison_clock(service)) if measured else None
    if estimate is None:
        return ""
    what = f"{TITLES[metric]} of {one_line(service.service.name, 60)}"
    node = next((n for n in nodes(run, service) if n.selected), None)
    if node and node.is_root:
        return "" if nothing_tried(service) else f"{what} is unchanged"
    said = change(estimate)
    clock = _TIMES[estimate.clock]
    evidence = f"{interval_name(estimate.pairs)} {said.interval}, {estimate.pairs} pairs, {clock}"
    if said.direction == "none":
        return f"{what} shows no measurable difference ({said.ratio}; {evidence})"
    cautions = "".join(
        f"; {c}" for c in (unquiet(service, metric), _level_caution(service, node, estimate)) if c
    )
    return f"{what} is {said.ratio} ({said.verdict}; {evidence}){cautions}"


def _level_caution(service: ServiceRun, node: Node | None, estimate: Estimate) -> str:
    """Where a candidate compresses at a level of its own and no control arm shows what zlib does at a fast one."""
    levels = [value for name, value in node.candidate.design.knobs if name in _LEVELS] if node else []
    families = {r.operation for r in service.identification.regions}
    for arm in service.arms:
        for found in (
            arm.outcome.estimates if "level" in arm.name and isinstance(arm.outcome, Measured) else ()
        ):
            if (found.metric, found.clock) == (estimate.metric, estimate.clock):
                return f"{arm.name} alone gives {found.ratio:.2g}×"
    if service.service.arms or Family.COMPRESS not in families or not any(v != -1 for v in levels):
        return ""
    return "no level control: part of this gain may be the level (name zlib at level 1 as an arm)"


_LEVELS = ("level", "incore_level")


def _cut(run: Run) -> str:
    """Said where a search ran out of budget: what it did not try is not known to be worse."""
    said = [note.partition(": search ended: ")[2] for note in run.notes]
    spent = [one_line(reason, 60) for reason in said if reason.endswith("spent")]
    return f", before the search ended ({spent[0]})" if spent else ""


def _trust(run: Run) -> str:
    tallies = [counts(s) for s in run.services]
    measured, rejected = sum(t[0] for t in tallies), sum(t[1] for t in tallies)
    tried = measured + rejected
    lead = f"{tried} candidate{' was' if tried == 1 else 's were'} tried, {rejected} of them rejected by the gates{_cut(run)}"
    if not tried:
        lead = f"No candidate was tried{_cut(run) or ': nobody had one to propose for the regions found'}"
    if run.plan is None:
        return lead + "."
    held = [p for p in run.plan.predictions if p.holds is not None]
    broken = [one_line(p.bound, 80) for p in held if not p.holds]
    if not held:
        return f"{lead}; the goal has no bounds."
    if broken:
        return f"{lead}; violated: {', '.join(broken)}."
    bounds = {1: "the bound holds", 2: "both bounds hold"}.get(len(held), f"all {len(held)} bounds hold")
    return f"{lead}; {bounds} as predicted."
