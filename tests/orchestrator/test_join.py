"""The merge-join finds what trying every combination finds."""

from __future__ import annotations

import itertools
import math
import random

import pytest

from accelagent.orchestrator.join import Entry, Rank, dominators, join, total
from accelagent.orchestrator.model import wait
from accelagent.orchestrator.relaxation import Vector

DEVICES = 2


def rank(vector: Vector) -> Rank:
    """Two queues, one bound, one cost: the shape of the real goal with random numbers."""
    overload = score = 0.0
    for n in range(DEVICES):
        busy, second, waits = vector[3 * n : 3 * n + 3]
        overload += max(0.0, busy - 3.8)
        score += waits * wait(4, busy, second)
    cost, latency = vector[-2:]
    return overload, max(0.0, latency - 4.0), score + cost + 0.01 * latency


def instance(seed: int) -> list[list[Entry]]:
    draw = random.Random(seed)
    heavy = draw.choice([0.3, 1.0, 3.0])
    lists = []
    for _ in range(draw.randint(1, 5)):
        entries = [Entry("cpu", (0.0,) * 3 * DEVICES + (draw.uniform(1, 3), draw.uniform(0.5, 1.5)))]
        for _ in range(draw.randint(0, 6)):
            key = draw.choice(["qat/sync", "qat/async", "isal"])
            uses = [draw.random() * heavy if draw.random() < 0.6 else 0.0 for _ in range(3 * DEVICES)]
            entries.append(Entry(key, (*uses, draw.uniform(0.2, 3), draw.uniform(0.3, 1.5))))
        lists.append(entries)
    return lists


@pytest.mark.parametrize("block", range(8))
def test_the_join_equals_brute_force_on_random_instances(block: int) -> None:
    for seed in range(block * 50, block * 50 + 50):
        lists = instance(seed)
        best = min(rank(total(lists, picks)) for picks in itertools.product(*(range(len(x)) for x in lists)))
        found = join(lists, rank)
        assert found.exact
        assert found.rank == pytest.approx(best, abs=1e-9), seed
        assert rank(total(lists, found.picks)) == pytest.approx(best, abs=1e-9)


@pytest.mark.parametrize("seed", range(50))
def test_leaving_out_the_dominated_of_a_join_key_keeps_the_optimum(seed: int) -> None:
    lists = instance(seed)
    kept = [[e for i, e in enumerate(x) if i not in dominators(x)] for x in lists]
    assert join(kept, rank).rank == pytest.approx(join(lists, rank).rank, abs=1e-9)


def test_only_entries_of_the_same_join_key_dominate_and_of_equals_the_first_stays() -> None:
    entries = [Entry("a", (1.0, 1.0)), Entry("b", (2.0, 2.0)), Entry("a", (1.0, 1.0)), Entry("a", (0.0, 2.0))]
    assert dominators(entries) == {2: 0}


def test_many_services_join_exactly_with_a_small_part_of_the_combinations() -> None:
    draw = random.Random(7)
    lists = []
    for _ in range(6):
        entries = []
        for _ in range(10):
            gain = draw.random()
            demand = [gain * draw.uniform(0.1, 0.9) if draw.random() < 0.5 else 0.0 for _ in range(6)]
            entries.append(Entry("k", (*demand, 2.0 - gain, draw.random() / 6)))
        lists.append(entries)
    found = join(lists, rank)
    assert found.exact
    assert found.generated < found.combinations / 20
    assert found.certificate.startswith("exact:")


def test_a_beam_that_had_to_cut_is_not_certified_as_exact() -> None:
    cases = [join(instance(seed), rank, budget=1) for seed in range(60)]
    assert any(not c.exact and c.certificate.startswith("beam") for c in cases)


def test_waits_follow_pollaczek_khinchine_on_one_engine_and_grow_with_both_moments() -> None:
    # models.md, section 4: service means 1 and 8 at equal load, scv 1 and 2, one engine, utilisation 0.7 -> 17.00
    rates, means, scvs = (0.35, 0.35 / 8), (1.0, 8.0), (1.0, 2.0)
    second = sum(r * m * m * (1 + c) for r, m, c in zip(rates, means, scvs, strict=True))
    assert wait(1, 0.7, second) == pytest.approx(second / (2 * 0.3))
    grid = [wait(k, a, 1.0) for k in (1, 4, 8) for a in (0.1, 0.5, 0.9, 0.99)]
    assert all(x >= 0 and math.isfinite(x) for x in grid)
    for engines in (1, 2, 8):
        waits = [wait(engines, engines * n / 50, 1.0) for n in range(1, 80)]
        assert waits == sorted(waits)


def test_mm_k_waits_agree_with_erlang_c() -> None:
    # M/M/2 at utilisation 0.5: C = 1/3, mean wait = C / (2 - 1) = 1/3 with service mean 1 (second moment 2 per job).
    assert wait(2, 1.0, 2.0) == pytest.approx(1 / 3)
