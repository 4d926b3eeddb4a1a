"""The merge-join against every combination, greedy and selfish choices and an integer-programming solver."""

from __future__ import annotations

import resource
import time
from typing import Any

from accelagent.bench import _planning, _policies
from accelagent.bench._part import Figure, Part
from accelagent.bench._planning import Problem, problem
from accelagent.orchestrator.join import Joined, Rank, join

_SEEDS = 5
_SOLVER_S = 10.0


def run() -> tuple[Figure, ...]:
    """Seconds and quality per size; brute force where it ends."""
    figures = [_mismatches()]
    for services, candidates, devices, unit, most in (
        (6, 10, 3, "ms", 50.0),
        (12, 16, 2, "s", 0.5),
    ):
        figures += _size(services, candidates, devices, unit, most)
    return (*figures, *_large(), *_policies.figures())


def _solve(found: Problem) -> tuple[Joined, float]:
    lists, relaxations = found.lists, _planning.relaxations(found)
    started = time.process_time()
    joined = join(lists, ranks=found.ranks, relaxations=relaxations)
    return joined, time.process_time() - started


def _mismatches() -> Figure:
    """Random small instances whose optimum differs from that of every combination tried."""
    wrong = []
    sizes = ((3, 6, 1), (4, 8, 2), (5, 6, 2), (6, 5, 3))
    for seed in range(200):
        found = problem(*sizes[seed % len(sizes)], seed, demand=0.5 + seed % 4 / 2)
        joined, _ = _solve(found)
        best, _ = _planning.brute(found)
        wrong.append(float(not joined.exact or not _same(joined.rank, best)))
    note = "instances of up to 15,625 combinations; optimum against every combination"
    return Figure("mismatches", sum(wrong), "", None, (len(wrong),), 0, note)


def _same(one: Rank, other: Rank) -> bool:
    return all(abs(a - b) <= 1e-9 * (1 + abs(b)) for a, b in zip(one, other, strict=True))


def _size(services: int, candidates: int, devices: int, unit: str, most: float) -> list[Figure]:
    name = f"{services}x{candidates}x{devices}"
    factor = 1e3 if unit == "ms" else 1.0
    rows = []
    for seed in range(_SEEDS):
        found = problem(services, candidates, devices, seed, demand=1.0)
        joined, seconds = _solve(found)
        rows.append({**_others(found, joined), "seconds": seconds, "certificate": joined.certificate})
    worst = max(float(r["seconds"]) for r in rows)
    held = {"value": most, "grade": "derived", "source": "models.md §6"}
    note = f"worst of {_SEEDS}; {sum('exact' in str(r['certificate']) for r in rows)} exact"
    figures = [Figure(f"t_{name}_{unit}", worst * factor, unit, "wall", tuple(rows), held, note)]
    return figures + _comparisons(name, rows)


def _others(found: Problem, joined: Joined) -> dict[str, Any]:
    """Costs of the other ways as multiples of the join's; None when a plan is beyond capacity."""
    ways: dict[str, Any] = {
        "greedy": _ratio(_planning.greedy(found), joined),
        "descent": _ratio(_planning.descent(found), joined),
        "independent": _ratio(_planning.independent(found), joined),
    }
    if found.combinations <= 1_000_000:
        best, seconds = _planning.brute(found)
        ways |= {"brute": _ratio(best, joined), "brute_s": seconds}
    solved = _planning.solver(found, _SOLVER_S)
    if solved is not None:
        ratio = _ratio(solved.rank, joined) if solved.rank else None
        ways |= {"solver": ratio, "solver_status": solved.status, "solver_s": solved.seconds}
    return ways


def _ratio(rank: Rank | None, joined: Joined) -> float | None:
    return None if rank is None or rank[0] > 0 else rank[2] / joined.rank[2]


def _comparisons(name: str, rows: list[dict[str, Any]]) -> list[Figure]:
    """How much worse the others are, on average over the instances where they have a plan at all."""
    figures = []
    for way in ("brute", "solver", "greedy", "descent", "independent"):
        ratios = [float(r[way]) for r in rows if isinstance(r.get(way), float)]
        if not any(way in r for r in rows):
            continue
        mean = sum(ratios) / len(ratios) if ratios else None
        note = f"{len(ratios)} of {len(rows)} within capacity; cost as a multiple of the join's"
        if way == "solver":
            note = f"CP-SAT, {_SOLVER_S:g} s, integers: {', '.join(str(r['solver_status']) for r in rows)}"
        figures.append(Figure(f"{way}_{name}", mean, "x", None, tuple(ratios), 1.0, note))
    return figures


def _large() -> list[Figure]:
    found = problem(50, 40, 4, 0, demand=1.0)
    joined, seconds = _solve(found)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    gap = joined.rank[2] / joined.bound[2] - 1 if joined.bound[2] > 0 else None
    ways = _others(found, joined)
    return [
        Figure(
            "t_50x40x4_s",
            seconds,
            "s",
            "wall",
            (),
            {"value": 60, "grade": "derived", "source": "models.md §6"},
        ),
        Figure(
            "gap_50x40x4",
            gap,
            "",
            None,
            ({"cost": joined.rank[2], "bound": joined.bound[2]},),
            None,
            joined.certificate,
        ),
        Figure("peak_50x40x4_mib", peak, "MiB", None, (), 2048, "of the whole process"),
        *_comparisons("50x40x4", [ways]),
    ]


PART = Part(
    "orchestrator",
    "the merge-join against other ways to choose",
    run,
    "Random instances: lognormal costs, everybody's fastest candidates together ask for all of the devices, waits as "
    "Pollaczek and Khinchine say. Seconds are processor time of one core. The gap is to the Lagrangian bound, and holds for any plan.",
)
