"""The order of the stages, on trials that others measured: nothing is built here."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

import pytest

from accelagent import pipeline, workbench
from accelagent.bench._policies import contended
from accelagent.codegen.tree import CandidateTree
from accelagent.domain import Identification, Measured, Metric, Spec, Tier, Trial
from accelagent.evaluation.evaluator import Evaluator
from accelagent.options import Options
from accelagent.pipeline import Pipeline, Search


class Silent:
    def stage(self, service: str, text: str) -> None: ...
    def node(self, service: str, trial: Trial) -> None: ...


@pytest.fixture
def application() -> tuple[Spec, dict[str, Search]]:
    """Two services whose measured candidates want one device, and no evaluator: a proof would fail at once."""
    spec, trees = contended(60.0)
    nothing = Identification(Path(), (), 0, 0, 0.0)
    nobody = cast(Evaluator, None)
    searches = {
        name: Search(
            spec.service(name), nobody, nothing, CandidateTree(_objectives(spec, name), tuple(t)), (), (), ""
        )
        for name, t in trees.items()
    }
    return spec, searches


def _objectives(spec: Spec, name: str) -> Any:
    return spec.service(name).objectives


@pytest.fixture
def quick(tmp_path: Path, application: tuple[Spec, dict[str, Search]]) -> Iterator[Pipeline]:
    options = Options(backend="emulated", gates=Tier.QUICK)
    made = Pipeline(application[0], tmp_path / "out", options, Silent())
    yield made
    made.store.close()


def test_with_quick_gates_a_node_that_passed_the_full_ones_needs_no_other_proof(
    quick: Pipeline, application: tuple[Spec, dict[str, Search]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pipeline, "POLICY_BUDGET", 0)
    searches = {
        name: replace(
            s, tree=replace(s.tree, trials=tuple(replace(t, tier=Tier.FULL) for t in s.tree.trials))
        )
        for name, s in application[1].items()
    }
    plan, after = quick._settle(searches, frozenset())
    assert any(a.design.recipe for a in plan.assignments)
    assert after == searches


@pytest.fixture
def bench(
    tmp_path: Path, application: tuple[Spec, dict[str, Search]], monkeypatch: pytest.MonkeyPatch
) -> Iterator[workbench.Workbench]:
    """Agents' way to the same run; its specification is a file that nobody reads again."""
    spec = replace(application[0], path=tmp_path / "accel.yaml")
    spec.path.write_text("version: 1\n")
    monkeypatch.setattr(workbench, "POLICY_BUDGET", 0)
    made = workbench.Workbench(spec, tmp_path / "agents", Options(backend="emulated", trials=4), Silent())
    made._searches.update(application[1])
    yield made
    made.pipeline.store.close()


def test_an_agents_plan_takes_quick_figures_at_their_worse_end_as_a_run_does(
    bench: workbench.Workbench, application: tuple[Spec, dict[str, Search]]
) -> None:
    bulk = application[1]["bulk"]
    worse = 1.7  # of the throughput, whose median ratio is 2
    bench._searches["bulk"] = replace(
        bulk, tree=replace(bulk.tree, trials=tuple(_at_least(t, worse) for t in bulk.tree.trials))
    )
    told = {(p.service, p.metric): p.ratio for p in bench.plan().predictions}
    assert told["bulk", "throughput"] == pytest.approx(worse)


def _at_least(trial: Trial, low: float) -> Trial:
    assert isinstance(trial.outcome, Measured)
    wider = tuple(
        replace(e, low=low) if e.metric is Metric.THROUGHPUT and e.ratio > low else e
        for e in trial.outcome.estimates
    )
    return replace(trial, tier=Tier.QUICK, outcome=replace(trial.outcome, estimates=wider))


def test_a_proof_spends_no_trial_of_the_agents_budget(bench: workbench.Workbench) -> None:
    for key in ("bulk/a/quick", "bulk/b/quick", "bulk/a/full"):
        bench.pipeline.store.append("trial", key, {})
    assert bench._limits().trials == 2
