"""How devices are used, what the search changed and how combinations compare stand in every form of the report."""

from __future__ import annotations

from dataclasses import replace
from io import StringIO
from types import ModuleType
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from rich.console import Console

from accelagent.domain import Check, Clock, Composed, Measured, Run, Trial
from accelagent.planned import DevicePolicy, PolicySearch, PolicyStep
from accelagent.report.composed import together
from accelagent.report.html import render_html
from accelagent.report.table import print_run
from accelagent.report.views import run_to_json, run_to_markdown
from accelagent.schemas import load_schema

POLICY = DevicePolicy(
    "thumbnailer", "qat", "ring pair", 64, 5, 0, 8, 16384, 32, 8, "busy", 2, 1, 3.2e8, 0.1, numa_node=1
)
STEP = PolicyStep("thumbnailer", "depth", "64", "8", (0.2, 0.0), (-0.5, -0.6))
SEARCH = PolicySearch(
    120, 7, 160, 0, 8, True, 0.25, 0.01, 0.2, 0.0, (STEP,), "the searched policies are used"
)


@pytest.fixture
def run(run_example: ModuleType) -> Run:
    made: Run = run_example.example_run()
    return made


def searched(run: Run) -> Run:
    assert run.plan is not None
    return replace(run, plan=replace(run.plan, policies=(POLICY,), policy_search=SEARCH))


def test_policies_and_what_the_search_changed_stand_in_every_form(run: Run) -> None:
    out = StringIO()
    print_run(searched(run), Console(file=out, width=600))
    page = render_html(searched(run), lambda service, path: None)
    for text in (out.getvalue(), page, run_to_markdown(searched(run))):
        assert "120 policies were simulated, 7 more refused" in text
        assert "25 ± 1 % better than by rule in 8 paired simulations" in text
        assert "bounds are kept that the rule" in text
        assert "depth 64 → 8 (goal +11 %, mends a bound)" in text
        assert "qat, device 1" in text
        assert "10 % of the rest" in text


def test_policies_by_rule_are_said_to_be_so(run: Run) -> None:
    assert run.plan is not None
    by_rule = replace(run, plan=replace(run.plan, policies=(POLICY,)))
    assert "Derived by rule" in run_to_markdown(by_rule)
    assert "Use of the devices" not in run_to_markdown(run)


def composed(run: Run, plan: float, selfish: float) -> Run:
    """The thumbnailer's throughput and a bound on the store's tail, in both combinations."""
    fast = Check("thumbnailer", "throughput", 5.0, "item/s", plan, 4.0, 6.0, None, "", None)
    tail = Check("store", "latency_p99", 1e-3, "s", 0.3, 0.2, 0.4, None, "latency_p99(store) <= 0.6x", True)
    late = replace(tail, ratio=3.1, low=2.7, high=3.4, holds=False)
    combinations = (
        Composed("plan", (), (fast, replace(tail, settled=False)), 3, ""),
        Composed("selfish", (), (replace(fast, ratio=selfish), late), 3, ""),
    )
    return replace(run, composed=combinations)


def test_combinations_are_judged_in_a_sentence_each(run: Run) -> None:
    found = together(composed(run, 3.0, 4.0))
    assert found is not None
    first, second = found.verdicts
    assert first.startswith("plan: keeps every bound that the runs show; not decided by the rounds")
    assert second == "selfish: breaks latency_p99(store) <= 0.6x (3.10× (2.70–3.40))"


def test_what_is_left_of_the_gain_alone_is_said(run: Run) -> None:
    goal = run.spec.goal
    name = run.services[0].service.name
    [optimise] = goal.optimise[:1]
    asked = replace(
        run, spec=replace(run.spec, goal=replace(goal, optimise=(replace(optimise, service=name),)))
    )
    metric = str(optimise.metric)
    assert metric == "throughput"
    found = together(composed(asked, 3.0, 4.0))
    assert found is not None
    [line] = found.kept
    own = float(line.split("plan, ")[1].split("×")[0])
    assert "3.00× in the plan" in line
    assert "4.00× when every service takes its own best" in line
    kept = int(line.split(": ")[-1].split(" %")[0])
    assert kept == pytest.approx(100 * 2.0 / (own - 1), rel=0.02, abs=1)
    value: Any = run_to_json(composed(asked, 3.0, 4.0), ())
    assert not list(
        Draft202012Validator(load_schema("run")["properties"]["composed"]).iter_errors(value["composed"])
    )
    plan, selfish = (c["gains"][0] for c in value["composed"])
    assert plan["kept"] == pytest.approx(2.0 / (plan["alone"] - 1))
    assert selfish["ratio"] == 4.0


def test_a_share_is_told_only_of_a_gain_in_the_very_metric(run: Run) -> None:
    """Of a best candidate that gains nothing there is no share, and p99.9 does not stand for p99."""
    service = run.services[0]
    text = service.service.objectives[0].text
    goal = replace(
        run.spec.goal, optimise=(replace(run.spec.goal.optimise[0], service=service.service.name),)
    )
    asked = composed(replace(run, spec=replace(run.spec, goal=goal)), 3.0, 4.0)
    root = service.trials[0].candidate.id
    nothing = replace(service, best=((text, root),))
    alike = replace(
        service,
        best=(("maximize throughput_of_others", service.best[0][1]),),
        service=replace(service.service, objectives=service.service.objectives[:1]),
    )
    for other in (nothing, alike):
        found = together(replace(asked, services=(other, *run.services[1:])))
        assert found is not None
        assert found.kept == ()


def test_on_real_devices_shares_are_of_wall_time(run: Run) -> None:
    service = run.services[0]
    goal = replace(
        run.spec.goal, optimise=(replace(run.spec.goal.optimise[0], service=service.service.name),)
    )
    trials = tuple(_on_the_wall_clock(t) for t in service.trials)
    asked = replace(
        run, spec=replace(run.spec, goal=goal), services=(replace(service, trials=trials), *run.services[1:])
    )
    found = together(composed(asked, 3.0, 4.0))
    assert found is not None
    assert len(found.kept) == 1


def _on_the_wall_clock(trial: Trial) -> Trial:
    if not isinstance(trial.outcome, Measured):
        return trial
    own = tuple(replace(e, clock=Clock.WALL) for e in trial.outcome.estimates if e.clock is Clock.VIRTUAL)
    return replace(trial, outcome=replace(trial.outcome, estimates=own))
