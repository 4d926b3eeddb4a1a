"""Ratios, baselines, bounds and patch sizes come from a run as it was recorded."""

from __future__ import annotations

import importlib.util
import sys
from dataclasses import replace
from pathlib import Path
from types import ModuleType

import pytest

from accelagent.bench import codegen
from accelagent.domain import Gate, Kind, Measured, Metric, Patch, ServiceRun, Tier
from accelagent.errors import SpecError
from accelagent.evaluation.accounts import share_said
from accelagent.store import Store, encode


@pytest.fixture(scope="module")
def example() -> ModuleType:
    path = Path(__file__).parents[1] / "report" / "run_example.py"
    spec = importlib.util.spec_from_file_location("report_run_example", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def photos(example: ModuleType) -> ServiceRun:
    run: ServiceRun = example.thumbnailer_run()[0]
    return run


def named(services: list[ServiceRun]) -> dict[str, codegen.Figure]:
    return {f.name: f for f in codegen.figures(services)}


def test_the_selected_candidate_stands_beside_the_arms(photos: ServiceRun) -> None:
    found = named([photos])
    estimate = codegen._selected(photos)[1].estimate(Metric.THROUGHPUT)
    assert estimate is not None
    assert found["thumbnailer_throughput"].value == estimate.ratio
    assert found["thumbnailer_throughput"].samples == (estimate.low, estimate.high)
    assert "naive synchronous offload 0.74x" in found["thumbnailer_throughput"].note
    assert "zlib-ng not run" in found["thumbnailer_throughput"].note
    assert found["geomean_over_naive"].value == pytest.approx(estimate.ratio / 0.74)
    assert found["slower_than_unmodified"].value == found["left_alone"].value == 0


def test_what_stays_as_it_is_is_said(photos: ServiceRun) -> None:
    root = next(t.candidate for t in photos.trials if t.candidate.kind is Kind.ROOT)
    found = named([replace(photos, selected=root.id)])
    assert found["left_alone"].samples == ("thumbnailer",)
    assert found["thumbnailer_throughput"].value == 1.0
    assert found["thumbnailer_throughput"].note.startswith("unmodified; ")
    assert found["thumbnailer_throughput"].note.endswith("no patch")


def test_a_selected_candidate_that_loses_counts_as_slower(photos: ServiceRun) -> None:
    slow = [
        replace(t, tier=Tier.FULL, outcome=replace(t.outcome, estimates=tuple(
            replace(e, ratio=0.5, low=0.4, high=0.6) for e in t.outcome.estimates)))
        if t.candidate.id == photos.selected and isinstance(t.outcome, Measured) else t
        for t in photos.trials
    ]  # fmt: skip
    found = named([replace(photos, trials=tuple(slow))])
    assert found["slower_than_unmodified"].samples == ("thumbnailer",)


def test_the_bound_is_the_regions_share(photos: ServiceRun) -> None:
    gate = Gate(
        "physical bounds", "passed", "75% of the unmodified workload's time is in the regions: at most 5.20x"
    )
    assert share_said(gate.detail) == 0.75
    assert share_said("3 pairs") is None
    trials = tuple(
        replace(t, outcome=replace(t.outcome, gates=(gate,))) if isinstance(t.outcome, Measured) else t
        for t in photos.trials
    )
    assert (
        "bound by Amdahl's law 4.00x"
        in named([replace(photos, trials=trials)])["thumbnailer_throughput"].note
    )


def test_the_support_file_is_counted_apart(photos: ServiceRun, tmp_path: Path) -> None:
    (tmp_path / "a.c").write_text("one\ntwo\nthree\n")
    candidate = replace(
        codegen._selected(photos)[0],
        patch=Patch((("accel_offload.h", "x\n" * 40), ("a.c", "one\n#include\nTWO\nthree\n")), ()),
    )
    there = replace(photos, service=replace(photos.service, source=tmp_path))
    assert codegen.patched(there, candidate) == codegen.Patched(1, 2, 1, 40)


def test_a_finished_run_is_taken_as_it_is(
    example: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    spec = tmp_path / "photos" / "accel.yaml"
    spec.parent.mkdir()
    spec.write_text("version: 1\n")
    folder = tmp_path / "out" / "1-photos"
    folder.mkdir(parents=True)
    with Store.open(folder / "run.db") as store:
        store.append("run", "result", encode(example.example_run()))
    monkeypatch.setenv(codegen.SPECS, str(spec))
    found = {f.name: f for f in codegen.run_in(tmp_path / "out", lambda _: None)}
    assert found["services"].samples == ("thumbnailer", "session-store")


def test_a_specification_that_is_not_there_is_the_users_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(codegen.SPECS, "/nowhere/accel.yaml")
    with pytest.raises(SpecError, match="/nowhere/accel.yaml is missing"):
        codegen.specifications()
