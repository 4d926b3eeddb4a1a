"""The merge-join over services: one entry per service such that the sum of their vectors ranks best.

Exact as long as the rank never improves when a coordinate grows; every kind of interaction between services
therefore has to be a coordinate (load of a device, second moment of its service times, CPU, …). Ranks that are not
of that kind are found by probing and searched without the prunings that rest on it.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, TypeAlias

from accelagent.orchestrator.pareto import pareto
from accelagent.orchestrator.relaxation import Dual, Relaxation, Vector

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Table: TypeAlias = NDArray[np.float64]

Rank: TypeAlias = tuple[
    float, float, float
]  # overload, broken bounds, score: smaller is better, in this order
Ranks: TypeAlias = "Callable[[Table], Table]"  # the ranks of many vectors at once, a row each

BUDGET = 400_000  # partial plans generated; what would exceed it is thinned or cut and not certified as exact
ENUMERABLE = 50_000  # combinations that are simply tried when the rank is not isotone
_WIDTHS = (1e-4, 1e-3, 1e-2)  # cells of the thinning, as parts of each coordinate's range
_FRONT_MOST = 12_000  # states beyond which the cut comes before the search for dominated ones
_PROBES = 6


@dataclass(frozen=True, slots=True)
class Entry:
    """One choice of a service: its join key and what it adds to every coordinate."""

    key: str
    vector: Vector


@dataclass(frozen=True, slots=True)
class Joined:
    """The best combination and what was left out on the way to it."""

    picks: tuple[int, ...]  # per service, in the order given
    rank: Rank
    combinations: int
    generated: int
    dominated: int
    overloaded: int
    broken: int
    bounded: int
    kind: str  # exact | epsilon | beam | enumerated | not isotone
    bound: Rank  # no combination ranks better than this
    thinned: int = 0
    cut: int = 0
    epsilon: float = 0.0  # thinning, as a part of each coordinate's range, summed over the steps
    finalists: tuple[tuple[int, ...], ...] = ()  # last states in order of rank, the best first

    @property
    def exact(self) -> bool:
        return self.kind in ("exact", "enumerated")

    @property
    def gap(self) -> float | None:
        """How much better the score could at most be; None when not even the bounds are comparable."""
        if self.exact:
            return 0.0
        comparable = self.rank[:2] == self.bound[:2]
        return self.rank[2] - self.bound[2] if comparable and math.isfinite(self.bound[2]) else None

    @property
    def certificate(self) -> str:
        count = (
            f"{self.generated} states generated for {self.combinations} combinations; "
            f"pruned: {self.dominated} dominated, {self.overloaded} beyond device capacity, "
            f"{self.broken} beyond a bound, {self.bounded} no better than the incumbent"
        )
        lost = f"; {self.thinned} thinned, {self.cut} cut" if self.thinned or self.cut else ""
        return f"{self._kind()}: {count}{lost}"

    def _kind(self) -> str:
        at_most = "" if self.gap is None else f", at most {self.gap:.3g} from the best score"
        return {
            "exact": "exact",
            "enumerated": "exact (interaction outside the coordinates: every combination tried)",
            "epsilon": f"epsilon {self.epsilon:.3g} (thinned{at_most})",
            "beam": f"beam (not proven optimal{at_most})",
            "not isotone": "not exact (interaction outside the coordinates: best of several descents)",
        }[self.kind]


def each(rank: Callable[[Vector], Rank]) -> Ranks:
    """Ranks of a table by a function of one vector."""

    def ranks(table: Table) -> Table:
        import numpy as np

        return np.array([rank(tuple(row)) for row in table.tolist()]).reshape(-1, 3)

    return ranks


def join(
    lists: Sequence[Sequence[Entry]],
    rank: Callable[[Vector], Rank] | None = None,
    budget: int = BUDGET,
    *,
    ranks: Ranks | None = None,
    probe: bool = True,
    relaxations: Sequence[Relaxation] = (),
) -> Joined:
    """The combination of the smallest rank; `lists` holds at least one entry per service.

    Give `rank` for one vector or, faster, `ranks` for many. Without `probe` the rank is taken to be isotone.
    `relaxations` prune by their Lagrangian duals and bound what a cut search may have missed.
    """
    assert rank is not None or ranks is not None
    compute = ranks or each(rank)  # type: ignore[arg-type]
    problem = _Problem(lists, compute)
    if not probe or problem.isotone():
        return _Fold(problem, budget, relaxations).run()
    return _without_order(problem)


def improve(lists: Sequence[Sequence[Entry]], ranks: Ranks, start: Sequence[int]) -> list[int]:
    """A combination that no change of a single service improves, from `start`."""
    return _Problem(lists, ranks).descend(start)[0]


def total(lists: Sequence[Sequence[Entry]], picks: Sequence[int]) -> Vector:
    """The summed vector of one combination."""
    vectors = [entries[pick].vector for entries, pick in zip(lists, picks, strict=True)]
    return tuple(map(sum, zip(*vectors, strict=True)))


def dominators(entries: Sequence[Entry]) -> dict[int, int]:
    """Of each entry that another one of its join key makes superfluous, the index of that other one."""
    found: dict[int, int] = {}
    for i, entry in enumerate(entries):
        for j, other in enumerate(entries):
            if i == j or j in found or other.key != entry.key:
                continue
            if _covers(other.vector, entry.vector) and (other.vector != entry.vector or j < i):
                found[i] = j
                break
    return found


def front(lists: Sequence[Sequence[Entry]]) -> Table:
    """Every sum of one entry per service that no other sum covers: the Pareto set of the whole, exactly."""
    import numpy as np

    states = np.zeros((1, len(lists[0][0].vector)))
    for entries in lists:
        own = np.array([e.vector for e in entries])
        extended = (states[:, None, :] + own[None, :, :]).reshape(-1, own.shape[1])
        states = extended[pareto(extended)]
    return states


class _Problem:
    """The lists as arrays, and what can be asked of whole combinations."""

    def __init__(self, lists: Sequence[Sequence[Entry]], ranks: Ranks) -> None:
        import numpy as np

        self.tables = [np.array([e.vector for e in entries]) for entries in lists]
        self.ranks = ranks
        self.width = self.tables[0].shape[1] if self.tables else 0

    @property
    def combinations(self) -> int:
        return math.prod(len(t) for t in self.tables)

    def vector(self, picks: Sequence[int]) -> Any:
        import numpy as np

        return np.sum([t[p] for t, p in zip(self.tables, picks, strict=True)], axis=0)

    def rank(self, picks: Sequence[int]) -> Rank:
        return _as_rank(self.ranks(self.vector(picks)[None, :])[0])

    def descend(self, start: Sequence[int]) -> tuple[list[int], Rank]:
        """Coordinate descent: service by service the best entry, until none changes."""
        import numpy as np

        picks = list(start)
        best = self.rank(picks)
        improved = True
        while improved:
            improved = False
            for service, table in enumerate(self.tables):
                rows = [t[p] for t, p in zip(self.tables, picks, strict=True)]
                others = np.sum([r for n, r in enumerate(rows) if n != service], axis=0) + np.zeros(
                    self.width
                )
                found = self.ranks(others + table)
                first = int(np.lexsort(found.T[::-1])[0])
                if first != picks[service] and _as_rank(found[first]) < best:
                    picks[service], improved = first, True
                    best = self.rank(picks)
        return picks, best

    def isotone(self) -> bool:
        """Whether no probe shows a rank that improves when a coordinate grows.

        Probes walk each coordinate through its range, from sums of random combinations; they can show that the
        rank is not isotone and cannot prove that it is.
        """
        import numpy as np

        draw = np.random.default_rng(len(self.tables))
        low = np.sum([t.min(axis=0) for t in self.tables], axis=0)
        high = np.sum([t.max(axis=0) for t in self.tables], axis=0)
        moving = np.flatnonzero(high > low)
        if not len(moving):
            return True
        steps = np.linspace(0, 1, 6)
        for _ in range(_PROBES):
            base = self.vector([int(draw.integers(len(t))) for t in self.tables])
            rows = np.repeat(base[None, :], len(moving) * len(steps), axis=0).reshape(
                len(moving), len(steps), -1
            )
            for n, column in enumerate(moving):
                rows[n, :, column] = low[column] + steps * (high[column] - low[column])
            ranks = self.ranks(rows.reshape(-1, self.width)).reshape(len(moving), len(steps), 3)
            if _improves(ranks):
                return False
        return True


def _improves(ranks: Any) -> bool:
    """Whether some rank along the second axis is better than the one before it, beyond rounding."""
    import numpy as np

    change = ranks[:, 1:, :] - ranks[:, :-1, :]
    tolerance = 1e-9 * (1 + np.abs(ranks[:, :-1, :]))
    with np.errstate(invalid="ignore"):
        smaller, larger = change < -tolerance, change > tolerance
    worse = np.zeros(smaller.shape[:2], dtype=bool)
    better = np.zeros_like(worse)
    for component in range(3):
        better |= smaller[:, :, component] & ~worse
        worse |= larger[:, :, component] & ~better
    return bool(better.any())


def _without_order(problem: _Problem) -> Joined:
    """No pruning is safe: every combination when there are few, else the best of several descents."""
    import numpy as np

    nowhere = (0.0, 0.0, -math.inf)
    sizes = [len(t) for t in problem.tables]
    if problem.combinations <= ENUMERABLE:
        grid = np.stack(np.meshgrid(*(np.arange(n) for n in sizes), indexing="ij"), -1).reshape(
            -1, len(sizes)
        )
        sums = sum(t[grid[:, n]] for n, t in enumerate(problem.tables))
        found = problem.ranks(np.asarray(sums))
        order = np.lexsort(found.T[::-1])[:64]
        picks = tuple(tuple(int(p) for p in grid[row]) for row in order)
        rank = _as_rank(found[order[0]])
        count = problem.combinations
        return Joined(picks[0], rank, count, count, 0, 0, 0, 0, "enumerated", rank, finalists=picks)
    draw = np.random.default_rng(0)
    starts = [[0] * len(sizes), *([int(draw.integers(n)) for n in sizes] for _ in range(31))]
    ends = sorted((rank, tuple(picks)) for picks, rank in map(problem.descend, starts))
    finalists = tuple(dict.fromkeys(picks for _, picks in ends))
    best = ends[0][0]
    return Joined(
        finalists[0], best, problem.combinations, 0, 0, 0, 0, 0, "not isotone", nowhere, finalists=finalists
    )


class _Fold:
    """The fold over services, shortest list first, with what it counts."""

    def __init__(self, problem: _Problem, budget: int, relaxations: Sequence[Relaxation]) -> None:
        self.problem = problem
        self.budget = budget
        self.duals = [Dual(problem.tables, problem.ranks, r) for r in relaxations]
        self.order = sorted(range(len(problem.tables)), key=self._size)
        self.pruned = [0, 0, 0]  # by the component of the rank that decided
        self.generated = self.dominated = self.thinned = self.cut = 0
        self.epsilon = 0.0
        self.lost: Rank = (math.inf, math.inf, math.inf)  # best that something left out could have become
        self.backs: list[tuple[Any, Any]] = []  # per step: parent states, picks

    def _size(self, service: int) -> tuple[int, float]:
        """Short lists first; of equal ones those whose choice matters most, so that bounds bite early."""
        table = self.problem.tables[service]
        return len(table), -sum(float(d.own_spread[service]) for d in self.duals)

    def run(self) -> Joined:
        import numpy as np

        problem, order = self.problem, self.order
        picks, best = problem.descend([0] * len(problem.tables))
        for dual in self.duals:
            picks, best = min((picks, best), problem.descend(dual.picks), key=lambda found: found[1])
        least = self._least()
        states = np.zeros((1, problem.width))
        for step, service in enumerate(order):
            states, hoped = self._extend(states, problem.tables[service], least[step + 1], best)
            states, hoped = self._thin(states, hoped, step)
            if len(states):
                # A better incumbent prunes the steps that follow.
                tried, rank = problem.descend(self._unwind(int(np.lexsort(hoped.T[::-1])[0]), picks))
                if rank < best:
                    picks, best = tried, rank
        finalists = [tuple(picks)]
        if len(states):
            ranked = problem.ranks(states)
            ordered = [int(row) for row in np.lexsort(ranked.T[::-1])]
            finalists += [tuple(self._unwind(row, picks)) for row in ordered[:64]]
            if (found := _as_rank(ranked[ordered[0]])) < best:
                best, picks = found, list(finalists[1])
        finalists = sorted(dict.fromkeys(finalists), key=lambda p: p != tuple(picks))
        return self._joined(picks, best, finalists)

    def _joined(self, picks: Sequence[int], best: Rank, finalists: Sequence[tuple[int, ...]]) -> Joined:
        kind = "beam" if self.cut else "epsilon" if self.thinned else "exact"
        bound = min(best, self.lost)
        if self.duals and best[:2] == bound[:2] == (0.0, 0.0):
            bound = (0.0, 0.0, min(best[2], max(bound[2], *(d.value for d in self.duals))))
        result = Joined(
            tuple(picks),
            best,
            self.problem.combinations,
            self.generated,
            self.dominated,
            self.pruned[0],
            self.pruned[1],
            self.pruned[2],
            kind,
            bound,
            self.thinned,
            self.cut,
            self.epsilon,
            tuple(finalists),
        )
        # What was left out could not have been better than this plan: then it is the best after all.
        return replace(result, kind="exact") if self.lost >= best else result

    def _least(self) -> list[Any]:
        """What the services still to come add at least, per step."""
        import numpy as np

        least = [np.zeros(self.problem.width)]
        for service in reversed(self.order):
            least.append(least[-1] + self.problem.tables[service].min(axis=0))
        return least[::-1]

    def _extend(self, states: Any, table: Any, rest: Any, best: Rank) -> tuple[Any, Any]:
        """Every state with every entry, without what can no longer beat the incumbent."""
        import numpy as np

        extended = (states[:, None, :] + table[None, :, :]).reshape(-1, table.shape[1])
        self.generated += len(extended)
        hoped = self.problem.ranks(extended + rest)
        if self.duals and best[:2] == (0.0, 0.0):
            free = (hoped[:, :2] == 0).all(axis=1)
            for dual in self.duals:
                least = dual.hope(extended, self.order[len(self.backs) + 1 :])
                hoped[:, 2] = np.where(free, np.maximum(hoped[:, 2], least), hoped[:, 2])
        keep = self._hopeful(hoped, best)
        rows = np.flatnonzero(keep)
        self.backs.append((rows // len(table), rows % len(table)))
        return extended[rows], hoped[rows]

    def _hopeful(self, hoped: Any, best: Rank) -> Any:
        import numpy as np

        keep = np.ones(len(hoped), dtype=bool)
        undecided = np.ones(len(hoped), dtype=bool)
        for component in range(3):
            column = hoped[:, component]
            worse = undecided & (column > best[component])
            self.pruned[component] += int(worse.sum())
            keep &= ~worse
            undecided &= column == best[component]
        self.pruned[2] += int(undecided.sum())
        return keep & ~undecided

    def _thin(self, states: Any, hoped: Any, step: int) -> tuple[Any, Any]:
        """Dominated states go; of the rest as many stay as the budget allows."""
        import numpy as np

        to_come = sum(len(self.problem.tables[i]) for i in self.order[step + 1 :])
        width = max(1, (self.budget - self.generated) // to_come) if to_come else len(states)
        rows = np.arange(len(states))
        if len(rows) > max(_FRONT_MOST, 2 * width):
            rows = self._cut(hoped, rows, max(_FRONT_MOST, 2 * width))
        kept = rows[pareto(states[rows])] if len(rows) else rows
        self.dominated += len(rows) - len(kept)
        if len(kept) > width:
            kept = self._cells(states, hoped, kept, width)
        if len(kept) > width:
            kept = self._cut(hoped, kept, width)
        parents, picks = self.backs[-1]
        self.backs[-1] = (parents[kept], picks[kept])
        return states[kept], hoped[kept]

    def _cells(self, states: Any, hoped: Any, rows: Any, width: int) -> Any:
        """One state per cell of a grid, the most hopeful, for the finest grid that leaves few enough."""
        import numpy as np

        best_first = rows[np.lexsort(hoped[rows].T[::-1])]
        table = states[best_first]
        spread = np.ptp(table, axis=0)
        spread[spread == 0] = 1.0
        for cell in _WIDTHS:
            _, first = np.unique(np.floor(table / (cell * spread)), axis=0, return_index=True)
            if len(first) <= width:
                kept = best_first[np.sort(first)]
                self.thinned += len(rows) - len(kept)
                self.epsilon += cell
                self._lose(hoped, np.setdiff1d(rows, kept))
                return kept
        return rows

    def _cut(self, hoped: Any, rows: Any, width: int) -> Any:
        import numpy as np

        ordered = rows[np.lexsort(hoped[rows].T[::-1])]
        self.cut += len(rows) - width
        self._lose(hoped, ordered[width:])
        return ordered[:width]

    def _lose(self, hoped: Any, rows: Any) -> None:
        import numpy as np

        if len(rows):
            first = rows[np.lexsort(hoped[rows].T[::-1])[0]]
            self.lost = min(self.lost, _as_rank(hoped[first]))

    def _unwind(self, state: int, others: Sequence[int]) -> list[int]:
        """The picks that led to a state; of services it has not reached, those of `others`."""
        picks = list(others)
        at = state
        for service, (parents, chosen) in zip(
            reversed(self.order[: len(self.backs)]), reversed(self.backs), strict=True
        ):
            picks[service] = int(chosen[at])
            at = int(parents[at])
        return picks


def _as_rank(row: Any) -> Rank:
    return (float(row[0]), float(row[1]), float(row[2]))


def _covers(one: Vector, other: Vector) -> bool:
    return all(a <= b for a, b in zip(one, other, strict=True))
