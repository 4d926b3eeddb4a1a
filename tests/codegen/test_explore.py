from __future__ import annotations

import time
from dataclasses import replace

from tests_landscape import ASYNC, INCORE, SIZE, THROUGHPUT, Ledger, measured, tree

from accelagent.codegen.explore import Explored, Explorer, Limits, unless_it_loses
from accelagent.domain import Design, Estimate, Kind, Rejected


def explored(trials: int = 100, ledger: Ledger | None = None) -> Explored:
    explorer = Explorer(tree(), (ledger or Ledger()).seams(), Limits(trials, time.monotonic() + 60))
    return explorer.run([ASYNC, INCORE, Design("offload-sync", ())])


def test_each_objective_has_leaves_of_its_own() -> None:
    grown = explored().tree
    for objective in (THROUGHPUT, SIZE):
        leaves = [t for t in grown.trials if t.candidate.kind is Kind.LEAF]
        assert any(t.candidate.objectives == (objective.text,) for t in leaves)


def test_refinement_changes_one_knob_and_finds_the_deepest_ring_that_works() -> None:
    grown = explored().tree
    refined = [t.candidate for t in grown.trials if t.candidate.kind is Kind.REFINE]
    assert refined
    parents = {t.candidate.id: t.candidate for t in grown.trials}
    for candidate in refined:
        before = parents[candidate.parents[0]].design
        assert before.recipe == candidate.design.recipe
        assert len(set(candidate.design.knobs) - set(before.knobs)) == 1
    assert grown.best(THROUGHPUT).candidate.design.knob("depth") == 8


def test_a_candidate_that_only_loses_is_rejected_at_the_profile_with_its_figures() -> None:
    loser = measured(throughput=0.5, output_size=1.0)
    judged = unless_it_loses(loser, tree())
    assert isinstance(judged, Rejected)
    assert (judged.stage, judged.estimates) == ("profile", loser.estimates)
    assert "throughput 0.50x" in judged.reason


def test_what_the_service_loses_against_itself_is_no_loss() -> None:
    def found(low: float, ratio: float, high: float) -> Estimate:
        return replace(measured(throughput=ratio).estimates[0], low=low, ratio=ratio, high=high)

    noise = (found(0.94, 1.0, 1.08),)
    close = replace(measured(throughput=0.95), estimates=(found(0.93, 0.95, 0.97),))
    assert isinstance(unless_it_loses(close, tree()), Rejected)
    assert unless_it_loses(close, tree(), noise) is close
    far = replace(measured(throughput=0.8), estimates=(found(0.78, 0.8, 0.82),))
    assert isinstance(unless_it_loses(far, tree(), noise), Rejected)


def test_a_trade_within_a_bound_is_no_loss() -> None:
    fatter = measured(throughput=2.0, output_size=1.2)
    assert unless_it_loses(fatter, tree()) is fatter
    neutral = measured(throughput=1.0, output_size=1.2)
    assert unless_it_loses(neutral, tree()) is neutral


def test_a_merge_has_two_parents_and_beats_both_on_their_objectives() -> None:
    grown = explored().tree
    merges = [t for t in grown.measured if t.candidate.kind is Kind.MERGE]
    assert all(len(t.candidate.parents) == 2 for t in merges)
    best = grown.best(THROUGHPUT)
    assert best.candidate.kind is Kind.MERGE
    assert grown.feasible(best)


def test_rejected_candidates_stay_in_the_tree_and_are_never_parents() -> None:
    grown = explored().tree
    rejected = {t.candidate.id for t in grown.trials if isinstance(t.outcome, Rejected)}
    assert rejected
    assert not any(rejected & set(t.candidate.parents) for t in grown.trials)


def test_a_declined_recipe_is_reported_once_with_its_reason() -> None:
    assert [d.reason for d in explored().declined] == ["a dictionary is in use"]


def test_no_design_is_evaluated_twice() -> None:
    ledger = Ledger()
    explored(ledger=ledger)
    ids = [c.id for c in ledger.evaluated]
    assert len(ids) == len(set(ids))


def test_the_budget_ends_the_search_and_is_named() -> None:
    result = explored(trials=3)
    assert result.spent == 3
    assert result.stopped == "a service's share of the budget, 3 trials, spent"


def test_a_resumed_search_grows_the_same_tree_without_evaluating_again() -> None:
    first, ledger = explored(trials=7), Ledger()
    for trial in first.tree.trials:
        ledger.record(trial)
    again = explored(trials=7, ledger=ledger)
    assert ledger.evaluated == []
    assert [t.candidate for t in again.tree.trials] == [t.candidate for t in first.tree.trials]


def test_the_control_arm_is_measured_but_neither_chosen_nor_a_parent() -> None:
    ledger = Ledger()
    explorer = Explorer(tree(), ledger.seams(), Limits(100, time.monotonic() + 60))
    control = ASYNC.with_knobs(gather=0, depth=8)
    grown = explorer.run([INCORE], [control]).tree
    [node] = [t for t in grown.trials if t.candidate.design == control]
    assert node in grown.measured
    assert grown.best(THROUGHPUT) is not node
    assert not any(node.candidate.id in t.candidate.parents for t in grown.trials)


def test_the_control_arm_never_takes_the_only_trial() -> None:
    control = ASYNC.with_knobs(gather=0, depth=8)
    for trials in (1, 2):
        explorer = Explorer(tree(), Ledger().seams(), Limits(trials, time.monotonic() + 60))
        grown = explorer.run([INCORE], [control])
        designs = [t.candidate.design for t in grown.tree.trials[1:]]
        assert INCORE in designs
        assert (control in designs) == (trials > 1)
