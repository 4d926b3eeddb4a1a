"""The JSON view carries the keys of the contract, and the Markdown view escapes what it quotes."""

from __future__ import annotations

import json
import math
from dataclasses import replace
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from accelagent.domain import ControlArm, Kind, Measured, Metric, Rejected, Run, Tier
from accelagent.report.conclusion import conclusion
from accelagent.report.views import run_to_json, run_to_markdown
from accelagent.schemas import load_schema

REGION_KEYS = {
    "id",
    "service",
    "path",
    "function",
    "start_line",
    "end_line",
    "language",
    "operation",
    "algorithm",
    "devices",
    "verdict",
    "min_bytes",
    "execution_model",
    "confidence",
    "sizes",
    "reasons",
    "considerations",
}
NODE_KEYS = {
    "id",
    "commit",
    "kind",
    "parents",
    "objectives",
    "design",
    "outcome",
    "stage",
    "reason",
    "tier",
    "metrics",
    "counters",
    "gates",
}


@pytest.fixture
def example(run_example: ModuleType) -> Run:
    run = run_example.example_run()
    assert isinstance(run, Run)
    return run


def as_json(run: Run) -> Any:
    return json.loads(json.dumps(run_to_json(run, [Path("out/report.html")]), allow_nan=False))


def test_run_has_the_contract_keys(example: Run) -> None:
    view = as_json(example)
    assert view["schema"] == 1
    assert view["run"] == example.id
    assert view["artifacts"] == ["out/report.html"]
    for service in view["services"]:
        assert {"name", "regions", "tree", "selected", "best", "front", "noise", "arms"} <= service.keys()
        assert all(region.keys() >= REGION_KEYS for region in service["regions"])
        for node in service["tree"]:
            assert node.keys() >= NODE_KEYS
            for metric in node["metrics"].values():
                assert {"value", "unit", "ratio", "ci", "clock", "pairs"} <= metric.keys()
    plan_keys = (
        "schema goal feasible services predictions certificate given_up lints validation device_utilisation"
    )
    assert set(plan_keys.split()) <= view["plan"].keys()


def test_view_obeys_the_published_schema(example: Run) -> None:
    Draft202012Validator(load_schema("run")).validate(as_json(example))


def test_tree_holds_every_candidate_once_with_its_outcome(example: Run) -> None:
    for service, view in zip(example.services, as_json(example)["services"], strict=True):
        assert [n["id"] for n in view["tree"]] == [t.candidate.id for t in service.trials]
        assert view["selected"] in {n["id"] for n in view["tree"]}
        for node, trial in zip(view["tree"], service.trials, strict=True):
            if isinstance(trial.outcome, Rejected):
                assert (node["outcome"], node["stage"]) == ("rejected", trial.outcome.stage)
                assert node["reason"]
            else:
                assert (node["outcome"], node["reason"]) == ("measured", None)


def test_wall_estimates_stand_beside_virtual_ones(example: Run) -> None:
    view = as_json(example)
    metrics = next(n["metrics"] for n in view["services"][0]["tree"] if "throughput@wall" in n["metrics"])
    assert metrics["throughput"]["clock"] == "virtual"
    assert metrics["throughput@wall"]["clock"] == "wall"


def test_measurements_carry_raw_samples(example: Run) -> None:
    rows = as_json(example)["measurements"]
    assert {"service", "node", "metric", "clock", "samples"} == rows[0].keys()
    assert {len(row["samples"]) for row in rows} == {11}
    assert {"A/A", "arm:zlib level 1"} <= {row["node"] for row in rows}


def test_the_full_answer_replaces_the_quick_one(example: Run) -> None:
    service = example.services[0]
    chosen = next(t for t in service.trials if t.candidate.id == service.selected)
    others = [t for t in service.trials if t is not chosen]
    failed = replace(chosen, tier=Tier.FULL, outcome=Rejected("full", "the clean rebuild fails"))
    assert isinstance(chosen.outcome, Measured)
    run = replace(
        example,
        services=(replace(service, trials=(failed, *others, replace(chosen, tier=Tier.QUICK))),),
    )
    nodes = [n for n in as_json(run)["services"][0]["tree"] if n["id"] == service.selected]
    assert [n["stage"] for n in nodes] == ["full"]


def test_infinite_numbers_become_null(example: Run) -> None:
    service = example.services[0]
    broken = replace(service.noise[0], ratio=math.inf, high=math.nan)
    view = as_json(replace(example, services=(replace(service, noise=(broken,)),)))
    assert view["services"][0]["noise"][0]["ratio"] is None


def test_the_given_plan_is_passed_on(example: Run) -> None:
    assert run_to_json(example, [], {"goal": "x"})["plan"] == {"goal": "x"}
    assert run_to_json(replace(example, plan=None), [])["plan"] is None


def test_markdown_tables_are_regular_and_escaped(example: Run) -> None:
    evil = replace(example, spec=replace(example.spec, application="a|b <script> [x](y)\n# z"))
    lines = run_to_markdown(evil).splitlines()
    assert lines[0] == r"# a\|b \<script\> \[x\](y) \# z"
    for before, line in zip(lines, lines[1:], strict=False):
        if before.startswith("|") and line.startswith("|"):
            assert before.replace(r"\|", "").count("|") == line.replace(r"\|", "").count("|")


def test_the_conclusion_says_that_a_search_was_cut_short(example: Run) -> None:
    cut = replace(example, notes=("store: search ended: budget of 16 trials spent",))
    ended = replace(example, notes=("store: search ended: every move was tried",))
    assert "before the search ended (budget of 16 trials spent)" in run_to_markdown(cut)
    assert "before the search ended" not in run_to_markdown(ended)


def test_the_conclusion_of_a_run_without_candidates_says_that_there_were_none(example: Run) -> None:
    roots = tuple(
        replace(s, trials=tuple(t for t in s.trials if t.candidate.kind is Kind.ROOT))
        for s in example.services
    )
    said = conclusion(replace(example, services=roots))[-1]
    assert said.startswith("No candidate was tried: nobody had one to propose")
    assert "0 of them" not in said


def test_the_conclusion_says_when_nothing_could_be_tried(example: Run) -> None:
    why = Rejected("policy", "store.c: part of the tests or of the verification", "")
    services = tuple(
        replace(
            s,
            selected=s.trials[0].candidate.id,
            trials=tuple(t if t.candidate.kind is Kind.ROOT else replace(t, outcome=why) for t in s.trials),
        )
        for s in example.services
    )
    text = run_to_markdown(replace(example, services=services, plan=None))
    assert "candidates could be measured (rejected at policy: store.c: part of the tests" in text
    assert "is unchanged" not in text
    empty = tuple(
        replace(
            s,
            selected=s.trials[0].candidate.id,
            trials=tuple(t for t in s.trials if t.candidate.kind is Kind.ROOT),
            declined=(),
        )
        for s in example.services
    )
    assert "no candidate was made" in run_to_markdown(replace(example, services=empty, plan=None))


def test_a_gain_on_a_machine_that_was_not_quiet_is_told_with_its_noise(example: Run) -> None:
    quiet = conclusion(example)[1]
    assert "not quiet" not in quiet
    service = example.services[0]
    noise = tuple(
        replace(e, ratio=1.0, low=0.8, high=1.9) if e.metric is Metric.THROUGHPUT else e
        for e in service.noise
    )
    loud = replace(example, services=(replace(service, noise=noise), *example.services[1:]))
    assert "this machine was not quiet: A/A varied by 0.8–1.9×" in conclusion(loud)[1]
    assert "A/A varied by 0.8–1.9×" in run_to_markdown(loud)


def test_a_gain_at_a_level_of_its_own_without_a_control_is_told_so(example: Run) -> None:
    assert "zlib level 1 alone gives 2" in conclusion(example)[1]
    example = replace(example, services=tuple(replace(s, arms=()) for s in example.services))
    assert "no level control: part of this gain may be the level" in conclusion(example)[1]
    arm = ControlArm("zlib at level 1", "", example.services[0].service.workload)
    services = tuple(replace(s, service=replace(s.service, arms=(arm,))) for s in example.services)
    assert "no level control" not in conclusion(replace(example, services=services))[1]
