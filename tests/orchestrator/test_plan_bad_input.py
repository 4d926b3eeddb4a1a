"""What a plan cannot be made from, or only in part, is said in words: rates of zero, cycles, bounds that nothing keeps."""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from accelagent.bench._policies import contended
from accelagent.devices import catalogue
from accelagent.domain import Metric, Objective, Sense
from accelagent.errors import SpecError
from accelagent.orchestrator import orchestrate, write
from accelagent.orchestrator.goal import path_weights
from accelagent.spec import load_spec

SPEC = """version: 1
application: ring
services:
  a: &one
    source: .
    build: make
    workload: {command: ./bench, items: 1, unit: item}
    objectives: [maximize throughput]
    calls: {b: 1}
  b:
    <<: *one
    calls: {a: 0.5}
devices:
  qat: {model: qat-4xxx}
goal: maximize throughput(a)
"""


def test_calls_that_form_a_cycle_are_named_with_their_place(tmp_path: Path) -> None:
    (tmp_path / "accel.yaml").write_text(SPEC)
    with pytest.raises(SpecError, match=r"accel\.yaml:\d+:\d+.*the calls form a cycle: .*; allowed: none"):
        load_spec(tmp_path / "accel.yaml")


def test_a_cycle_that_reaches_the_planner_ends_it_in_words(world: Any) -> None:
    world.service("a", calls=(("b", 1.0),))
    world.service("b", calls=(("a", 1.0),))
    goal = Objective(Metric.THROUGHPUT, Sense.MAXIMIZE, text="maximize throughput(a)", service="a")
    with pytest.raises(SpecError, match="calls back; allowed: no cycles"):
        path_weights(world.spec(goal), "a")


@pytest.mark.parametrize("idle", [("store",), ("bulk",), ("store", "bulk")])
def test_a_service_without_load_takes_no_part_in_the_policy_search(idle: tuple[str, ...]) -> None:
    spec, trees = contended(300.0)
    services = tuple(replace(s, load=0.0) if s.name in idle else s for s in spec.services)
    plan = orchestrate(replace(spec, services=services), trees, catalogue(), policy_budget=20)
    assert plan.policy_search is None
    assert all(math.isfinite(p.value) for p in plan.predictions)


def test_a_goal_that_no_policy_reaches_is_infeasible_names_its_bound_and_is_not_deployed(
    tmp_path: Path,
) -> None:
    spec, trees = contended(300.0)
    bound = replace(spec.goal.bounds[0], bound=0.01, text="latency_p99(store) <= 0.01x")
    hopeless = replace(spec, goal=replace(spec.goal, bounds=(bound,)))
    plan = orchestrate(hopeless, trees, catalogue(), policy_budget=20)
    assert not plan.feasible
    assert "latency_p99(store) <= 0.01x cannot be met by any measured candidate" in plan.certificate
    assert "the closest plan has latency_p99(store) <= 0.01x is" in plan.certificate
    assert write(plan, hopeless, tmp_path) == []


def test_services_without_candidates_stay_as_they_are_under_the_policy_search() -> None:
    spec, trees = contended(300.0)
    only_roots = {name: trials[:1] for name, trials in trees.items()}
    plan = orchestrate(spec, only_roots, catalogue(), policy_budget=20)
    assert [a.candidate for a in plan.assignments] == ["store-root", "bulk-root"]
    assert plan.policies == ()
    assert plan.policy_search is None
