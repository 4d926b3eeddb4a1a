"""Which design to try next, from all trials so far: Gaussian processes over knobs, and the hypervolume that a design might add.

A design's log gains in every metric are guessed from those of similar designs (Rasmussen and Williams 2006, chapter 2); the next
trial is the one whose optimistic guess adds most hypervolume within the bounds. There is no randomness: equal trials give
equal choices.
"""

from __future__ import annotations

import math
import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product
from operator import ge, mul

from accelagent.domain import Design, Knob
from accelagent.objectives import Point, volume

POOL = 1500  # designs of one structure that are compared; of larger spaces a sample
OPTIMISM = 2.0  # standard deviations above the guess
NOISE = 0.02  # variance of a measurement, as a part of what the gains vary by
_OTHER_RECIPE = 0.7  # likeness that remains per recipe that one of two designs has and the other has not
_FARTHEST = 0.35  # likeness of the two ends of a knob's values
_LACKING = 0.8  # likeness where only one of two designs has the knob
_JOINT = 0.5  # weight of knobs acting together against each acting alone

Space = Mapping[str, Sequence[Knob]]


@dataclass
class _Guess:
    """A design with its similarity to every trial, solved against their covariance so far."""

    design: Design
    solved: list[float] = field(default_factory=list)
    explained: float = 0.0  # of the prior's unit variance


class Surrogate:
    """What the trials of one service say about designs that were not tried."""

    def __init__(self, optimised: int, allowed: Sequence[float]) -> None:
        """`optimised` metrics come first in every list of gains; `allowed` holds, for each bound after them, the least gain."""
        self.optimised = optimised
        self.allowed = tuple(allowed)
        self.places: dict[str, dict[Knob, float]] = {}  # per knob: where each value stands, from 0 to 1
        self.tried: list[Design] = []
        self.gains: list[tuple[float, ...]] = []
        self.rows: list[list[float]] = []  # of the covariance's Cholesky factor
        self.pool: dict[Design, _Guess] = {}

    def offer(self, base: Design, space: Space) -> None:
        """Add the designs of `base`'s structure to choose from; a structure that is there already stays as it is."""
        for name, values in space.items():
            places = {v: i / max(1, len(values) - 1) for i, v in enumerate(values)}
            self.places.setdefault(name, places)
        for design in _designs(base, space):
            if design not in self.pool and design not in self.tried:
                guess = self.pool[design] = _Guess(design)
                for row, other in zip(self.rows, self.tried, strict=True):
                    self._extend(guess, row, self._likeness(design, other))

    def learn(self, design: Design, gains: Sequence[float]) -> None:
        """Count a trial: log gains over the unmodified program, optimised metrics first."""
        if design in self.tried:
            return
        new = _Guess(design)
        for row, other in zip(self.rows, self.tried, strict=True):
            self._extend(new, row, self._likeness(design, other))
        row = [*new.solved, math.sqrt(max(1.0 + NOISE - new.explained, NOISE))]
        self.pool.pop(design, None)
        for guess in self.pool.values():
            self._extend(guess, row, self._likeness(guess.design, design))
        self.rows.append(row)
        self.tried.append(design)
        self.gains.append(tuple(gains))

    def best(self) -> Design | None:
        """The design that might add most hypervolume; None when nothing is left."""
        if not self.pool or not self.gains:
            return next(iter(self.pool), None)
        columns = [self._weights(column) for column in zip(*self.gains, strict=True)]
        reached = front(self._feasible())
        here = volume(reached)

        def worth(guess: _Guess) -> tuple[float, float]:
            doubt = OPTIMISM * math.sqrt(max(0.0, 1.0 - guess.explained))
            hopes = [c.mean + c.spread * (_dot(c.solved, guess.solved) + doubt) for c in columns]
            lacking = sum(min(0.0, h - a) for h, a in zip(hopes[self.optimised :], self.allowed, strict=True))
            point = tuple(max(0.0, h) for h in hopes[: self.optimised])
            if lacking == 0.0 and not any(_covers(p, point) for p in reached):
                return volume([*reached, point]) - here, sum(point)
            return lacking, sum(point)

        return max(self.pool.values(), key=worth).design

    def drop(self, design: Design) -> None:
        """Nothing can be made of it."""
        self.pool.pop(design, None)

    def _feasible(self) -> list[Point]:
        kept = [
            g
            for g in self.gains
            if all(x >= a for x, a in zip(g[self.optimised :], self.allowed, strict=True))
        ]
        return [tuple(max(0.0, x) for x in g[: self.optimised]) for g in kept]

    def _weights(self, column: Sequence[float]) -> _Column:
        mean = sum(column) / len(column)
        spread = math.sqrt(sum((y - mean) ** 2 for y in column) / len(column)) or 0.01
        solved: list[float] = []
        for row, y in zip(self.rows, column, strict=True):
            known = _dot(row, solved)
            solved.append(((y - mean) / spread - known) / row[-1])
        return _Column(mean, spread, solved)

    @staticmethod
    def _extend(guess: _Guess, row: Sequence[float], likeness: float) -> None:
        """One more step of forward substitution."""
        known = _dot(row, guess.solved)
        step = (likeness - known) / row[-1]
        guess.solved.append(step)
        guess.explained += step * step

    def _likeness(self, one: Design, other: Design) -> float:
        """From 0 to 1: what two designs share, by knobs alone and together, and by recipes."""
        mine, theirs = dict(one.knobs), dict(other.knobs)
        alike = [self._near(name, v, theirs[name]) for name, v in mine.items() if name in theirs]
        alike += [_LACKING] * (len(mine.keys() | theirs.keys()) - len(alike))
        apart = len(set(one.recipes) ^ set(other.recipes)) if one.recipe != other.recipe else 0
        alone = sum(alike) / len(alike) if alike else 1.0
        return float(_OTHER_RECIPE**apart * (_JOINT * math.prod(alike) + (1 - _JOINT) * alone))

    def _near(self, name: str, mine: Knob, theirs: Knob) -> float:
        if mine == theirs:
            return 1.0
        places = self.places.get(name, {})
        here, there = places.get(mine), places.get(theirs)
        return _FARTHEST if here is None or there is None else float(_FARTHEST ** abs(here - there))


@dataclass(frozen=True, slots=True)
class _Column:
    """One metric's trials: mean and spread of its gains, and the gains solved against the covariance."""

    mean: float
    spread: float
    solved: Sequence[float]


def front(points: Iterable[Point]) -> list[Point]:
    """The points that no other one dominates, each once."""
    kept: list[Point] = []
    for p in sorted(set(points), reverse=True):
        if not any(_covers(q, p) for q in kept):
            kept.append(p)
    return kept


def _dot(one: Sequence[float], other: Sequence[float]) -> float:
    """Of the numbers that both have."""
    return float(sum(map(mul, one, other)))


def _covers(one: Point, other: Point) -> bool:
    return all(map(ge, one, other))


def _designs(base: Design, space: Space) -> list[Design]:
    """The structure's designs, or of a large space a sample that is always the same."""
    names = sorted(space)
    if math.prod(len(space[n]) for n in names) <= POOL:
        return [base.with_knobs(**dict(zip(names, v, strict=True))) for v in product(*map(space.get, names))]  # type: ignore[arg-type]
    draw = random.Random(base.recipe)
    return [base.with_knobs(**{n: draw.choice(list(space[n])) for n in names}) for _ in range(POOL)]
