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

BEAM = 4000  # partial plans kept per step; beyond it the answer is no longer certified as exact


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
        kind = "exact" if self.exact else f"beam-{BEAM}"
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


def join(lists: Sequence[Sequence[Entry]], rank: Callable[[Vector], Rank], beam: int = BEAM) -> Joined:
    """The combination of the smallest rank; `lists` holds at least one entry per service."""
    order = sorted(range(len(lists)), key=lambda i: len(lists[i]))
    picks = greedy(lists, rank)
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
        if len(states) > beam:
            states = sorted(states, key=lambda s: rank(_add(s.vector, rest[step + 1].least)))[:beam]
            exact = False
    for state in states:
        found = rank(state.vector)
        if found < best:
            best, picks = found, _unwind(state, order)
    return Joined(
        tuple(picks), best, _product(lists), generated, dominated, pruned[0], pruned[1], pruned[2], exact
    )


def greedy(lists: Sequence[Sequence[Entry]], rank: Callable[[Vector], Rank]) -> list[int]:
    """A good combination by improving one service at a time; where the incumbent of the join comes from."""
    picks = [0] * len(lists)
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
    kept: list[_State] = []
    # In this order a state can only be covered by one that came before it.
    for state in sorted(states, key=lambda s: (sum(s.vector), s.vector)):
        if not any(_covers(k.vector, state.vector) for k in kept):
            kept.append(state)
    return kept


def _covers(one: Vector, other: Vector) -> bool:
    return all(a <= b for a, b in zip(one, other, strict=True))


def _add(one: Vector, other: Vector) -> Vector:
    return tuple(a + b for a, b in zip(one, other, strict=True))


def _unwind(state: _State, order: Sequence[int]) -> list[int]:
    picks = [0] * len(order)
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
