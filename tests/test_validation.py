"""What is built for a composed run: the plan's own knobs, everybody else's as they were measured."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from accelagent.bench._policies import contended
from accelagent.devices import catalogue
from accelagent.domain import Candidate, Check, Clock, Composed, Patch, Plan, Trial
from accelagent.orchestrator import orchestrate
from accelagent.validation import PLAN, SELFISH, Validation, _as_measured, _tuned


@pytest.fixture
def planned() -> tuple[Any, Plan, dict[str, Any], list[Candidate]]:
    """A plan of two services, one of them with another depth than was measured, and searches that note what is built."""
    spec, trees = contended(60.0)
    plan = orchestrate(spec, trees, catalogue())
    changed = [
        replace(
            a,
            environment=tuple(
                sorted({**dict(a.environment), "ACCEL_DEPTH": "4", "ACCEL_SPILL": "100"}.items())
            ),
        )
        if a.service == "bulk"
        else a
        for a in plan.assignments
    ]
    searches = {name: search_of(spec.service(name), trials) for name, trials in trees.items()}
    return spec, replace(plan, assignments=tuple(changed)), searches, []


def search_of(service: Any, trials: list[Trial]) -> Any:
    def candidate(text: Patch, *, clean: bool) -> Any:
        return SimpleNamespace(tree=Path("/built") / text.regions[0])

    builder = SimpleNamespace(pristine=Path("/pristine") / service.name, candidate=candidate)
    evaluator = SimpleNamespace(bench=SimpleNamespace(builder=builder), ready=lambda: None)
    nodes = {t.candidate.id: t for t in trials}
    tree = SimpleNamespace(node=nodes.get, root=trials[0], best=lambda objective: trials[-1])
    return SimpleNamespace(service=service, evaluator=evaluator, tree=tree)


def validation(spec: Any, built: list[Candidate]) -> Validation:
    def text_of(search: Any, candidate: Candidate) -> Patch:
        built.append(candidate)
        return Patch((("a.c", "x"),), (candidate.design.describe(),))

    def unused(*_: Any, **__: Any) -> Any:
        raise AssertionError("nothing is planned again here")

    return Validation(
        spec,
        Clock.VIRTUAL,
        0,
        settle=unused,
        sketch=unused,
        text_of=text_of,
        say=lambda text: None,
        remember=unused,
    )


def test_the_plan_runs_with_its_searched_knobs_compiled_in_and_others_as_measured(planned: Any) -> None:
    spec, plan, searches, built = planned
    assert _tuned(plan) != _as_measured(plan)
    checked = validation(spec, built)
    choice = tuple((a.service, a.candidate) for a in plan.assignments)
    mine = checked._combination(PLAN, choice, searches, dict(_tuned(plan)))
    theirs = checked._combination(SELFISH, choice, searches, {})
    designs = {c.service: dict(c.design.knobs) for c in built[:2]}
    assert designs["bulk"]["depth"] == 4
    assert designs["bulk"]["spill"] == 100
    assert dict(mine.parts[1].knobs)["ACCEL_DEPTH"] == "4"
    assert dict(theirs.parts[1].knobs)["ACCEL_DEPTH"] == "32"
    assert mine.parts[1].tree != theirs.parts[1].tree
    assert mine.parts[0].tree == theirs.parts[0].tree
    assert mine.decisive
    assert not checked._combination("runner-up 1", choice, searches, {}).decisive


def checked(choice: Any, name: str, holds: bool, *, settled: bool = True) -> Composed:
    bound = "latency_p99(store) <= 0.7x"
    ratio = 0.5 if holds else 3.0
    check = Check("store", "latency_p99", 0.01, "s", ratio, ratio, ratio, None, bound, holds, settled)
    return Composed(name, choice, (check,), 3, "")


def proving(planned: Any, kept: set[Any], *, settled: bool = True) -> tuple[Any, list[list[str]]]:
    """A validation whose combinations keep their bound when `kept` has them, and what it ran each time."""
    spec, plan, searches, built = planned
    ran: list[list[str]] = []
    found = validation(spec, built)

    def compose(plan: Plan, searches: Any, wanted: Any) -> tuple[Composed, ...]:
        ran.append(list(wanted))
        return tuple(checked(c, n, c in kept, settled=settled or n == PLAN) for n, c in wanted.items())

    found._compose = compose  # type: ignore[method-assign]
    found.remember = lambda key, make: make()
    return found, ran


def without_knobs(plan: Plan) -> Plan:
    as_measured = dict(_as_measured(plan))
    return replace(
        plan, assignments=tuple(replace(a, environment=as_measured[a.service]) for a in plan.assignments)
    )


def other_plan(plan: Plan, searches: Any) -> Plan:
    """The plan with the store unmodified."""
    root = searches["store"].tree.root.candidate
    changed = [
        replace(a, candidate=root.id, design=root.design, environment=()) if a.service == "store" else a
        for a in plan.assignments
    ]
    return replace(plan, assignments=tuple(changed))


@pytest.mark.parametrize("settled", [True, False])
def test_a_second_plan_that_ran_as_a_runner_up_is_judged_by_that_run(planned: Any, settled: bool) -> None:
    """Unless its rounds left a bound open: then it is run as a plan, with the rounds that a plan gets."""
    spec, plan, searches, built = planned
    plan = without_knobs(plan)
    second = other_plan(plan, searches)
    choice = tuple((a.service, a.candidate) for a in second.assignments)
    found, ran = proving((spec, plan, searches, built), {choice}, settled=settled)
    found.settle = lambda s, barred: (second, s)
    found.sketch = lambda s, barred: second
    proven, _, done = found.prove(plan, searches)
    assert ran == ([[PLAN, "runner-up 1"]] if settled else [[PLAN, "runner-up 1"], [PLAN]])
    assert proven.feasible
    assert "every bound that the runs show holds" in proven.validation
    names = [c.name for c in done]  # what was rejected is what every service would choose for itself
    assert names == ([SELFISH, f"{PLAN} 2"] if settled else [SELFISH, "runner-up 1", f"{PLAN} 2"])
    assert done[-1].choice == choice
    predictions = {(p.service, p.metric): p.ratio for p in second.predictions}
    assert not settled or done[-1].checks[0].predicted == predictions["store", "latency_p99"]


def test_the_selfish_choice_runs_beside_a_plan_that_has_other_knobs(planned: Any) -> None:
    spec, plan, searches, built = planned
    choice = tuple((a.service, a.candidate) for a in plan.assignments)
    for one, names in ((plan, [PLAN, SELFISH]), (without_knobs(plan), [PLAN])):
        found, ran = proving((spec, one, searches, built), {choice})
        found.sketch = lambda s, barred, one=one: one
        proven, _, _ = found.prove(one, searches)
        assert ran == [names]
        assert proven.feasible
