"""The policies that the search gives: never worse than those by rule, allowed by the lints, and deployed as planned."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from accelagent.bench._policies import contended
from accelagent.devices import catalogue
from accelagent.domain import Design, DeviceUse, Metric, Objective, Plan, Sense, Spec
from accelagent.orchestrator import idxd, orchestrate, policysearch, queuelints, to_dict
from accelagent.orchestrator.choices import field_of
from accelagent.orchestrator.goal import Composition, needed
from accelagent.orchestrator.model import pools
from accelagent.orchestrator.plan import measured, solve
from accelagent.orchestrator.policymodel import PolicyModel, demands, replaced
from accelagent.orchestrator.policyspace import applied, axes
from accelagent.orchestrator.rerank import rerank
from accelagent.orchestrator.resources import policies
from accelagent.orchestrator.simulation.statistics import interval
from accelagent.schemas import load_schema

T, L, C = Metric.THROUGHPUT, Metric.LATENCY_P99, Metric.CPU_TIME
BUDGET = 40
OTHER_SEEDS = tuple(range(900, 906))  # that neither search nor its own comparison uses


@cache
def searched(load: float, seed: int = 0) -> tuple[Spec, Plan]:
    spec, trees = contended(load)
    return spec, orchestrate(spec, trees, catalogue(), policy_budget=BUDGET, seed=seed)


@cache
def derived(load: float) -> Plan:
    spec, trees = contended(load)
    return orchestrate(spec, trees, catalogue())


def solved(spec: Spec, trees: Any) -> Any:
    """What the plan chose, from which both kinds of policies start."""
    shared, wanted = pools(spec, catalogue()), needed(spec)
    clock = next(iter(trees.values()))[0].outcome.estimates[0].clock
    fields = {
        s.name: field_of(spec, s, trees[s.name], catalogue(), shared, wanted[s.name], clock, measured)
        for s in spec.services
    }
    return rerank(spec, solve(Composition(spec, fields, shared))).solution


def test_the_searched_policies_beat_those_by_rule_where_services_contend() -> None:
    spec, trees = contended(300.0)
    plan = searched(300.0)[1]
    assert plan.policy_search is not None
    assert plan.policy_search.adopted
    solution = solved(spec, trees)
    model = PolicyModel(spec, solution, policies(spec, solution))
    old = model.judge(policies(spec, solution), OTHER_SEEDS, 20_000)
    new = model.judge(plan.policies, OTHER_SEEDS, 20_000)
    gain = interval([a[2] - b[2] for a, b in zip(old.ranks, new.ranks, strict=True)])
    assert gain.low > 0.05
    assert new.rank[:2] <= old.rank[:2]


@pytest.mark.parametrize("load", [20.0, 300.0])
def test_the_searched_policies_are_never_worse_than_those_by_rule(load: float) -> None:
    spec, trees = contended(load)
    plan = searched(load)[1]
    solution = solved(spec, trees)
    model = PolicyModel(spec, solution, policies(spec, solution))
    old = model.judge(policies(spec, solution), OTHER_SEEDS, 20_000)
    new = model.judge(plan.policies, OTHER_SEEDS, 20_000)
    assert new.rank[1] <= old.rank[1] + 1e-9
    worse = interval([b[2] - a[2] for a, b in zip(old.ranks, new.ranks, strict=True)])
    assert worse.low <= 1e-3


def test_no_policy_that_is_used_brings_a_lint_of_its_own() -> None:
    spec, plan = searched(300.0)
    models = {d.name: catalogue()[d.model] for d in spec.devices}
    before = queuelints.patterns(derived(300.0).policies, models)
    assert queuelints.patterns(plan.policies, models) <= before


def test_the_same_seed_gives_the_same_policies() -> None:
    spec, trees = contended(300.0)
    again = orchestrate(spec, trees, catalogue(), policy_budget=BUDGET)
    assert again == searched(300.0)[1]


def test_the_trace_says_what_each_change_gained_and_the_budget_is_kept() -> None:
    found = searched(300.0)[1].policy_search
    assert found is not None
    assert found.steps
    assert all(s.before != s.after for s in found.steps)
    assert found.evaluated <= BUDGET + 4 * len(found.steps) + 20  # leaving out and telling cost a few more
    total = sum(a - b for a, b in (s.score for s in found.steps))
    assert total == pytest.approx(found.steps[0].score[0] - found.steps[-1].score[1])


def test_what_was_searched_is_in_the_plans_json_and_in_the_environment() -> None:
    spec, plan = searched(300.0)
    value: Any = to_dict(plan, spec)
    assert not list(Draft202012Validator(load_schema("plan")).iter_errors(value))
    assert value["policy_search"]["adopted"] is True
    by_rule = {p.service: p for p in derived(300.0).policies}
    for policy, assignment in zip(plan.policies, plan.assignments, strict=True):
        environment, old = dict(assignment.environment), by_rule[policy.service]
        if policy.depth != old.depth:
            assert int(environment["ACCEL_DEPTH"]) < 32
        if policy.threshold_bytes != old.threshold_bytes:
            assert (
                environment["ACCEL_MIN_BYTES"]
                == str(policy.threshold_bytes)
                == str(assignment.fallback_below)
            )
        if policy.spill_share > 0 and policy.spill_share != old.spill_share:
            assert environment["ACCEL_SPILL"] == str(round(1000 * policy.spill_share))
    changed = [p for p in plan.policies if p != by_rule[p.service]]
    assert changed


def test_nothing_is_searched_where_no_device_is_shared(world: Any) -> None:
    world.service("a", load=100.0)
    world.candidate("a", "q", {T: 2.0}, recipe="offload-async", busy_s=0.001, ops=1)
    goal = Objective(T, Sense.MAXIMIZE, text="maximize throughput")
    plan = orchestrate(world.spec(goal), world.trees, catalogue(), policy_budget=BUDGET)
    assert plan.policy_search is None


def moving(world: Any, count: int = 1) -> tuple[Spec, Any]:
    """Two services on DSA devices: one of many small copies whose latency counts, one of long batches."""
    short = Objective(L, Sense.MINIMIZE, text="minimize latency_p99")
    knobs = (("depth", 32), ("min_bytes", 4096), ("spill", 0))
    world.service("quick", short, load=40.0, devices=("mover", "isal"))
    world.candidate("quick", "q", {L: 0.5, C: 0.5}, recipe="offload-sync", busy_s=0.002, ops=4)
    world.service("bulk", load=60.0, devices=("mover", "isal"))
    world.candidate(
        "bulk", "b", {T: 3.0, C: 0.3}, recipe="offload-batch", busy_s=0.008, ops=64, in_flight=32, knobs=knobs
    )
    goal = Objective(T, Sense.MAXIMIZE, text="maximize throughput(bulk)", service="bulk")
    bound = Objective(L, Sense.AT_MOST, 0.9, True, "latency_p99(quick) <= 0.9x", "quick")
    spec = world.spec(goal, bound)
    return replace(spec, devices=(*spec.devices, DeviceUse("mover", "dsa", count))), world.trees


def test_the_space_has_every_field_that_device_and_design_allow(world: Any) -> None:
    spec, trees = moving(world)
    solution = solved(spec, trees)
    start = policies(spec, solution)
    space = axes(demands(solution), start)
    found = {(a.owner, a.field) for a in space}
    assert {("quick", f) for f in ("queue_mode", "queue_size", "priority")} <= found
    assert {("bulk", f) for f in ("depth", "threshold_bytes", "spill_share", "batch_cap")} <= found
    assert ("mover", "group") in found
    assert not any(f in ("instances", "rate_limit_bytes_per_s") for _, f in found)  # QAT's, not DSA's
    assert all(applied(start, a.changes[0]) == start for a in space)


def test_services_may_be_placed_on_devices_and_their_queues_follow(world: Any) -> None:
    spec, trees = moving(world, count=2)
    solution = solved(spec, trees)
    start = policies(spec, solution)
    space = axes(demands(solution), start)
    [nodes] = [a for a in space if a.field == "numa_node"]
    points = {tuple(p.numa_node for p in q): q for q in (applied(start, c) for c in nodes.changes)}
    apart, alone = points[0, 1], points[0, 0]
    model = PolicyModel(spec, solution, start)
    assert model.judge(apart, (1,), 8_000).rank[2] <= model.judge(alone, (1,), 8_000).rank[2]
    plan = replace(orchestrate(spec, trees, catalogue()), policies=apart)
    config = idxd.configs(plan, spec, catalogue())
    names = [[q["name"] for g in d["groups"] for q in g["grouped_workqueues"]] for d in config]
    assert names == [["quick"], ["bulk"]]
    assert idxd.lint(config, {"dsa": catalogue()["dsa"]}) == ()


def test_engines_are_deployed_in_the_groups_that_were_planned(world: Any) -> None:
    spec, trees = moving(world)
    solution = solved(spec, trees)
    start = policies(spec, solution)
    [layout] = [a for a in axes(demands(solution), start) if a.field == "group"]
    points = {tuple(p.engines for p in q): q for q in (applied(start, c) for c in layout.changes)}
    three = points[1, 3]
    plan = replace(orchestrate(spec, trees, catalogue()), policies=three)
    [device] = idxd.configs(plan, spec, catalogue())
    engines = {g["grouped_workqueues"][0]["name"]: len(g["grouped_engines"]) for g in device["groups"]}
    assert engines == {"quick": 1, "bulk": 3}


@pytest.mark.parametrize(
    ("field", "mild", "harsh"),
    [("spill_share", 0.0, 0.75), ("depth", 32, 1), ("rate_limit_bytes_per_s", 0.0, 2e8)],
)
def test_holding_the_bulk_back_costs_its_throughput(field: str, mild: object, harsh: object) -> None:
    """At a fifth of the load the device has room for both: each means of holding back costs, and the store gains nothing."""
    spec, trees = contended(60.0)
    solution = solved(spec, trees)
    start = policies(spec, solution)
    model = PolicyModel(spec, solution, start)
    free = replaced(start, "bulk", rate_limit_bytes_per_s=0.0)
    costs = [model.judge(replaced(free, "bulk", **{field: v}), (1,), 8_000).rank[2] for v in (mild, harsh)]
    assert costs[1] > costs[0] + 0.05


def test_more_than_rings_hold_and_bulk_without_bounds_are_lints() -> None:
    spec, plan = searched(300.0)
    models = {d.name: catalogue()[d.model] for d in spec.devices}
    loose = replaced(plan.policies, "bulk", rate_limit_bytes_per_s=0.0, depth=500, virtual_functions=20)
    rules = {rule for rule, _ in queuelints.patterns(loose, models)}
    assert {"more-than-rings", "unbound-bulk", "functions"} <= rules


def at_odds(world: Any, load: float = 360.0) -> tuple[Spec, Any]:
    """A bulk service whose offload breaks the store's bound under the policies by rule; its in-core variant gains less."""
    knobs = (("min_bytes", 4096), ("poll", "busy"))
    short = Objective(L, Sense.MINIMIZE, text="minimize latency_p99")
    world.service("store", short, load=50.0)
    world.candidate(
        "store", "s", {L: 0.5, C: 0.5}, recipe="offload-sync", busy_s=0.0008, ops=8, in_flight=4, knobs=knobs
    )
    world.service("bulk", load=load)
    deep = (("depth", 32), *knobs)
    world.candidate(
        "bulk",
        "queued",
        {T: 2.0, C: 0.3},
        recipe="offload-async",
        busy_s=0.02,
        ops=16,
        in_flight=64,
        knobs=deep,
    )
    world.candidate("bulk", "in-core", {T: 1.5, C: 0.9})
    goal = Objective(T, Sense.MAXIMIZE, text="maximize throughput(bulk)", service="bulk")
    bound = Objective(L, Sense.AT_MOST, 0.55, True, "latency_p99(store) <= 0.55x", "store")
    return world.spec(goal, bound), world.trees


def test_a_runner_up_that_policies_make_better_is_planned_instead(world: Any) -> None:
    spec, trees = at_odds(world)
    by_rule = orchestrate(spec, trees, catalogue())
    plan = orchestrate(spec, trees, catalogue(), policy_budget=BUDGET)
    assert [a.candidate for a in by_rule.assignments] == ["s", "in-core"]
    assert [a.candidate for a in plan.assignments] == ["s", "queued"]
    assert plan.feasible
    assert plan.policy_search is not None
    assert "runner-up" in plan.policy_search.note
    assert "runner-up" in plan.certificate
    assert plan.predictions[0].metric == "throughput"
    assert plan.predictions[0].value > 1.02 * by_rule.predictions[0].value
    assert not list(Draft202012Validator(load_schema("plan")).iter_errors(to_dict(plan, spec)))


@pytest.mark.parametrize("load", [0.0, 1e9])
def test_no_load_and_more_than_any_device_takes_are_planned_without_a_search(world: Any, load: float) -> None:
    spec, trees = at_odds(world, load)
    plan = orchestrate(spec, trees, catalogue(), policy_budget=BUDGET)
    assert plan.policy_search is None
    assert plan.feasible
    assert [a.candidate for a in plan.assignments] == ["s", "in-core" if load else "queued"]


def test_a_runner_up_that_policies_do_not_help_changes_nothing(world: Any) -> None:
    spec, trees = at_odds(world)
    world.candidate("bulk", "better-in-core", {T: 2.5, C: 0.5})
    plan = orchestrate(spec, trees, catalogue(), policy_budget=BUDGET)
    assert [a.candidate for a in plan.assignments] == ["s", "better-in-core"]
    assert plan.policy_search is None


def test_without_a_compiler_the_derived_policies_stand(monkeypatch: Any) -> None:
    from accelagent.errors import ToolchainError
    from accelagent.orchestrator import policymodel

    def missing(*_: object, **__: object) -> None:
        raise ToolchainError("no gcc")

    spec, trees = contended(300.0)
    solution = solved(spec, trees)
    start = policies(spec, solution)
    monkeypatch.setattr(policymodel, "simulate", missing)
    models = {d.name: catalogue()[d.model] for d in spec.devices}
    found = policysearch.search(spec, solution, start, models, budget=BUDGET)
    assert found.policies == start
    assert found.search is not None
    assert "not searched: no gcc" in found.search.note


def test_searched_knobs_are_compiled_in_for_the_composed_run() -> None:
    from accelagent.codegen.recipes import support
    from accelagent.validation import _with

    design = _with(
        Design("offload-async", (("depth", 8), ("poll", "busy"))),
        {"ACCEL_SPILL": "100", "ACCEL_POLL": "sleep"},
    )
    assert dict(design.knobs) == {"depth": 8, "poll": "sleep", "spill": 100}
    assert '"ACCEL_SPILL"' in support(["offload-async"])
