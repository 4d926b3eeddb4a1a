"""The order of the stages, on trials that others measured: nothing is built here."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

import pytest

from accelagent import pipeline
from accelagent.bench._policies import contended
from accelagent.codegen.tree import CandidateTree
from accelagent.domain import Identification, Spec, Tier, Trial
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
