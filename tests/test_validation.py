"""What is built for a composed run: the plan's own knobs, everybody else's as they were measured."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from accelagent.bench._policies import contended
from accelagent.devices import catalogue
from accelagent.domain import Candidate, Clock, Patch, Plan, Trial
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
