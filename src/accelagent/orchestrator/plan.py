"""From candidate trees to one plan: compose the goal, merge-join the services, say what was given up."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

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
from accelagent.orchestrator import goal, policy, policysearch, queuelints, subtree
from accelagent.orchestrator.choices import Choice, Field, field_of
from accelagent.orchestrator.goal import Composition, Term
from accelagent.orchestrator.goalbounds import relaxations
from accelagent.orchestrator.join import BUDGET, Entry, Joined, dominators, join
from accelagent.orchestrator.model import pools
from accelagent.orchestrator.rerank import Judged, finally_judged, rerank
from accelagent.orchestrator.sharing import simulated_costs
from accelagent.orchestrator.simulation.statistics import interval
from accelagent.orchestrator.solution import Solution, simplest
from accelagent.orchestrator.worth import worth
from accelagent.planned import Worth

NOT_VALIDATED = (
    "predicted, not yet run together: measurements of each service alone, composed by a queueing model and a simulation "
    "of the shared devices; host cores and memory bandwidth are taken as not contended"
)
ALONE = "one service: its own measurement is the prediction, and there is nothing to run it together with"


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
    policy_budget: int = 0,
    seed: int = 0,
) -> Plan:
    """One candidate per service, best for the goal when all share the devices.

    `policy_budget` is how many policies of the devices are simulated; with 0 those derived by rule stand.

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
    judged = rerank(spec, solve(Composition(spec, fields, shared)))
    models = {d.name: catalogue[d.model] for d in spec.devices}
    settled = policysearch.settle(spec, judged, models, budget=policy_budget, seed=seed)
    if settled.solution is not judged.solution:
        judged = finally_judged(spec, settled.solution, f"{judged.note}; its policies decide for a runner-up")
    solution, found = judged.solution, settled.found
    certificate = "; ".join(x for x in (solution.joined.certificate, judged.note) if x)
    policies = found.policies
    assignments = policy.assignments(spec, solution, policies, settled.derived)
    predictions = _under(found, solution, _predictions(judged))
    feasible = judged.rank[:2] == (0.0, 0.0)
    if found.judgement is not None:
        feasible = found.judgement.rank[0] == 0.0 and all(p.holds is not False for p in predictions)
    return Plan(
        goal=spec.goal.text,
        feasible=feasible,
        assignments=assignments,
        subtrees=tuple(subtree.subtree(solution, name) for name in fields),
        predictions=tuple(predictions),
        certificate=certificate
        if feasible
        else f"{certificate}; no combination meets every bound: {conflict(judged)}",
        given_up=tuple(text for name in fields if (text := subtree.given_up(solution, name))),
        lints=(*policy.lints(spec, solution), *queuelints.lints(policies, models)),
        alternatives=tuple(subtree.alternatives(solution)),
        validation=NOT_VALIDATED if len(spec.services) > 1 else ALONE,
        device_utilisation=solution.composition.utilisation(solution.vector),
        policies=policies,
        policy_search=found.search,
        worth=_worth(spec, solution, catalogue, clock),
    )


def _worth(
    spec: Spec, solution: Solution, catalogue: Mapping[str, DeviceModel], clock: Clock
) -> tuple[Worth, ...]:
    models = {d.name: catalogue[d.model] for d in spec.devices}
    chosen = {name: solution.chosen(name) for name in solution.kept}
    return worth(spec, solution.composition.fields, chosen, models, clock)


def solve(composition: Composition, budget: int = BUDGET) -> Solution:
    """The join's choice for the goal, simplified where that makes no difference."""
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
    lists = list(entries.values())
    joined = join(lists, ranks=composition.ranks, budget=budget, relaxations=relaxations(composition, lists))
    picks = dict(zip(entries, joined.picks, strict=True))
    return simplest(Solution(composition, entries, kept, dominated, joined, picks))


def conflict(judged: Judged) -> str:
    """Which bounds cannot hold together: an irreducible set, each with the nearest that is possible."""
    solution = judged.solution
    composition = solution.composition
    costs = _costs(judged)
    lists = list(solution.entries.values())
    bounds = list(composition.bounds)
    # Deletion filter: a bound stays only when the rest could be met without it.
    for term in list(bounds):
        fewer = [b for b in bounds if b is not term]
        if _unmet(composition, lists, fewer):
            bounds = fewer
    if solution.joined.rank[:2] == (0.0, 0.0):
        return "by the formulas it does, in simulation " + "; ".join(
            composition.broken(solution.vector, costs)
        )
    if not bounds:
        return "device capacity alone is too small: " + "; ".join(composition.broken(solution.vector, costs))
    texts = [term.objective.text for term in bounds]
    closest = "the closest plan has " + "; ".join(composition.broken(solution.vector, costs))
    if len(texts) == 1:
        return f"{texts[0]} cannot be met by any measured candidate; {closest}"
    return f"{' and '.join(texts)} exclude one another; {closest}"


def _unmet(composition: Composition, lists: Sequence[Sequence[Entry]], bounds: Sequence[Term]) -> bool:
    found: Joined = join(
        lists, ranks=lambda table: composition.ranks(table, bounds), budget=20_000, probe=False
    )
    return found.rank[:2] != (0.0, 0.0)


def _costs(judged: Judged) -> list[tuple[Term, float]]:
    """Every term with its cost, simulated where it was."""
    composition = judged.solution.composition
    costs = composition.costs(judged.solution.vector)
    if judged.shared is None:
        return costs
    replaced = simulated_costs(composition, judged.shared, [cost for _, cost in costs])
    return [(term, cost) for (term, _), cost in zip(costs, replaced, strict=True)]


def _predictions(judged: Judged) -> list[Prediction]:
    """Goal and bounds first, then every other metric of each service's choice."""
    solution = judged.solution
    found = [_prediction(term, cost) for term, cost in _costs(judged)]
    for place, value in (judged.shared.costs if judged.shared else {}).items():
        ratio = judged.shared.ratios[place] if judged.shared else None
        half = value.half if math.isfinite(value.half) else 0.0
        found[place] = replace(found[place], value=value.value, ratio=ratio, half=half, simulated=True)
    said = {(p.service, p.metric) for p in found}
    for name, field in solution.composition.fields.items():
        found += [p for p in _alone(field, solution.chosen(name)) if (p.service, p.metric) not in said]
    return found


def _under(found: policysearch.Found, solution: Solution, predictions: list[Prediction]) -> list[Prediction]:
    """Goal and bounds as simulated under the policies that were searched."""
    if found.judgement is None:
        return predictions
    told = []
    for place, term in enumerate(solution.composition.all_terms):
        cost = interval([costs[place] for costs in found.judgement.costs])
        other = _prediction(term, cost.value)
        half = cost.half * other.value / cost.value if cost.value else 0.0
        told.append(replace(other, half=half, simulated=True))
    return told + predictions[len(told) :]


def _prediction(term: Term, cost: float) -> Prediction:
    objective = term.objective
    bounded = term.limit is not None
    return Prediction(
        service=objective.service or "",
        metric=objective.quantity or (f"path_{term.metric}" if objective.path else str(term.metric)),
        value=term.value(cost),
        unit=term.unit,
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
