"""The red team: every candidate that cheats or is subtly wrong is rejected for the right reason, every honest one is accepted."""

from __future__ import annotations

import pytest
from redteam_candidates import CHEATS, HONEST, Case
from redteam_service import make_service

from accelagent.domain import Candidate, Design, Kind, Measured, Outcome, Patch, Rejected, Tier, candidate_id
from accelagent.evaluation.build import Limits
from accelagent.evaluation.evaluator import Evaluator
from accelagent.evaluation.patterns import PATTERNS


@pytest.fixture(scope="module")
def evaluator(tmp_path_factory: pytest.TempPathFactory) -> Evaluator:
    from accelagent.devices import device

    root = tmp_path_factory.mktemp("redteam")
    models = [("qat", device("qat-4xxx"), 1), ("isal", device("isal"), 1)]
    return Evaluator(
        make_service(root / "source"),
        root / "run",
        models,
        backend="emulated",
        seed=3,
        cores=2,
        limits=Limits(least_s=6.0, slower=10.0),
    )


def outcome_of(evaluator: Evaluator, case: Case, tier: Tier) -> Outcome:
    patch = Patch(tuple(case.make(evaluator.service.source).items()), ())
    design = Design(case.recipe).with_knobs(**dict(case.knobs))
    name = candidate_id("packer", design, patch)
    return evaluator.evaluate(
        Candidate(name, "packer", Kind.LEAF, design, ("maximize throughput",), (), patch), tier
    )


def check_rejected(evaluator: Evaluator, case: Case) -> None:
    outcome = outcome_of(evaluator, case, Tier.QUICK if case.quick else Tier.FULL)
    assert isinstance(outcome, Rejected), [(g.name, g.status, g.detail) for g in outcome.gates]
    assert outcome.pattern in PATTERNS
    assert outcome.pattern in case.patterns, (outcome.stage, outcome.pattern, outcome.reason)
    assert case.stage in ("", outcome.stage), outcome.reason
    assert len(outcome.log) < 20_000


def check_accepted(evaluator: Evaluator, case: Case) -> None:
    outcome = outcome_of(evaluator, case, Tier.FULL)
    assert isinstance(outcome, Measured), (outcome.stage, outcome.pattern, outcome.reason, outcome.log)


@pytest.mark.parametrize("case", [c for c in CHEATS if c.fast], ids=lambda c: c.name)
def test_a_cheat_is_rejected_for_what_it_does(evaluator: Evaluator, case: Case) -> None:
    check_rejected(evaluator, case)


@pytest.mark.parametrize("case", [c for c in HONEST if c.fast], ids=lambda c: c.name)
def test_an_honest_candidate_is_accepted(evaluator: Evaluator, case: Case) -> None:
    check_accepted(evaluator, case)


@pytest.mark.slow
@pytest.mark.parametrize("case", [c for c in CHEATS if not c.fast], ids=lambda c: c.name)
def test_every_other_cheat_is_rejected_for_what_it_does(evaluator: Evaluator, case: Case) -> None:
    check_rejected(evaluator, case)


@pytest.mark.slow
@pytest.mark.parametrize("case", [c for c in HONEST if not c.fast], ids=lambda c: c.name)
def test_every_other_honest_candidate_is_accepted(evaluator: Evaluator, case: Case) -> None:
    check_accepted(evaluator, case)


def test_the_red_team_is_large_enough() -> None:
    assert len(CHEATS) >= 30
    assert len(HONEST) >= 10
    assert len({c.name for c in (*CHEATS, *HONEST)}) == len(CHEATS) + len(HONEST)
