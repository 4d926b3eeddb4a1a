"""The merge-join over services: one entry per service such that the sum of their vectors ranks best.

Exact as long as the rank never improves when a coordinate grows; every kind of interaction between services
therefore has to be a coordinate (load of a device, second moment of its service times, CPU, …).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeAlias

Vector: TypeAlias = tuple[float, ...]
Rank: TypeAlias = tuple[
    float, float, float
]  # overload, broken bounds, score: smaller is better, in this order

BUDGET = 150_000  # partial plans generated; what would exceed it is cut to a beam and not certified as exact
_MANY = 200  # states from which arrays compare faster than tuples


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
    exact: bool

    @property
    def certificate(self) -> str:
        kind = "exact" if self.exact else "beam (not proven optimal)"
        return (
            f"{kind}: {self.generated} states generated for {self.combinations} combinations; "
            f"pruned: {self.dominated} dominated, {self.overloaded} beyond device capacity, "
            f"{self.broken} beyond a bound, {self.bounded} no better than the incumbent"
        )


@dataclass(frozen=True, slots=True)
class _State:
    """A partial plan; `back` leads to the one it extends."""

    vector: Vector
    pick: int
    back: _State | None


def join(lists: Sequence[Sequence[Entry]], rank: Callable[[Vector], Rank], budget: int = BUDGET) -> Joined:
    """The combination of the smallest rank; `lists` holds at least one entry per service."""
    order = sorted(range(len(lists)), key=lambda i: len(lists[i]))
    picks = improve(lists, rank, [0] * len(lists))
    best = rank(total(lists, picks))
    rest = _remaining_minima([lists[i] for i in order])
    pruned = [0, 0, 0]  # by the component of the rank that decided
    generated = dominated = 0
    exact = True
    states = [_State(rest[0].zero, -1, None)]
    for step, service in enumerate(order):
        extended = []
        for state in _extend(states, lists[service]):
            generated += 1
            hopeless = _beaten(rank(_add(state.vector, rest[step + 1].least)), best)
            if hopeless is None:
                extended.append(state)
            else:
                pruned[hopeless] += 1
        states = _front(extended)
        dominated += len(extended) - len(states)
        states.sort(key=lambda s: rank(_add(s.vector, rest[step + 1].least)))
        to_come = sum(len(lists[i]) for i in order[step + 1 :])
        beam = max(1, (budget - generated) // to_come) if to_come else len(states)
        exact = exact and len(states) <= beam
        states = states[:beam]
        if states:
            # A better incumbent prunes the steps that follow.
            completed = improve(lists, rank, _unwind(states[0], order[: step + 1], picks))
            found = rank(total(lists, completed))
            if found < best:
                best, picks = found, completed
    for state in states:
        found = rank(state.vector)
        if found < best:
            best, picks = found, _unwind(state, order, picks)
    return Joined(
        tuple(picks), best, _product(lists), generated, dominated, pruned[0], pruned[1], pruned[2], exact
    )


def improve(
    lists: Sequence[Sequence[Entry]], rank: Callable[[Vector], Rank], start: Sequence[int]
) -> list[int]:
    """A combination that no change of a single service improves, from `start`; gives the join its incumbent."""
    picks = list(start)
    best = rank(total(lists, picks))
    improved = True
    while improved:
        improved = False
        for service, entries in enumerate(lists):
            for pick in range(len(entries)):
                trial = [*picks[:service], pick, *picks[service + 1 :]]
                found = rank(total(lists, trial))
                if found < best:
                    best, picks, improved = found, trial, True
    return picks


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


@dataclass(frozen=True, slots=True)
class _Rest:
    least: Vector  # what the services still to come add at least
    zero: Vector


def _remaining_minima(lists: Sequence[Sequence[Entry]]) -> list[_Rest]:
    width = len(lists[0][0].vector) if lists else 0
    zero = (0.0,) * width
    rests = [_Rest(zero, zero)]
    for entries in reversed(lists):
        least = tuple(map(min, zip(*(e.vector for e in entries), strict=True)))
        rests.append(_Rest(_add(rests[-1].least, least), zero))
    return rests[::-1]


def _extend(states: Sequence[_State], entries: Sequence[Entry]) -> Iterator[_State]:
    for state in states:
        for pick, entry in enumerate(entries):
            yield _State(_add(state.vector, entry.vector), pick, state)


def _beaten(hoped: Rank, best: Rank) -> int | None:
    """Which component shows that even the hoped-for rank is no better than the best; None when it may be."""
    for component in range(3):
        if hoped[component] != best[component]:
            return component if hoped[component] > best[component] else None
    return 2


def _front(states: Sequence[_State]) -> list[_State]:
    """The partial plans that no other one covers in every coordinate."""
    # In this order a state can only be covered by one that came before it.
    ordered = sorted(states, key=lambda s: (sum(s.vector), s.vector))
    if len(ordered) > _MANY:
        return _front_of_many(ordered)
    kept: list[_State] = []
    for state in ordered:
        if not any(_covers(k.vector, state.vector) for k in kept):
            kept.append(state)
    return kept


def _front_of_many(ordered: Sequence[_State]) -> list[_State]:
    """The same, coordinate by coordinate: few earlier states survive the first comparisons."""
    import numpy as np

    table = np.array([s.vector for s in ordered])
    columns = [c for c in range(table.shape[1]) if (table[:, c] != table[0, c]).any()]
    kept: list[int] = []
    earlier = np.empty(len(ordered), dtype=np.intp)
    for row in range(len(ordered)):
        covering = earlier[: len(kept)]
        for column in columns:
            covering = covering[table[covering, column] <= table[row, column]]
            if not covering.size:
                break
        if not covering.size:
            earlier[len(kept)] = row
            kept.append(row)
    return [ordered[row] for row in kept]


def _covers(one: Vector, other: Vector) -> bool:
    return all(a <= b for a, b in zip(one, other, strict=True))


def _add(one: Vector, other: Vector) -> Vector:
    return tuple(a + b for a, b in zip(one, other, strict=True))


def _unwind(state: _State, order: Sequence[int], others: Sequence[int]) -> list[int]:
    """The picks that led to a state; of services it has not reached, those of `others`."""
    picks = list(others)
    at: _State | None = state
    for service in reversed(order):
        assert at is not None
        picks[service] = at.pick
        at = at.back
    return picks


def _product(lists: Sequence[Sequence[Entry]]) -> int:
    count = 1
    for entries in lists:
        count *= len(entries)
    return count
