"""The join against every combination on queueing devices: optimum, front, bound, and ranks that are not isotone."""

from __future__ import annotations

import math

import numpy as np
import pytest

from accelagent.bench._planning import Problem, brute, problem, relaxations
from accelagent.orchestrator.join import ENUMERABLE, Entry, front, join
from accelagent.orchestrator.pareto import pareto
from accelagent.orchestrator.relaxation import capacity

SIZES = ((2, 4, 1), (3, 5, 1), (3, 4, 2), (4, 4, 2), (5, 3, 3))


def drawn(seed: int) -> Problem:
    return problem(*SIZES[seed % len(SIZES)], seed, demand=0.4 + 0.4 * (seed % 4))


@pytest.mark.parametrize("block", range(5))
def test_v21_the_optimum_is_that_of_every_combination(block: int) -> None:
    for seed in range(block * 200, block * 200 + 200):
        found = drawn(seed)
        best, _ = brute(found)
        plain = join(found.lists, ranks=found.ranks)
        assert plain.exact
        assert plain.rank == pytest.approx(best, abs=1e-9), seed
        assert found.rank(plain.picks) == pytest.approx(best, abs=1e-9)
        if seed % 5:
            continue
        bounded = join(found.lists, ranks=found.ranks, probe=False, relaxations=relaxations(found))
        assert bounded.rank == pytest.approx(best, abs=1e-9), seed


def all_sums(found: Problem) -> np.ndarray:
    sums = np.zeros((1, found.tables[0].shape[1]))
    for table in found.tables:
        sums = (sums[:, None, :] + table[None, :, :]).reshape(-1, table.shape[1])
    return sums


def slow_front(rows: np.ndarray) -> set[tuple[float, ...]]:
    kept = {tuple(row) for row in rows if not ((rows <= row).all(axis=1) & (rows < row).any(axis=1)).any()}
    return {tuple(np.round(row, 9)) for row in kept}


@pytest.mark.parametrize("block", range(5))
def test_v21_the_front_is_that_of_every_combination(block: int) -> None:
    for seed in range(block * 200, block * 200 + 200):
        found = problem(*((2, 4, 1), (3, 3, 2), (4, 2, 2))[seed % 3], seed)
        assert {tuple(np.round(r, 9)) for r in front(found.lists)} == slow_front(all_sums(found)), seed


def test_of_rows_none_covers_another_and_equal_rows_stay_once() -> None:
    draw = np.random.default_rng(0)
    for _ in range(20):
        rows = draw.integers(0, 5, (600, 3)).astype(float)
        kept = rows[pareto(rows)]
        assert {tuple(r) for r in kept} == {tuple(float(x) for x in r) for r in slow_front(rows)}
        assert len({tuple(r) for r in kept}) == len(kept)


def synergy(seed: int, services: int = 3, candidates: int = 4) -> tuple[Problem, object]:
    """Sharing pays: waits shrink while the load of the device grows, as when batches fill from several services."""
    found = problem(services, candidates, 1, seed)
    fullest = sum(float(t[:, 1].max()) for t in found.tables)

    def ranks(sums: np.ndarray) -> np.ndarray:
        waits = sums[:, 3] * np.maximum(0.0, 1 - sums[:, 1] / fullest) ** 2
        return np.stack([np.zeros(len(sums)), np.zeros(len(sums)), sums[:, 0] + waits], axis=1)

    return found, ranks


def test_an_interaction_that_breaks_isotonicity_is_detected_and_tried_in_full() -> None:
    misled = 0
    for seed in range(200):
        found, ranks = synergy(seed)
        best = ranks(all_sums(found))[:, 2].min()  # type: ignore[operator]
        joined = join(found.lists, ranks=ranks)  # type: ignore[arg-type]
        assert joined.kind == "enumerated", seed
        assert joined.certificate.startswith("exact (interaction outside the coordinates")
        assert joined.rank[2] == pytest.approx(best), seed
        misled += join(found.lists, ranks=ranks, probe=False).rank[2] > best + 1e-9  # type: ignore[arg-type]
    assert misled > 0  # the prunings would have missed the optimum


def test_a_large_problem_with_such_an_interaction_is_not_called_exact() -> None:
    found, ranks = synergy(1, services=8, candidates=6)
    assert found.combinations > ENUMERABLE
    joined = join(found.lists, ranks=ranks)  # type: ignore[arg-type]
    assert not joined.exact
    assert joined.gap is None
    assert joined.certificate.startswith("not exact (interaction outside the coordinates")
    assert ranks(np.array([np.sum([t[p] for t, p in zip(found.tables, joined.picks, strict=True)], axis=0)]))[
        0, 2
    ] == pytest.approx(joined.rank[2])  # type: ignore[operator]


@pytest.mark.parametrize("seed", range(10))
def test_a_cut_search_states_a_bound_that_holds(seed: int) -> None:
    found = problem(5, 6, 2, seed, demand=1.5)
    best, _ = brute(found)
    for budget in (30, 200, 1000):
        joined = join(found.lists, ranks=found.ranks, budget=budget, relaxations=relaxations(found))
        assert joined.bound <= best
        assert joined.rank >= (best[0], best[1], best[2] - 1e-9)
        assert joined.gap is not None
        assert joined.rank[2] - joined.gap <= best[2] + 1e-9
        if joined.exact:
            assert joined.rank == pytest.approx(best, abs=1e-9)


def test_thinning_is_certified_with_its_epsilon() -> None:
    draw = np.random.default_rng(3)
    lists = [
        [Entry("k", (float(a), float(1 - a + 0.001 * draw.random()))) for a in draw.random(25)]
        for _ in range(4)
    ]

    def ranks(sums: np.ndarray) -> np.ndarray:
        score = np.maximum(sums[:, 0] - 2, 0) ** 2 + sums[:, 1]
        return np.stack([np.zeros(len(sums)), np.zeros(len(sums)), score], axis=1)

    cut = join(lists, ranks=ranks, budget=20_000)
    full = join(lists, ranks=ranks, budget=2_000_000)
    assert full.kind == "exact"
    assert cut.kind in ("epsilon", "exact")
    assert cut.rank[2] <= full.rank[2] + 0.05
    assert cut.bound[2] <= full.rank[2] + 1e-12


def test_a_capacity_is_the_curve_with_a_linear_conjugate() -> None:
    assert capacity((1.0, 0.0), 2.0).conjugate(3.0) == (6.0, 2.0)


def test_finalists_come_in_order_of_rank_with_the_best_first() -> None:
    found = problem(5, 6, 2, 4)
    joined = join(found.lists, ranks=found.ranks)
    assert joined.finalists[0] == joined.picks
    assert all(math.isfinite(found.rank(p)[2]) for p in joined.finalists)
