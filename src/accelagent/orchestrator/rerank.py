"""The plans that the formulas like best, judged again by simulation."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

from accelagent.domain import Spec
from accelagent.errors import ToolchainError
from accelagent.objectives import MINIMUM_EFFECT
from accelagent.orchestrator.join import Rank, total
from accelagent.orchestrator.sharing import Shared, concerned, meets, shared, simulated_costs
from accelagent.orchestrator.solution import Solution

_BEST = 6  # finalists by the formulas' rank
_DARING = 4  # and by their score alone, when the formulas see only bounds broken
_REACH = 0.7  # sum of logs by which the formulas may see bounds broken
_FINAL_REPLICATIONS, _FINAL_JOBS = 4, 100_000


@dataclass(frozen=True, slots=True)
class Judged:
    """The plan that simulation prefers, its simulated figures (None: nothing is shared) and what was done."""

    solution: Solution
    shared: Shared | None
    rank: Rank
    note: str
    others: tuple[Solution, ...] = ()  # finalists in which services meet too, the likeliest first


def rerank(spec: Spec, solution: Solution) -> Judged:
    """Simulate the finalists with common random numbers; without a C compiler the formulas' answer stands."""
    finalists = _finalists(solution)
    chosen = {name: solution.chosen(name) for name in solution.kept}
    if not any(concerned(solution.composition, {n: f.chosen(n) for n in chosen}) for f in finalists):
        return Judged(solution, None, solution.joined.rank, "")
    try:
        ranked = [(_simulated_rank(spec, f)[0], f) for f in finalists]
        best = _preferred(ranked)
        judged = finally_judged(spec, best, "")
    except ToolchainError as error:
        return Judged(solution, None, solution.joined.rank, f"not simulated: {error}")
    changed = "another one than the formulas chose" if best is not solution else "the formulas' choice stands"
    note = (
        f"{len(finalists)} finalists re-ranked by simulation ({_FINAL_REPLICATIONS} replications): {changed}"
    )
    return replace(judged, note=note, others=_others(ranked, best))


def finally_judged(spec: Spec, solution: Solution, note: str) -> Judged:
    """The plan with its simulated figures, as they are reported."""
    rank, found = _simulated_rank(spec, solution, _FINAL_REPLICATIONS, _FINAL_JOBS)
    return Judged(solution, found, rank, note)


def _others(ranked: list[tuple[Rank, Solution]], best: Solution) -> tuple[Solution, ...]:
    """What other policies of the devices may make the best: the next by rank, and the best by score if bounds held."""
    least = min(
        rank[0] for rank, _ in ranked
    )  # beyond a device's capacity no policy helps, and queues have no end
    left = [(rank, s) for rank, s in ranked if s is not best and rank[0] <= least and meets(s)]
    left.sort(key=lambda found: found[0])
    daring = sorted(left[1:], key=lambda found: (found[0][0], found[0][2]))
    return tuple(s for _, s in (*left[:1], *daring[:1]))


def _preferred(ranked: list[tuple[Rank, Solution]]) -> Solution:
    """The first one unless another keeps more bounds or is better by more than what counts as a difference."""
    best_rank, best = ranked[0]
    for rank, found in ranked[1:]:
        keeps_more = rank[:2] < best_rank[:2]
        clearly = rank[:2] == best_rank[:2] and rank[2] < best_rank[2] - math.log1p(MINIMUM_EFFECT)
        if keeps_more or clearly:
            best_rank, best = rank, found
    return best


def _simulated_rank(
    spec: Spec, solution: Solution, replications: int = 2, jobs: int = 40_000
) -> tuple[Rank, Shared]:
    import numpy as np

    composition = solution.composition
    chosen = {name: solution.chosen(name) for name in solution.kept}
    found = shared(spec, composition, chosen, replications, jobs)
    table = np.array([solution.vector])
    costs = simulated_costs(composition, found, composition.cost_table(table)[0].tolist())
    judged = composition.judge(composition.overload(table), np.array([costs]), table[:, -1])
    overload, broken, score = judged[0].tolist()
    return (overload, broken, score), found


def _finalists(solution: Solution) -> list[Solution]:
    """The plan, the join's last states and every change of one service: the best by rank, then the daring ones."""
    import numpy as np

    names = list(solution.kept)
    now = tuple(solution.picks[n] for n in names)
    tried = [now, *solution.joined.finalists]
    for place, name in enumerate(names):
        tried += [(*now[:place], p, *now[place + 1 :]) for p in range(len(solution.kept[name]))]
    picks = list(dict.fromkeys(tried))
    lists = list(solution.entries.values())
    ranks = solution.composition.ranks(np.array([total(lists, p) for p in picks]))
    order = [int(i) for i in np.lexsort(ranks.T[::-1])]
    by_score = [
        i
        for i in sorted(range(len(picks)), key=lambda i: ranks[i, 2])
        if ranks[i, 0] <= ranks[0, 0] and ranks[i, 1] <= _REACH
    ]
    wanted = dict.fromkeys([0, *order[:_BEST], *by_score[:_DARING]])
    return [solution if i == 0 else _solution(solution, names, picks[i], ranks[i].tolist()) for i in wanted]


def _solution(solution: Solution, names: list[str], picks: tuple[int, ...], rank: list[float]) -> Solution:
    joined = replace(solution.joined, picks=picks, rank=(rank[0], rank[1], rank[2]))
    return replace(solution, joined=joined, picks=dict(zip(names, picks, strict=True)))
