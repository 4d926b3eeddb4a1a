"""Random planning problems with queueing devices, and the other ways to solve them: all, greedy, selfish, solver."""

from __future__ import annotations

import math
import time
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from accelagent.orchestrator.join import Entry, Rank, improve
from accelagent.orchestrator.relaxation import Curve, Relaxation, capacity

CAPACITY = 0.95
_SCALE = 10_000  # of costs, loads and waits as the solver's integers
_CHUNK = 200_000


@dataclass(frozen=True, slots=True)
class Problem:
    """Per service a table of candidates: own cost, then per device load, second moment and waits felt.

    A candidate uses at most one device; the first of each service uses none. The cost of a plan is the sum of
    own costs and of waits felt times the mean wait (Pollaczek and Khinchine) of each device.
    """

    tables: tuple[NDArray[np.float64], ...]
    devices: int

    @property
    def lists(self) -> list[list[Entry]]:
        return [[Entry("k", tuple(row)) for row in table.tolist()] for table in self.tables]

    @property
    def combinations(self) -> int:
        return math.prod(len(t) for t in self.tables)

    def ranks(self, sums: NDArray[np.float64]) -> NDArray[np.float64]:
        """Overload, nothing, cost."""
        loads = sums[:, 1::3]
        held = np.minimum(loads, 0.999)
        waits = sums[:, 3::3] * sums[:, 2::3] / (2 * (1 - held))
        overload = np.maximum(0.0, loads - CAPACITY).sum(axis=1)
        return np.stack([overload, np.zeros(len(sums)), sums[:, 0] + waits.sum(axis=1)], axis=1)

    def rank(self, picks: Sequence[int]) -> Rank:
        row = np.sum([t[p] for t, p in zip(self.tables, picks, strict=True)], axis=0)
        overload, broken, cost = self.ranks(row[None, :])[0].tolist()
        return overload, broken, cost


def problem(services: int, candidates: int, devices: int, seed: int, demand: float = 1.5) -> Problem:
    """`demand` is the load of everybody's fastest candidate, as a multiple of what the devices can do."""
    draw = np.random.default_rng(seed)
    tables = []
    for _ in range(services):
        own = draw.lognormal(0.0, 0.5)
        fair_share = demand * devices / services
        table = np.zeros((candidates, 1 + 3 * devices))
        table[0, 0] = own
        for row in table[1:]:
            gain = draw.uniform(0.05, 0.8)
            row[0] = own * (1 - gain)
            if draw.random() < 0.7:
                device = int(draw.integers(devices))
                load = fair_share * gain * draw.uniform(0.4, 1.6)
                engine_s = draw.uniform(0.01, 0.04)
                row[1 + 3 * device : 4 + 3 * device] = (load, 2 * load * engine_s, draw.uniform(0.2, 1.0))
            else:
                row[0] = own * (1 - gain / 3)
        tables.append(table)
    return Problem(tuple(tables), devices)


def brute(found: Problem) -> tuple[Rank, float]:
    """The best rank of all combinations, and the seconds it took."""
    started = time.process_time()
    sizes = [len(t) for t in found.tables]
    best: Rank = (math.inf, math.inf, math.inf)
    for first in range(0, found.combinations, _CHUNK):
        numbers = np.arange(first, min(found.combinations, first + _CHUNK))
        picks = np.unravel_index(numbers, sizes)
        sums = np.sum([t[p] for t, p in zip(found.tables, picks, strict=True)], axis=0)
        ranks = found.ranks(sums)
        overload, broken, cost = ranks[np.lexsort(ranks.T[::-1])[0]].tolist()
        best = min(best, (overload, broken, cost))
    return best, time.process_time() - started


def greedy(found: Problem) -> Rank:
    """Service by service the best entry for what is already there, in order; nothing is revised."""
    total = np.zeros(found.tables[0].shape[1])
    for table in found.tables:
        ranks = found.ranks(total + table)
        total = total + table[np.lexsort(ranks.T[::-1])[0]]
    overload, broken, cost = found.ranks(total[None, :])[0].tolist()
    return overload, broken, cost


def independent(found: Problem) -> Rank:
    """Every service takes what is best when nobody else is there."""
    return found.rank([int(np.lexsort(found.ranks(t).T[::-1])[0]) for t in found.tables])


def descent(found: Problem) -> Rank:
    """Coordinate descent from the unmodified services."""
    return found.rank(improve(found.lists, found.ranks, [0] * len(found.tables)))


def relaxations(found: Problem) -> tuple[Relaxation, Relaxation]:
    """Two bounds on the cost: with the waits from below as a curve of the load, and with those so far as they are.

    Waits felt and second moment of a device are at least r and s times its load x, the smallest ratios of any
    candidate, so its waits cost at least the convex r s x^2 / (2 (1 - x)).
    """
    rows = np.concatenate(found.tables)
    width = rows.shape[1]
    curves, capacities = [], []
    for device in range(found.devices):
        column = 1 + 3 * device
        used = rows[rows[:, column] > 0]
        ratios = used[:, [column + 2, column + 1]] / used[:, [column]] if len(used) else np.zeros((1, 2))
        curve = float(ratios.min(axis=0).prod())
        weights = tuple(float(n == column) for n in range(width))
        curves.append(Curve(weights, partial(_conjugate, curve)))
        capacities.append(capacity(weights, CAPACITY))
    costs = (1.0, *(0.0,) * (width - 1))
    return Relaxation(costs, 0.0, tuple(curves)), Relaxation(costs, 0.0, tuple(capacities), remainder=True)


def _conjugate(curve: float, price: float) -> tuple[float, float]:
    """The largest of price x - curve x^2 / (2 (1 - x)) within capacity: where the slope, price less curve
    (2 x - x^2) / (2 (1 - x)^2), is 0, or at an end.
    """
    if curve <= 0:
        return price * CAPACITY, CAPACITY
    # With y = 1 - x the slope is curve (1 / y^2 - 1) / 2.
    x = min(CAPACITY, max(0.0, 1 - 1 / math.sqrt(1 + 2 * price / curve)))
    return price * x - curve * x * x / (2 * (1 - x)), x


@dataclass(frozen=True, slots=True)
class Solved:
    """What CP-SAT gave: its plan's true rank, its own status, and the seconds."""

    rank: Rank | None
    status: str
    seconds: float


def solver(found: Problem, limit_s: float) -> Solved | None:
    """CP-SAT on the same problem in integers (costs to 1e-4); None when OR-tools is not installed."""
    try:
        from ortools.sat.python import cp_model
    except ImportError:
        return None
    model = cp_model.CpModel()
    choose = [[model.new_bool_var("") for _ in table] for table in found.tables]
    for row in choose:
        model.add_exactly_one(row)
    flat = [(x, t[i]) for row, t in zip(choose, found.tables, strict=True) for i, x in enumerate(row)]
    cost = sum(round(_SCALE * float(r[0])) * x for x, r in flat)
    waits = [_waiting(model, flat, d) for d in range(found.devices)]
    model.minimize(cost + sum(waits))
    engine = cp_model.CpSolver()
    engine.parameters.max_time_in_seconds = limit_s
    engine.parameters.num_workers = 1
    started = time.process_time()
    status = engine.solve(model)
    seconds = time.process_time() - started
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return Solved(None, engine.status_name(status), seconds)
    picks = [next(i for i, x in enumerate(row) if engine.value(x)) for row in choose]
    return Solved(found.rank(picks), engine.status_name(status), seconds)


def _waiting(model: Any, flat: Sequence[tuple[Any, NDArray[np.float64]]], device: int) -> Any:
    """Waits felt x second moment x 1 / (2 (1 - load)): two products and a table over the load in hundredths.

    Loads are rounded up and the factor with them, so the solver's costs are a little high, by up to 1 % of the waits.
    """
    column = 1 + 3 * device
    limit = round(CAPACITY * _SCALE)
    load = model.new_int_var(0, limit, "")
    model.add(sum(math.ceil(_SCALE * float(r[column])) * x for x, r in flat) <= load)
    second = _total(model, flat, column + 1, 2_000)
    felt = _total(model, flat, column + 2, 200)
    hundredth = model.new_int_var(0, limit // 100 + 1, "")
    model.add(100 * hundredth >= load)
    factors = [round(20 / (2 * max(0.05, 1 - n / 100))) for n in range(limit // 100 + 2)]
    factor = model.new_int_var(min(factors), max(factors), "")
    model.add_element(hundredth, factors, factor)
    most = second[1] * felt[1]
    product = model.new_int_var(0, most, "")
    model.add_multiplication_equality(product, [second[0], felt[0]])
    waiting = model.new_int_var(0, most * max(factors), "")
    model.add_multiplication_equality(waiting, [product, factor])
    cost = model.new_int_var(0, most * max(factors) * _SCALE // 8_000_000 + 1, "")
    model.add(cost * (2_000 * 200 * 20 // _SCALE) >= waiting)
    return cost


def _total(
    model: Any, flat: Sequence[tuple[Any, NDArray[np.float64]]], column: int, scale: int
) -> tuple[Any, int]:
    """A variable for a scaled sum over the chosen entries, and its largest value."""
    terms = [(round(scale * float(r[column])), x) for x, r in flat]
    most = sum(amount for amount, _ in terms)
    found = model.new_int_var(0, most, "")
    model.add(found == sum(amount * x for amount, x in terms))
    return found, most
