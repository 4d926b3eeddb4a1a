"""Combinations run together are judged by what the runs show, against the unmodified services run alike."""

from __future__ import annotations

import subprocess
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from accelagent import composed
from accelagent.composed import UNMODIFIED, Combination, Part, Stage, broken, compose, prediction_error
from accelagent.devices import device
from accelagent.domain import (
    Assignment,
    Clock,
    Composition,
    Design,
    Metric,
    Objective,
    Plan,
    Prediction,
    Sense,
    Service,
    Spec,
)
from accelagent.emulator import ensure_built
from accelagent.evaluation.running import Runner
from accelagent.evaluation.sandbox import Sandbox
from accelagent.evaluation.together import Meeting
from accelagent.spec import load_spec
from mini import MAKEFILE, PACK_C

SPEC = """version: 1
application: pair
services:
  bulk: &bulk
    source: ./bulk
    build: make
    workload: {command: ./pack 30, unit: block}
    objectives: [maximize throughput]
  small:
    <<: *bulk
    source: ./small
    workload: {command: ./pack 10, unit: block}
devices:
  qat: {model: qat-4xxx}
goal: maximize throughput(bulk) subject to cpu_time(small) <= 1.4x and cpu_time <= 0.9x
composition: {rounds: 2}
"""


TWICE = 12  # stands for a tree that does its work two times


def built(place: Path, level: int) -> Path:
    place.mkdir(parents=True)
    text = PACK_C.replace("deflateInit(&stream, 6)", f"deflateInit(&stream, {min(level, 6)})")
    if level == TWICE:
        text = text.replace(
            "        if (pack(",
            "        pack(out, &produced, block, SIZE), produced = sizeof out;\n        if (pack(",
        )
    (place / "pack.c").write_text(text)
    (place / "Makefile").write_text(MAKEFILE)
    subprocess.run(["make", "-s"], cwd=place, check=True)
    return place


@pytest.fixture(scope="module")
def trees(tmp_path_factory: pytest.TempPathFactory) -> dict[int, Path]:
    room = tmp_path_factory.mktemp("trees")
    return {level: built(room / f"level-{level}", level) for level in (1, 6, TWICE)}


@pytest.fixture
def stage(tmp_path: Path) -> Stage:
    for name in ("bulk", "small"):
        (tmp_path / name).mkdir()
    (tmp_path / "accel.yaml").write_text(SPEC)
    spec = load_spec(tmp_path / "accel.yaml")
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    runner = Runner(Sandbox(), ensure_built(), ((device("qat-4xxx"), 1),), "mid", True, scratch)
    return Stage(spec, runner, Clock.VIRTUAL, 2, 1, lambda text: None)


def combination(name: str, spec: Spec, trees: dict[int, Path], bulk: int, small: int) -> Combination:
    levels = {"bulk": bulk, "small": small}
    return Combination(
        name,
        tuple(Part(s, f"level-{levels[s.name]}", trees[levels[s.name]]) for s in spec.services),
        planned=name == "plan",
    )


def planned(one: Combination, *predictions: Prediction) -> Plan:
    def assigned(service: str, candidate: str) -> Assignment:
        return Assignment(service, candidate, Design("x"), "cpu", None, "", 0, 0, 0.0, 0)

    return Plan("goal", True, tuple(assigned(*c) for c in one.choice), (), predictions, "exact", ())


def test_a_faster_combination_holds_and_a_slower_one_breaks_its_bounds(
    stage: Stage, trees: dict[int, Path]
) -> None:
    fast = combination("plan", stage.spec, trees, 1, 6)
    slow = combination("selfish", stage.spec, trees, 1, TWICE)
    unmodified = combination(UNMODIFIED, stage.spec, trees, 6, 6)
    guess = Prediction("bulk", "throughput", 1.0, "item/s", 2.0, "", None)
    mine, other = compose(stage, unmodified, [fast, slow], planned(fast, guess))
    assert broken(mine) == ()
    assert any("cpu_time(small)" in text for text in broken(other))
    [gain] = [c for c in mine.checks if (c.service, c.metric) == ("bulk", "throughput")]
    assert gain.ratio > 1.0
    assert gain.low <= gain.ratio <= gain.high
    assert gain.predicted == 2.0
    error = prediction_error(mine)
    assert error is not None
    assert error == pytest.approx(abs(gain.ratio / 2.0 - 1))
    assert all(c.predicted is None for c in other.checks)  # what was predicted was the plan


def test_a_service_that_fails_in_company_fails_its_combination_alone(
    stage: Stage, trees: dict[int, Path], tmp_path: Path
) -> None:
    ruined = tmp_path / "ruined"
    subprocess.run(["cp", "-a", str(trees[6]), str(ruined)], check=True)
    (ruined / "pack").unlink()
    good = combination("plan", stage.spec, trees, 1, 6)
    bulk, small = good.parts
    bad = Combination("selfish", (replace(bulk, candidate="none", tree=ruined), small))
    unmodified = combination(UNMODIFIED, stage.spec, trees, 6, 6)
    mine, other = compose(stage, unmodified, [good, bad], planned(good))
    assert not mine.failed
    assert other.failed
    assert broken(other) == (other.failed,)


def test_the_default_composition_is_every_workload_at_once(stage: Stage) -> None:
    assert stage.spec.composition == Composition(rounds=2, base=stage.spec.path.parent)
    assert all(isinstance(s, Service) for s in stage.spec.services)


def steady(ratio: float, spread: list[float]) -> Any:
    """Stands for runs: the unmodified services take 1 s per item, the other combination `ratio` times a factor of its round."""
    turns = iter(spread)

    def once(stage: Stage, one: Combination) -> Meeting:
        factor = 1.0 if one.name == UNMODIFIED else ratio * next(turns)
        return Meeting({(s.name, "cpu_seconds"): factor for s in stage.spec.services}, 0, 0.0)

    return once


@pytest.mark.parametrize(
    ("ratio", "spread", "rounds", "settled"),
    [
        (0.5, [0.9, 1.1] * 3, 2, True),
        (1.9, [0.9, 1.1] * 3, 2, True),
        (0.9, [0.9, 1.1] * 3, 6, False),
        (0.8, [1.2, 1.0, 1.0, 1.0, 1.0, 1.0], 6, False),
    ],
)
def test_rounds_go_on_while_a_bound_is_open_and_what_stays_open_is_said(
    stage: Stage,
    trees: dict[int, Path],
    monkeypatch: Any,
    ratio: float,
    spread: list[float],
    rounds: int,
    settled: bool,
) -> None:
    monkeypatch.setattr(composed, "_once", steady(ratio, spread))
    unmodified = combination(UNMODIFIED, stage.spec, trees, 6, 6)
    plan = replace(combination("plan", stage.spec, trees, 1, 1), decisive=True)
    [found] = compose(stage, unmodified, [plan], planned(plan))
    assert found.rounds == rounds
    [whole] = [c for c in found.checks if c.bound == "cpu_time <= 0.9x"]
    assert whole.settled is settled
    assert whole.holds is (ratio <= 0.9)


def test_a_combination_that_is_not_decisive_gets_no_more_rounds(
    stage: Stage, trees: dict[int, Path], monkeypatch: Any
) -> None:
    monkeypatch.setattr(composed, "_once", steady(0.9, [0.9, 1.1] * 3))
    other = combination("runner-up 1", stage.spec, trees, 1, 1)
    [found] = compose(stage, combination(UNMODIFIED, stage.spec, trees, 6, 6), [other], planned(other))
    assert found.rounds == 2


def test_with_nine_rounds_the_extreme_ones_do_not_keep_a_bound_open() -> None:
    bound = Objective(Metric.CPU_TIME, Sense.AT_MOST, 0.9, True, "cpu_time <= 0.9x")
    ratios = [0.5, *[0.7] * 7, 1.4]
    assert composed._settled(bound, ratios, ratios)
    assert not composed._settled(bound, ratios[1:], ratios[1:])
