"""The real goal over random services: the join is exact for it, because more demand never helps anyone."""

from __future__ import annotations

import itertools
import random
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from accelagent.devices import catalogue
from accelagent.domain import Clock, Metric, Objective, Sense, Spec
from accelagent.orchestrator.choices import field_of
from accelagent.orchestrator.goal import Composition, needed
from accelagent.orchestrator.goalbounds import relaxations
from accelagent.orchestrator.join import join, total
from accelagent.orchestrator.model import pools
from accelagent.orchestrator.plan import measured, solve
from accelagent.orchestrator.relaxation import Dual

T, L, C = Metric.THROUGHPUT, Metric.LATENCY_P99, Metric.CPU_TIME


def fill(world: Any, draw: random.Random, services: int, candidates: int) -> Spec:
    """Services on two devices with loads such that contention decides some of the choices."""
    for n in range(services):
        name, calls = f"s{n}", (((f"s{n - 1}", draw.random()),) if n else ())
        queue = draw.choice(["qat", "qat2"])
        world.service(name, load=draw.choice([None, 50.0, 200.0]), calls=calls, devices=(queue, "isal"))
        for m in range(candidates):
            ratios = {T: draw.uniform(0.9, 3), L: draw.uniform(0.5, 1.3), C: draw.uniform(0.3, 1.2)}
            world.candidate(
                name,
                f"{name}-{m}",
                ratios,
                recipe=draw.choice(["offload-sync", "offload-async"]),
                busy_s=draw.uniform(0, 0.03),
                ops=draw.choice([0, 1, 8]),
                in_flight=draw.choice([1, 8, 64]),
            )
    last = f"s{services - 1}"
    return world.spec(
        Objective(T, Sense.MAXIMIZE, text="maximize throughput"),
        Objective(C, Sense.AT_MOST, draw.choice([0.6, 0.9]), True, "cpu_time <= x"),
        Objective(L, Sense.AT_MOST, 1.1, True, f"path_latency_p99({last}) <= 1.1x", last, True),
    )


def composed(world: Any, spec: Spec) -> Composition:
    shared, wanted = pools(spec, catalogue()), needed(spec)
    fields = {
        s.name: field_of(
            spec,
            s,
            world.trees[s.name],
            catalogue(),
            shared,
            wanted[s.name],
            Clock.VIRTUAL,
            measured,
        )
        for s in spec.services
    }
    return Composition(spec, fields, shared)


def entries(composition: Composition) -> list[Any]:
    return [[composition.entry(name, c) for c in f.choices] for name, f in composition.fields.items()]


@pytest.mark.parametrize("seed", range(40))
def test_the_join_equals_brute_force_on_the_real_goal(world: Any, seed: int) -> None:
    draw = random.Random(seed)
    composition = composed(world, fill(world, draw, draw.randint(1, 3), draw.randint(1, 5)))
    lists = entries(composition)
    every = itertools.product(*(range(len(x)) for x in lists))
    best = min(composition.rank(total(lists, picks)) for picks in every)
    assert join(lists, composition.rank).rank == pytest.approx(best, abs=1e-9)


@pytest.mark.parametrize("seed", range(15))
def test_no_plan_within_its_limits_scores_better_than_the_relaxation(world: Any, seed: int) -> None:
    draw = random.Random(1000 + seed)
    composition = composed(world, fill(world, draw, draw.randint(2, 3), draw.randint(2, 5)))
    lists = entries(composition)
    found = relaxations(composition, lists)
    every = itertools.product(*(range(len(x)) for x in lists))
    ranks = [composition.rank(total(lists, picks)) for picks in every]
    kept = [score for overload, broken, score in ranks if (overload, broken) == (0.0, 0.0)]
    tables = [np.array([e.vector for e in x]) for x in lists]
    for relaxation in found:
        least = Dual(tables, composition.ranks, relaxation).value
        assert all(score >= least - 1e-9 for score in kept)
    with_bounds = join(lists, ranks=composition.ranks, relaxations=found)
    assert with_bounds.rank == pytest.approx(min(ranks), abs=1e-9)


def test_a_plan_that_the_search_had_to_cut_says_how_far_it_may_be_from_the_best(world: Any) -> None:
    spec = fill(world, random.Random(7), 9, 12)
    composition = composed(world, replace(spec, goal=replace(spec.goal, bounds=())))
    joined = solve(composition, budget=1_500).joined
    assert not joined.exact
    assert joined.gap is not None
    assert 0 < joined.gap < 2
    assert f"at most {joined.gap:.3g} from the best score" in joined.certificate
    without = join(entries(composition), ranks=composition.ranks, budget=1_500)
    assert without.gap is None or joined.gap <= without.gap + 1e-9


@pytest.mark.parametrize("seed", range(40))
def test_growing_any_coordinate_never_improves_the_rank(world: Any, seed: int) -> None:
    draw = random.Random(seed)
    composition = composed(world, fill(world, draw, 3, 4))
    lists = entries(composition)
    vector = total(lists, [draw.randrange(len(x)) for x in lists])
    before = composition.rank(vector)
    for place in range(len(vector)):
        grown = (*vector[:place], vector[place] + draw.random() * 0.5, *vector[place + 1 :])
        after = composition.rank(grown)
        assert all(b >= a - 1e-12 for a, b in zip(before, after, strict=True))
