"""Which nodes are proven before the plan is made."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from tests_landscape import ASYNC, INCORE, measured, root, tree

from accelagent.codegen.tree import CandidateTree
from accelagent.devices import catalogue
from accelagent.domain import Candidate, Design, Estimate, Kind, Measured, Service, Tier, Trial, Workload
from accelagent.identifier import identify
from accelagent.standing import contenders, judged_regions


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


@pytest.mark.parametrize(
    ("verify", "warned"),
    [("./pack --same {baseline} {candidate}", True), ("{candidate}/pack x | cmp y", False)],
)
def test_regions_that_no_candidate_may_touch_are_warned_of(verify: str, warned: bool, tmp_path: Path) -> None:
    (tmp_path / "pack.c").write_text(
        "#include <zlib.h>\nint put(Bytef *d, uLongf *n, const Bytef *s) { return compress2(d, n, s, 1 << 20, 6); }\n"
    )
    found = identify(tmp_path, service="s", devices=[catalogue()["isal"]])
    assert [r.path for r in found.regions] == ["pack.c"]
    service = Service("s", tmp_path, "make", None, verify, Workload("./pack y", items=1), (), ())
    said = judged_regions(service, found.regions, {"pack.c": "100644"})
    assert [("1 of 1 regions" in w and "pack.c" in w) for w in said] == [True] * warned
