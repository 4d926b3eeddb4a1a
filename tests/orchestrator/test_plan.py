"""Plans over hand-built trees: contention, bounds, infeasibility, what was given up."""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from accelagent.devices import catalogue
from accelagent.domain import (
    Clock,
    Execution,
    Measured,
    Metric,
    Objective,
    Patch,
    Rejected,
    Sense,
    Spec,
    Tier,
)
from accelagent.errors import BaselineError, SpecError
from accelagent.orchestrator import orchestrate, to_dict
from accelagent.orchestrator.worth import carried

T, L, C, S = Metric.THROUGHPUT, Metric.LATENCY_P99, Metric.CPU_TIME, Metric.OUTPUT_SIZE


def maximise(service: str | None) -> Objective:
    text = f"maximize throughput({service})" if service else "maximize throughput"
    return Objective(T, Sense.MAXIMIZE, text=text, service=service)


def at_most(metric: Metric, bound: float, service: str | None = None, path: bool = False) -> Objective:
    text = f"{'path_' if path else ''}{metric}{f'({service})' if service else ''} <= {bound}x"
    return Objective(metric, Sense.AT_MOST, bound, True, text, service, path)


def plan_of(world: Any, spec: Spec, **more: Any) -> Any:
    return orchestrate(spec, world.trees, catalogue(), **more)


def picks(plan: Any) -> dict[str, str]:
    return {a.service: a.candidate for a in plan.assignments}


def prediction(plan: Any, metric: str, service: str = "") -> Any:
    return next(p for p in plan.predictions if p.metric == metric and p.service == service)


def test_a_single_service_gets_its_best_candidate_that_keeps_its_bounds(world: Any) -> None:
    bound = Objective(S, Sense.AT_MOST, 1.3, True, "output_size <= 1.3x")
    world.service("a", Objective(T, Sense.MAXIMIZE, text="maximize throughput"), bound)
    world.candidate("a", "big", {T: 3.0, S: 1.42})
    world.candidate("a", "good", {T: 2.0, S: 1.1})
    world.candidate("a", "worse", {T: 1.5, S: 1.2})
    world.candidate("a", "noise", {T: 1.004})
    world.candidate("a", "bad", {}, rejected=Rejected("test", "2 of 9 failed"))
    plan = plan_of(world, world.spec(maximise("a")))
    assert plan.feasible
    assert picks(plan) == {"a": "good"}
    reasons = dict(plan.subtrees[0].pruned)
    assert reasons["big"] == "violates output_size <= 1.3x (1.42x)"
    assert reasons["worse"] == "dominated by good"
    assert reasons["bad"] == "rejected at test: 2 of 9 failed"
    assert reasons["noise"].startswith("no measurable gain")
    assert plan.subtrees[0].path == ("a-root", "good")
    assert plan.certificate.startswith("exact:")
    assert "nothing to run it together with" in plan.validation
    assert prediction(plan, "throughput", "a").ratio == pytest.approx(2.0)


def test_without_candidates_every_service_stays_unmodified(world: Any) -> None:
    world.service("a")
    world.service("b")
    plan = plan_of(world, world.spec(maximise(None)))
    assert plan.feasible
    assert picks(plan) == {"a": "a-root", "b": "b-root"}
    assert all(a.device == "cpu" and a.execution is None and a.instances == 0 for a in plan.assignments)
    assert plan.given_up == ()
    assert "not yet run together" in plan.validation


def test_two_services_share_a_device_and_their_loads_add_up(world: Any) -> None:
    for name in ("a", "b"):
        world.service(name, load=100.0)
        world.candidate(
            name, f"{name}-q", {T: 2.0}, recipe="offload-async", busy_s=0.02, ops=10, in_flight=32
        )
    plan = plan_of(world, world.spec(maximise(None)))
    assert picks(plan) == {"a": "a-q", "b": "b-q"}
    assert dict(plan.device_utilisation)["qat"] == pytest.approx(2 * 100 * 0.02 / 8)
    assert [a.share for a in plan.assignments] == pytest.approx([0.25, 0.25])
    queues = [a.work_queue for a in plan.assignments]
    assert len(set(queues)) == 2
    assert all(a.execution is Execution.ASYNC for a in plan.assignments)
    # Each was measured alone at 2.0x; waiting for the other can only take from that.
    assert 1.9 < prediction(plan, "throughput", "a").ratio <= 2.0
    assert any("shared by a, b" in lint for lint in plan.lints)


def test_the_locally_best_candidate_is_given_up_when_its_load_breaks_another_services_latency(
    world: Any,
) -> None:
    latency = Objective(L, Sense.MINIMIZE, text="minimize latency_p99")
    world.service("bulk", load=210.0)
    world.candidate("bulk", "flood", {T: 2.2}, recipe="offload-async", busy_s=0.034, ops=4, in_flight=64)
    world.candidate("bulk", "incore", {T: 2.0})
    world.service("store", latency, load=1000.0)
    world.candidate("store", "quick", {L: 0.8}, recipe="offload-sync", busy_s=0.0001, ops=1)
    goal = world.spec(maximise("bulk"), at_most(L, 0.85, "store"))
    plan = plan_of(world, goal)
    assert plan.feasible
    assert picks(plan) == {"bulk": "incore", "store": "quick"}
    [given_up] = plan.given_up
    assert given_up.startswith("bulk: flood")
    assert "latency_p99(store) <= 0.85x is" in given_up
    alone = orchestrate(replace(goal, goal=replace(goal.goal, bounds=())), world.trees, catalogue())
    assert picks(alone)["bulk"] == "flood"


def test_a_device_is_never_planned_beyond_capacity(world: Any) -> None:
    for name in ("a", "b"):
        world.service(name, load=100.0)
        world.candidate(
            name, f"{name}-q", {T: 3.0}, recipe="offload-async", busy_s=0.05, ops=10, in_flight=32
        )
    plan = plan_of(world, world.spec(maximise(None)))
    assert plan.feasible
    assert sorted(picks(plan).values()) in (["a-q", "b-root"], ["a-root", "b-q"])
    assert "qat utilisation" in plan.given_up[0]


def test_an_unreachable_bound_gives_the_closest_plan_and_says_so(world: Any) -> None:
    world.service("a")
    world.candidate("a", "thrifty", {T: 1.5, C: 0.7})
    world.candidate("a", "fast", {T: 3.0, C: 0.9})
    plan = plan_of(world, world.spec(maximise("a"), at_most(C, 0.5)))
    assert not plan.feasible
    assert picks(plan) == {"a": "thrifty"}
    assert "cpu_time <= 0.5x cannot be met by any measured candidate" in plan.certificate
    assert prediction(plan, "cpu_time").holds is False


def test_bounds_that_exclude_one_another_are_named_together_and_others_are_not(world: Any) -> None:
    world.service("a")
    world.candidate("a", "small", {T: 1.2, S: 0.8, C: 1.4})
    world.candidate("a", "cheap", {T: 1.2, S: 1.4, C: 0.8})
    plan = plan_of(
        world, world.spec(maximise("a"), at_most(S, 0.9, "a"), at_most(C, 0.9), at_most(L, 1.2, "a"))
    )
    assert not plan.feasible
    assert "output_size(a) <= 0.9x and cpu_time <= 0.9x exclude one another" in plan.certificate


def test_cpu_of_the_application_is_weighed_by_load(world: Any) -> None:
    world.service("busy", load=900.0)
    world.service("idle", load=100.0)
    world.candidate("busy", "saves", {C: 0.5})
    plan = plan_of(world, world.spec(Objective(C, Sense.MINIMIZE, text="minimize cpu_time")))
    assert picks(plan)["busy"] == "saves"
    assert prediction(plan, "cpu_time").ratio == pytest.approx(0.1 + 0.9 * 0.5)


def test_zero_load_asks_nothing_of_the_device(world: Any) -> None:
    world.service("a", load=0.0)
    world.candidate("a", "q", {T: 2.0, C: 0.5}, recipe="offload-sync", busy_s=10.0, ops=1)
    plan = plan_of(world, world.spec(maximise("a"), at_most(C, 0.9)))
    assert plan.feasible
    assert picks(plan) == {"a": "q"}
    assert dict(plan.device_utilisation)["qat"] == 0.0


def test_latency_along_a_path_is_that_of_whole_requests(world: Any) -> None:
    world.service("leaf")
    world.candidate("leaf", "l", {L: 0.5})
    world.service("middle", calls=(("leaf", 2.0),))
    world.service("top", calls=(("middle", 0.5), ("leaf", 1.0)))
    goal = Objective(L, Sense.MINIMIZE, text="minimize path_latency_p99(top)", service="top", path=True)
    plan = plan_of(world, world.spec(goal))
    assert picks(plan)["leaf"] == "l"
    found = prediction(plan, "path_latency_p99", "top")
    # Of each service only the p99 is known, 20 ms: lognormal with the assumed sigma of 0.5.
    draw = np.random.default_rng(99)

    def latencies(p99: float) -> Any:
        return np.exp(math.log(p99) - 0.5 * 2.3263 + 0.5 * draw.normal(size=400_000))

    def path(leaf: float) -> float:
        middle = latencies(0.02) + latencies(leaf) + latencies(leaf)
        whole = latencies(0.02) + latencies(leaf) + np.where(draw.random(400_000) < 0.5, middle, 0.0)
        return float(np.quantile(whole, 0.99))

    assert found.simulated
    assert found.value == pytest.approx(path(0.01), rel=0.03)
    assert found.ratio == pytest.approx(path(0.01) / path(0.02), rel=0.03)
    # The sum of percentiles, 1 + 0.5 + (0.5 * 2 + 1) * 0.5 times 20 ms, is no percentile of anything.
    assert found.value < 0.9 * 0.02 * 2.5


def test_a_tie_in_the_goal_is_broken_by_the_services_own_objectives(world: Any) -> None:
    world.service("a")
    world.service("b", Objective(L, Sense.MINIMIZE, text="minimize latency_p99"))
    world.candidate("b", "quick", {L: 0.5})
    assert picks(plan_of(world, world.spec(maximise("a"))))["b"] == "quick"


def test_a_rejection_by_the_full_gates_replaces_the_earlier_measurement(world: Any) -> None:
    world.service("a")
    world.candidate("a", "x", {T: 3.0})
    world.candidate("a", "y", {T: 2.0}, recipe="offload-async", busy_s=0.001, ops=1)
    spec = world.spec(maximise("a"))
    assert picks(plan_of(world, spec)) == {"a": "x"}
    world.candidate(
        "a", "x", {}, tier=Tier.FULL, rejected=Rejected("faults", "wrong output when the device is full")
    )
    plan = plan_of(world, spec)
    assert picks(plan) == {"a": "y"}
    assert dict(plan.subtrees[0].pruned)["x"].startswith("rejected at faults")


def test_only_selectable_trials_are_chosen(world: Any) -> None:
    world.service("a")
    world.candidate("a", "x", {T: 3.0})
    world.candidate("a", "y", {T: 2.0}, tier=Tier.FULL)
    plan = plan_of(
        world,
        world.spec(maximise("a")),
        selectable=lambda t: isinstance(t.outcome, Measured) and t.tier is Tier.FULL,
    )
    assert picks(plan) == {"a": "y"}
    assert dict(plan.subtrees[0].pruned)["x"] == "not selectable: measured under the quick gates only"


def test_the_subtree_holds_both_parents_of_a_merge_and_the_path_is_unbroken(world: Any) -> None:
    world.service("a")
    world.candidate("a", "left", {T: 1.5})
    world.candidate("a", "right", {C: 0.5})
    world.candidate("a", "merged", {T: 1.6, C: 0.5}, parents=("left", "right"))
    [found] = plan_of(world, world.spec(maximise("a"))).subtrees
    assert found.nodes == ("a-root", "left", "right", "merged")
    assert found.path[0] == "a-root"
    assert found.path[-1] == "merged"
    assert len(found.path) == 3


def test_what_a_plan_cannot_be_made_from_is_an_error_in_words(world: Any) -> None:
    world.service("a")
    spec = world.spec(
        Objective(Metric.LATENCY_P50, Sense.MINIMIZE, text="minimize latency_p50(a)", service="a")
    )
    with pytest.raises(BaselineError, match="service a: the plan needs latency_p50"):
        plan_of(world, spec)
    with pytest.raises(BaselineError, match="no measurement of the unmodified service"):
        orchestrate(spec, {}, catalogue())
    with pytest.raises(SpecError, match="asks throughput to get worse; allowed for it: maximize or >="):
        plan_of(world, world.spec(maximise("a"), at_most(T, 0.5, "a")))
    with pytest.raises(BaselineError, match="wall clock"):
        plan_of(world, world.spec(maximise("a")), clock=Clock.WALL)


def test_lints_speak_of_the_chosen_designs(world: Any) -> None:
    world.service("a", Objective(L, Sense.MINIMIZE, text="minimize latency_p99"))
    world.candidate(
        "a", "x", {L: 0.5}, recipe="offload-sync", busy_s=0.001, ops=1, knobs=(("poll", "sleep"),)
    )
    lints = plan_of(world, world.spec(Objective(L, Sense.MINIMIZE, text="m", service="a"))).lints
    assert any("one request in flight" in lint for lint in lints)
    assert any("polls with sleeps" in lint for lint in lints)
    assert any("offloads every size" in lint for lint in lints)


def test_a_bound_that_goal_and_service_share_is_held_once(world: Any) -> None:
    own = Objective(S, Sense.AT_MOST, 1.3, True, "output_size <= 1.3x")
    world.service("a", Objective(T, Sense.MAXIMIZE, text="maximize throughput"), own)
    world.candidate("a", "good", {T: 2.0, S: 1.1})
    plan = plan_of(world, world.spec(maximise("a"), at_most(S, 1.3, "a")))
    assert [p.metric for p in plan.predictions if p.bound] == ["output_size"]


def test_a_choice_that_makes_no_difference_gives_way_to_a_simpler_one(world: Any) -> None:
    world.service("a", load=100.0)
    world.candidate("a", "device", {T: 2.01}, recipe="offload-async", busy_s=0.0001, ops=1)
    world.candidate("a", "incore", {T: 2.0})
    assert picks(plan_of(world, world.spec(maximise("a")))) == {"a": "incore"}
    world.candidate("a", "device", {T: 2.2}, recipe="offload-async", busy_s=0.0001, ops=1)
    assert picks(plan_of(world, world.spec(maximise("a")))) == {"a": "device"}


def test_a_simpler_choice_must_serve_the_service_itself_as_well(world: Any) -> None:
    world.service("a")
    world.service("b", Objective(L, Sense.MINIMIZE, text="minimize latency_p99"))
    world.candidate("b", "quick", {L: 0.9}, recipe="offload-async", busy_s=0.0001, ops=1)
    assert picks(plan_of(world, world.spec(maximise("a"))))["b"] == "quick"


def test_fairness_raises_the_worst_and_a_sum_the_whole(world: Any) -> None:
    bulk = {"recipe": "offload-async", "busy_s": 0.02, "ops": 10, "in_flight": 32}
    for name, gain in (("a", 3.0), ("b", 1.5)):
        world.service(name, load=250.0)
        world.candidate(name, f"{name}-q", {T: gain}, **bulk)
    world.candidate("b", "b-core", {T: 1.2})
    world.candidate("a", "a-core", {T: 1.3})
    a, b = maximise("a"), maximise("b")
    goal = world.spec(a)
    total = replace(goal, goal=replace(goal.goal, optimise=(a, b)))
    assert picks(plan_of(world, total)) == {"a": "a-q", "b": "b-core"}
    worst = tuple(replace(o, fair=True) for o in (a, b))
    fair = replace(goal, goal=replace(goal.goal, optimise=worst))
    assert picks(plan_of(world, fair)) == {"a": "a-core", "b": "b-q"}
    weighted = replace(goal, goal=replace(goal.goal, optimise=(a, replace(b, weight=8.0))))
    assert picks(plan_of(world, weighted)) == {"a": "a-core", "b": "b-q"}


def test_cost_counts_cores_at_the_load_and_energy_needs_its_model(world: Any) -> None:
    world.service("a", load=300.0)
    world.candidate("a", "q", {C: 0.4}, recipe="offload-async", busy_s=0.004, ops=1, in_flight=8)
    cores = Objective(C, Sense.MINIMIZE, text="minimize cores", quantity="cores")
    spec = world.spec(cores)
    found = prediction(plan_of(world, spec), "cores")
    assert (found.value, found.unit) == (pytest.approx(300 * 0.01 * 0.4), "core")
    energy = Objective(C, Sense.MINIMIZE, text="minimize energy", quantity="energy")
    with pytest.raises(SpecError, match="needs an energy model; add for example 'power: {core: 5"):
        plan_of(world, world.spec(energy))
    powered = replace(world.spec(energy), power=(("core", 5.0), ("qat", 8.0)))
    watts = prediction(plan_of(world, powered), "energy")
    # 1.2 cores at 5 W, and 300 * 4 ms of engine time on eight engines at 8 W for all of them.
    assert (watts.value, watts.unit) == (pytest.approx(1.2 * 5 + 300 * 0.004 / 8 * 8), "W")


def test_worth_counts_cores_at_the_load_with_the_range_of_the_measurement(world: Any) -> None:
    world.service("a", load=300.0)
    world.service("b", load=100.0)
    world.candidate("a", "q", {T: 1.5, C: 0.4}, recipe="offload-async", busy_s=0.004, ops=1, in_flight=8)
    [found] = plan_of(world, world.spec(maximise("a"))).worth
    assert found.service == "a"
    assert found.cores_freed == pytest.approx(300 * 0.01 * 0.6)
    assert found.cores_freed_low < found.cores_freed < found.cores_freed_high
    assert found.per_thousand == pytest.approx(6.0)
    assert found.libraries == ("libqat.so.4", "libusdm.so.0")


def test_worth_is_told_at_both_ends_of_the_devices_ranges(world: Any) -> None:
    spreads = {}
    for name, recipe, poll in (
        ("a", "offload-async", "busy"),
        ("b", "offload-sync", "busy"),
        ("c", "offload-sync", "sleep"),
    ):
        world.service(name, load=300.0)
        ratios = {T: 1.5, C: 0.4}
        world.candidate(
            name, f"{name}-q", ratios, recipe=recipe, busy_s=0.004, ops=2, knobs=(("poll", poll),)
        )
    spec = world.spec(maximise(None))
    plan = plan_of(world, spec)
    for found in plan.worth:
        slow, fast = found.cores_freed_slowest, found.cores_freed_fastest
        assert slow is not None
        assert fast is not None
        assert slow < found.cores_freed < fast
        spreads[found.service] = fast - slow
    # Who waits on the core pays for a slower device as well.
    assert spreads["b"] > spreads["a"] == pytest.approx(spreads["c"])
    model = catalogue()["qat-4xxx"]
    submission = model.at("submit_s", "high") - model.at("submit_s", "low")
    assert spreads["a"] >= 300 * 2 * submission
    value: Any = to_dict(plan, spec)
    first = value["worth"][0]["cores_freed_over_device_range"]
    assert first[1] - first[0] == pytest.approx(spreads[value["worth"][0]["service"]], abs=1e-5)


def test_in_core_designs_have_no_range_of_a_device_and_need_its_library(world: Any) -> None:
    world.service("a", load=300.0)
    world.candidate("a", "q", {T: 1.5, C: 0.4})
    [found] = plan_of(world, world.spec(maximise("a"))).worth
    assert found.cores_freed_slowest is None
    assert found.libraries == ("libisal.so.2",)


def test_what_a_patch_costs_to_carry_is_its_changed_lines_and_new_files(tmp_path: Path) -> None:
    (tmp_path / "a.c").write_text("one\ntwo\nthree\n")
    patch = Patch((("a.c", "one\n2\nthree\nfour\n"), ("accel.h", "x\ny\n")), ("r",))
    assert carried(tmp_path, patch) == (3, (("accel.h", 2),))
    assert carried(tmp_path / "absent", patch) == (None, ())


def test_the_policy_favours_the_urgent_and_limits_the_bulk(world: Any) -> None:
    world.service("bulk", load=80.0)
    world.candidate("bulk", "b", {T: 2.0}, recipe="offload-async", busy_s=0.04, ops=40, in_flight=16)
    world.service("store", Objective(L, Sense.MINIMIZE, text="minimize latency_p99"), load=50.0)
    world.candidate("store", "s", {L: 0.2}, recipe="offload-sync", busy_s=0.0008, ops=1)
    plan = plan_of(world, world.spec(maximise("bulk")))
    assert picks(plan) == {"bulk": "b", "store": "s"}
    bulk, store = plan.policies
    assert bulk.priority < store.priority
    assert bulk.rate_limit_bytes_per_s == pytest.approx(1.25 * 80 * 40 * 65536)
    assert (store.rate_limit_bytes_per_s, store.spill_share, store.batch_cap) == (0.0, 0.0, 1)
    assert bulk.spill_share == 0.0  # half full: nothing needs to spill
    assert bulk.queue_mode == "ring pair"


def test_a_candidate_best_for_its_service_may_lie_outside_the_subtree_that_serves_the_goal(
    world: Any,
) -> None:
    """The bulk service alone is best on the device; the goal's bound on the other leaves it only the core."""
    world.service("bulk", load=100.0)
    world.candidate("bulk", "queued", {T: 5.0}, recipe="offload-async", busy_s=0.07, ops=10)
    world.candidate(
        "bulk", "tuned", {T: 5.1}, recipe="offload-async", busy_s=0.07, ops=10, parents=("queued",)
    )
    world.candidate("bulk", "in-core", {T: 4.7})
    world.service("small", load=100.0)
    world.candidate("small", "quick", {L: 0.8}, recipe="offload-sync", busy_s=0.001, ops=1)
    spec = world.spec(maximise("bulk"), at_most(L, 0.85, "small"))
    plan: Any = to_dict(plan_of(world, spec), spec)
    bulk, small = plan["services"]
    assert (bulk["selected"], small["selected"]) == ("in-core", "quick")
    found = bulk["subtree"]
    assert (found["root"], found["nodes"]) == ("bulk-root", ["bulk-root", "in-core"])
    assert (found["path"], found["join_key"]) == (["bulk-root", "in-core"], "isal/in-core")
    reasons = {p["node"]: p["reason"] for p in found["pruned"]}
    assert reasons.keys() == {"queued", "tuned"}
    assert "dominated by tuned" in reasons["queued"] or "latency_p99(small)" in reasons["queued"]
    assert "latency_p99(small)" in reasons["tuned"]
    assert any("tuned" in text and "5.1x" in text for text in plan["given_up"])
    assert small["subtree"]["path"] == ["small-root", "quick"]


def test_a_patch_that_ignores_a_full_ring_and_services_of_both_kinds_on_one_device_are_lints(
    world: Any,
) -> None:
    def written(service: str, name: str, text: str) -> None:
        world.candidate(service, name, {T: 3.0}, recipe="offload-async", busy_s=0.001, ops=1)
        trial = world.trees[service].pop()
        candidate = replace(trial.candidate, patch=Patch((("a.c", text),), ("r",)))
        world.trees[service].append(replace(trial, candidate=candidate))

    world.service("packs", load=10.0)
    written(
        "packs", "p", "s = cpaDcCompressData2(h, n, a, b, o, r, t); while (s == CPA_STATUS_RETRY) poll();"
    )
    world.service("seals", load=10.0)
    written("seals", "s", "cpaCySymPerformOp(h, t, o, a, b, v);")
    lints = plan_of(world, world.spec(maximise(None))).lints
    assert any("seals" in text and "never looks at CPA_STATUS_RETRY" in text for text in lints)
    assert not any("packs" in text and "CPA_STATUS_RETRY" in text for text in lints)
    assert any("packs (compression), seals (cryptography)" in text for text in lints)
