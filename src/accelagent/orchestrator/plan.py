"""From candidate trees to one plan: compose the goal, merge-join the services, say what was given up."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from accelagent.devices import DeviceModel
from accelagent.domain import (
    Clock,
    Measured,
    Metric,
    Plan,
    Prediction,
    Spec,
    Trial,
)
from accelagent.orchestrator import goal, policy, subtree
from accelagent.orchestrator.choices import Choice, Field, field_of
from accelagent.orchestrator.goal import Composition, Term
from accelagent.orchestrator.join import Entry, Joined, dominators, join
from accelagent.orchestrator.model import pools
from accelagent.orchestrator.solution import Solution

NOT_VALIDATED = (
    "predicted, not yet run together: measurements of each service alone, composed by a queueing model of the "
    "shared devices; host cores and memory bandwidth are taken as not contended"
)


def measured(trial: Trial) -> bool:
    """The widest sensible choice: whatever passed its gates, quick ones included."""
    return isinstance(trial.outcome, Measured)


def orchestrate(
    spec: Spec,
    trees: Mapping[str, Sequence[Trial]],
    catalogue: Mapping[str, DeviceModel],
    *,
    clock: Clock = Clock.VIRTUAL,
    selectable: Callable[[Trial], bool] = measured,
) -> Plan:
    """One candidate per service, best for the goal when all share the devices.

    The caller proves what was selected (full gates) and calls again with the new trials until all of it holds;
    a later or fuller trial of a candidate replaces the earlier one. Raises BaselineError when a service has no
    measured baseline or lacks a metric of the goal, SpecError when the goal cannot be planned for.
    """
    shared = pools(spec, catalogue)
    wanted = goal.needed(spec)
    fields = {
        s.name: field_of(spec, s, trees.get(s.name, ()), catalogue, shared, wanted[s.name], clock, selectable)
        for s in spec.services
    }
    solution = _solve(Composition(spec, fields, shared))
    feasible = solution.joined.rank[:2] == (0.0, 0.0)
    assignments = policy.assignments(spec, solution)
    return Plan(
        goal=spec.goal.text,
        feasible=feasible,
        assignments=assignments,
        subtrees=tuple(subtree.subtree(solution, name) for name in fields),
        predictions=tuple(_predictions(solution)),
        certificate=solution.joined.certificate
        if feasible
        else f"{solution.joined.certificate}; " + "no combination meets every bound: " + conflict(solution),
        given_up=tuple(text for name in fields if (text := subtree.given_up(solution, name))),
        lints=policy.lints(spec, solution),
        alternatives=tuple(subtree.alternatives(solution)),
        validation=NOT_VALIDATED,
        device_utilisation=solution.composition.utilisation(solution.vector),
    )


def _solve(composition: Composition) -> Solution:
    entries: dict[str, list[Entry]] = {}
    kept: dict[str, list[Choice]] = {}
    dominated: dict[str, dict[str, str]] = {}
    for name, service in composition.fields.items():
        all_entries = [composition.entry(name, c) for c in service.choices]
        beaten = {i: j for i, j in dominators(all_entries).items() if i != 0}
        stay = [i for i in range(len(all_entries)) if i not in beaten]
        entries[name] = [all_entries[i] for i in stay]
        kept[name] = [service.choices[i] for i in stay]
        dominated[name] = {service.choices[i].id: service.choices[j].id for i, j in beaten.items()}
    joined = join(list(entries.values()), composition.rank)
    picks = dict(zip(entries, joined.picks, strict=True))
    return Solution(composition, entries, kept, dominated, joined, picks)


def conflict(solution: Solution) -> str:
    """Which bounds cannot hold together: an irreducible set, each with the nearest that is possible."""
    composition = solution.composition
    lists = list(solution.entries.values())
    bounds = list(composition.bounds)
    # Deletion filter: a bound stays only when the rest could be met without it.
    for term in list(bounds):
        fewer = [b for b in bounds if b is not term]
        if _unmet(composition, lists, fewer):
            bounds = fewer
    if not bounds:
        return "device capacity alone is too small: " + "; ".join(composition.broken(solution.vector))
    texts = [term.objective.text for term in bounds]
    closest = "the closest plan has " + "; ".join(composition.broken(solution.vector))
    if len(texts) == 1:
        return f"{texts[0]} cannot be met by any measured candidate; {closest}"
    return f"{' and '.join(texts)} exclude one another; {closest}"


def _unmet(composition: Composition, lists: Sequence[Sequence[Entry]], bounds: Sequence[Term]) -> bool:
    found: Joined = join(lists, lambda vector: composition.rank_with(vector, bounds), budget=20_000)
    return found.rank[:2] != (0.0, 0.0)


def _predictions(solution: Solution) -> list[Prediction]:
    """Goal and bounds first, then every other metric of each service's choice."""
    costs = solution.composition.costs(solution.vector)
    found = [_prediction(term, cost) for term, cost in costs]
    said = {(p.service, p.metric) for p in found}
    for name, field in solution.composition.fields.items():
        found += [p for p in _alone(field, solution.chosen(name)) if (p.service, p.metric) not in said]
    return found


def _prediction(term: Term, cost: float) -> Prediction:
    objective = term.objective
    bounded = term.limit is not None
    return Prediction(
        service=objective.service or "",
        metric=f"path_{term.metric}" if objective.path else str(term.metric),
        value=term.value(cost),
        unit=term.metric.unit,
        ratio=term.ratio(cost),
        bound=objective.text if bounded else "",
        holds=goal.holds(term, cost) if bounded else None,
    )


def _alone(field: Field, choice: Choice) -> list[Prediction]:
    """Metrics that no goal or bound speaks of, as measured without contention."""
    return [
        Prediction(field.service.name, str(m), value, Metric(m).unit, choice.ratios[m], "", None)
        for m, value in choice.values.items()
    ]
