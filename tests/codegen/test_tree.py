from __future__ import annotations

from dataclasses import replace

from tests_landscape import ASYNC, INCORE, SIZE, SPACE, THROUGHPUT, measured, root, tree

from accelagent.codegen.designs import allowed, merged, naive, refinements, start_for
from accelagent.domain import Clock, Design, Estimate, Kind, Measured, Metric, Rejected, Tier, Trial


def child(name: str, result: Measured | Rejected, parent: Trial | None = None) -> Trial:
    parent = parent or root()
    candidate = replace(
        root().candidate,
        id=name,
        kind=Kind.LEAF,
        design=ASYNC,
        objectives=(THROUGHPUT.text,),
        parents=(parent.candidate.id,),
    )
    return Trial(candidate, result, Tier.QUICK, 0.0)


def test_best_prefers_the_root_to_a_candidate_that_breaks_a_bound() -> None:
    grown = tree().with_trial(child("fat", measured(throughput=3.0, output_size=1.4)))
    assert grown.best(THROUGHPUT).candidate.kind is Kind.ROOT
    assert grown.nearest(THROUGHPUT).candidate.id == "fat"


def test_front_holds_only_nodes_nothing_dominates() -> None:
    grown = tree()
    for name, speed, size in [("a", 2.0, 1.2), ("b", 1.5, 1.25), ("c", 1.2, 1.0)]:
        grown = grown.with_trial(child(name, measured(throughput=speed, output_size=size)))
    assert {t.candidate.id for t in grown.front()} == {"a", "c"}


def test_a_later_outcome_replaces_the_earlier_one_in_place() -> None:
    grown = tree().with_trial(child("a", measured(throughput=2.0, output_size=1.0)))
    grown = grown.with_trial(child("a", Rejected("faults", "lost an item")))
    assert [t.candidate.id for t in grown.trials][-1] == "a"
    assert len(grown.trials) == 2
    assert isinstance(grown.trials[-1].outcome, Rejected)


def test_path_runs_from_the_root_along_first_parents() -> None:
    a = child("a", measured(throughput=2.0, output_size=1.0))
    b = child("b", measured(throughput=2.0, output_size=1.0), a)
    grown = tree().with_trial(a).with_trial(b)
    assert grown.path("b") == (root().candidate.id, "a", "b")


def test_objectives_start_a_design_at_different_knobs() -> None:
    fast = start_for(ASYNC, THROUGHPUT.metric, SPACE)
    small = start_for(ASYNC, SIZE.metric, SPACE)
    assert small.knob("block_bytes") == 262144
    assert fast != small


def test_refinements_change_one_knob_to_a_neighbouring_value() -> None:
    moves = list(refinements(ASYNC, Metric.THROUGHPUT, SPACE))
    assert moves[0].knob("depth") == 8
    for move in moves:
        assert len(set(move.knobs) - set(ASYNC.knobs)) == 1


def test_merging_unites_recipes_and_takes_each_knob_from_the_objective_that_minds_it() -> None:
    fast = Design("offload-async", (("block_bytes", 16384), ("depth", 8)))
    small = Design("incore-isal", (("block_bytes", 262144), ("incore_level", 3)))
    both = merged(fast, Metric.THROUGHPUT, small, Metric.OUTPUT_SIZE)[0]
    assert both.recipe == "incore-isal+offload-async"
    assert dict(both.knobs) == {"block_bytes": 262144, "depth": 8, "incore_level": 3}


def test_merging_never_offloads_the_same_call_in_two_ways() -> None:
    sync = Design("offload-sync", (("min_bytes", 1024),))
    assert merged(sync, Metric.LATENCY_P99, ASYNC, Metric.THROUGHPUT)[0].recipe == "offload-async"


def test_the_naive_control_offloads_everything_at_once() -> None:
    (control,) = naive([INCORE, Design("offload-sync", (("min_bytes", 4096),))])
    assert (control.knob("min_bytes"), control.knob("gather")) == (1, 0)


def test_the_programs_own_level_stands_unless_an_objective_speaks_of_size() -> None:
    space = {"incore_level": (0, 1), "depth": (2, 4)}
    assert set(allowed(space, [THROUGHPUT])) == {"depth"}
    assert allowed(space, [THROUGHPUT, SIZE]) == space


def test_only_who_may_still_win_is_measured_further() -> None:
    grown = tree().with_trial(child("fast", measured(throughput=2.0, output_size=1.2)))

    def found(middle: float, spread: float) -> tuple[Estimate, ...]:
        return (
            Estimate(Metric.THROUGHPUT, Clock.VIRTUAL, 1, 1, middle, middle / spread, middle * spread, 3),
        )

    assert not grown.contends(found(1.5, 1.2))
    assert grown.contends(found(1.9, 1.2))
    assert grown.contends(
        (*found(1.5, 1.2), Estimate(Metric.OUTPUT_SIZE, Clock.VIRTUAL, 1, 1, 1.1, 1.1, 1.1, 3))
    )
