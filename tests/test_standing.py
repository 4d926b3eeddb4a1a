"""Which nodes are proven before the plan is made."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests_landscape import ASYNC, INCORE, measured, root, tree

from accelagent.codegen.tree import CandidateTree
from accelagent.domain import Candidate, Design, Estimate, Kind, Measured, Tier, Trial
from accelagent.standing import contenders


def node(design: Design, ratio: float, low: float, high: float) -> Trial:
    outcome = measured(throughput=ratio, output_size=1.0)
    estimates: tuple[Estimate, ...] = tuple(
        replace(e, low=low, high=high) if e.metric == "throughput" else e for e in outcome.estimates
    )
    candidate = Candidate(design.recipe, "s", Kind.LEAF, design, (), (root().candidate.id,), None)
    return Trial(candidate, Measured(estimates, outcome.counters, (), Tier.QUICK), Tier.QUICK, 0.0)


def grown(*nodes: Trial) -> CandidateTree:
    found = tree()
    for one in nodes:
        found = found.with_trial(one)
    return found


@pytest.mark.parametrize(
    ("incore", "offload", "names"),
    [
        ((4.0, 3.5, 4.5), (4.2, 3.9, 4.6), {"incore-isal", "offload-async"}),
        ((4.0, 3.8, 4.2), (1.1, 1.0, 1.2), {"incore-isal"}),
        ((1.1, 1.0, 1.2), (4.0, 3.8, 4.2), {"offload-async"}),
    ],
)
def test_a_node_that_is_worse_over_its_whole_interval_is_not_proven(
    incore: tuple[float, float, float], offload: tuple[float, float, float], names: set[str]
) -> None:
    found = contenders(grown(node(INCORE, *incore), node(ASYNC, *offload)))
    assert {t.candidate.design.recipe for t in found} == names


def test_one_kind_alone_contends() -> None:
    assert len(contenders(grown(node(INCORE, 2.0, 1.9, 2.1)))) == 1
    assert contenders(tree()) == ()
