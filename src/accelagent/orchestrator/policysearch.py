"""The search for device policies: from the derived ones by local search, judged by simulation, held against them in pairs."""

from __future__ import annotations

import math
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from accelagent.devices import DeviceModel
from accelagent.domain import Spec
from accelagent.errors import ToolchainError
from accelagent.objectives import MINIMUM_EFFECT
from accelagent.orchestrator import queuelints, resources
from accelagent.orchestrator.join import Rank
from accelagent.orchestrator.policymodel import Judgement, Policies, PolicyModel
from accelagent.orchestrator.policyspace import Axis, applied, axes, said
from accelagent.orchestrator.rerank import Judged
from accelagent.orchestrator.simulation.statistics import Interval, interval
from accelagent.orchestrator.solution import Solution
from accelagent.planned import PolicySearch, PolicyStep

BUDGET = 160  # points simulated
_SEEDS, _JOBS = (101, 102), 8_000  # random numbers and device requests of the search
_PROOF_SEEDS, _PROOF_JOBS = tuple(range(201, 209)), 20_000  # of the comparison: none that the search saw
_BETTER = 2e-3  # of a log; a smaller gain is no step
_STIRRED = 2  # axes moved at random before the descent starts again


@dataclass(frozen=True, slots=True)
class Found:
    """The policies to use, what the search says of itself, and their simulated costs (None: the derived ones stand)."""

    policies: Policies
    search: PolicySearch | None
    judgement: Judgement | None = None
    proof: Judgement | None = None  # of the policies to use, whichever they are; None: nothing was searched


@dataclass(frozen=True, slots=True)
class Settled:
    """A plan with the policies that were derived for it and those to use."""

    solution: Solution
    derived: Policies
    found: Found


def settle(
    spec: Spec,
    judged: Judged,
    models: Mapping[str, DeviceModel],
    *,
    budget: int = BUDGET,
    seed: int = 0,
) -> Settled:
    """The join's choice with its policies, or a runner-up whose policies serve the goal better beyond chance.

    The choice has half of the budget where there are runner-ups. Where it shares nothing, it competes with its rank as it stands.
    """
    others = judged.others if budget > 0 else ()
    starts = [judged.solution, *others]
    plans = []
    for place, start in enumerate(starts):
        derived = resources.policies(spec, start)
        share = budget if not others else budget // 2 if place == 0 else budget // (2 * len(others))
        plans.append(Settled(start, derived, search(spec, start, derived, models, budget=share, seed=seed)))
    best, proof = plans[0], plans[0].found.proof
    for other in plans[1:]:
        if other.found.proof is not None and _overtakes(other.found.proof, proof, judged.rank):
            best, proof = other, other.found.proof
    return _counted(best, [p for p in plans if p.found.search is not None], best is not plans[0])


def _overtakes(new: Judgement, old: Judgement | None, rank: Rank) -> bool:
    """Whether a runner-up keeps bounds better, or as well and serves the goal better by a difference that counts."""
    old = old or Judgement(rank, (rank,) * len(new.ranks), ())
    broken, score = (_paired(old, new, place) for place in (1, 2))
    if not _holds(old, new, broken, score):
        return False
    return broken.high < 0 or score.value < -math.log1p(MINIMUM_EFFECT)


def _counted(best: Settled, searched: Sequence[Settled], changed: bool) -> Settled:
    if best.found.search is None or len(searched) < 2 and not changed:
        return best
    note = best.found.search.note
    told = replace(
        best.found.search,
        evaluated=sum(s.found.search.evaluated for s in searched if s.found.search),
        refused=sum(s.found.search.refused for s in searched if s.found.search),
        budget=sum(s.found.search.budget for s in searched if s.found.search),
        plans=len(searched),
        note=f"{note}; of a runner-up, which is better with them than the join's choice" if changed else note,
    )
    return replace(best, found=replace(best.found, search=told))


def search(
    spec: Spec,
    solution: Solution,
    derived: Policies,
    models: Mapping[str, DeviceModel],
    *,
    budget: int = BUDGET,
    seed: int = 0,
) -> Found:
    """Policies that serve the goal better than the derived ones, proven on other random numbers; else the derived ones.

    Nothing is searched where no two services meet on a device: there the measured knobs know more than a simulation.
    """
    model = PolicyModel(spec, solution, derived)
    pools = [d.pool.name for d in model.demands]
    if budget <= 0 or len(set(pools)) == len(pools):
        return Found(derived, None)
    walk = _Walk(
        model, models, derived, axes(model.demands, derived), budget, random.Random(f"policy:{seed}")
    )
    try:
        best = walk.run()
        return _proven(walk, derived, best, seed)
    except ToolchainError as error:
        empty = PolicySearch(0, 0, budget, seed, 0, False, 0.0, 0.0, 0.0, 0.0, (), f"not searched: {error}")
        return Found(derived, empty)


@dataclass
class _Walk:
    """A descent over one axis after another, and again from the best point with some axes moved, while points are left."""

    model: PolicyModel
    devices: Mapping[str, DeviceModel]
    derived: Policies
    space: Sequence[Axis]
    budget: int
    dice: random.Random
    ranks: dict[Policies, Rank] = field(default_factory=dict)
    refused: set[Policies] = field(default_factory=set)

    def run(self) -> tuple[Policies, list[PolicyStep]]:
        self.allowed = queuelints.patterns(self.derived, self.devices)
        best = self._descend(self.derived)
        while self.space and not self._spent():
            start = best
            for axis in self.dice.sample(list(self.space), min(_STIRRED, len(self.space))):
                start = applied(start, self.dice.choice(axis.changes))
            before = len(self.ranks), len(self.refused)
            if self._rank(start) is not None:
                found = self._descend(start)
                if _less(self.ranks[found], self.ranks[best]):
                    best = found
            if (len(self.ranks), len(self.refused)) == before:
                break  # the neighbourhood is known
        best = self._needed(best)
        return best, self._differences(best)

    def _spent(self) -> bool:
        return len(self.ranks) >= self.budget

    def _rank(self, point: Policies) -> Rank | None:
        """None for a point that a lint forbids, or when the budget is spent."""
        if point in self.ranks:
            return self.ranks[point]
        if point in self.refused or self._spent():
            return None
        if self._forbidden(point):
            self.refused.add(point)
            return None
        self.ranks[point] = self.model.judge(point, _SEEDS, _JOBS).rank
        return self.ranks[point]

    def _forbidden(self, point: Policies) -> bool:
        """Whether a lint speaks against the point that does not against the derived policies."""
        return bool(queuelints.patterns(point, self.devices) - self.allowed)

    def _descend(self, start: Policies) -> Policies:
        now = start
        rank = self._rank(start)
        assert rank is not None, "a descent starts from a point that was judged"
        order = self.dice.sample(list(self.space), len(self.space))
        since = 0  # axes without a step; all of them: a local optimum
        while since < len(order) and not self._spent():
            for axis in order:
                tried = [(r, p) for c in axis.changes if (r := self._rank(p := applied(now, c))) is not None]
                better = min(tried, key=lambda t: t[0], default=None)
                since += 1
                if better is not None and _less(better[0], rank):
                    rank, now = better[0], better[1]
                    since = 0
                if since >= len(order):
                    break
        return now

    def _needed(self, best: Policies) -> Policies:
        """The point without the changes that gain nothing; an axis' first change is the derived policy's own value."""
        for axis in self.space:
            without = applied(best, axis.changes[0])
            if without == best or self._forbidden(without):
                continue
            if not _less(self._known(best), self._known(without)):
                best = without
        return best

    def _differences(self, best: Policies) -> list[PolicyStep]:
        """What sets a point apart from the derived policies, axis by axis; each step's gain is that of making it."""
        now, steps = self.derived, []
        for axis in self.space:
            for change in axis.changes[1:]:
                moved = applied(now, change)
                if moved != now and applied(best, change) == best:
                    steps.append(_step(axis, now, moved, change, self._known(now), self._known(moved)))
                    now = moved
                    break
        return steps

    def _known(self, point: Policies) -> Rank:
        if point not in self.ranks:
            self.ranks[point] = self.model.judge(point, _SEEDS, _JOBS).rank
        return self.ranks[point]


def _step(axis: Axis, before: Policies, after: Policies, change: object, was: Rank, now: Rank) -> PolicyStep:
    return PolicyStep(
        axis.owner,
        axis.field,
        said(before, axis, change),  # type: ignore[arg-type]
        said(after, axis, change),  # type: ignore[arg-type]
        (was[1], now[1]),
        (was[2], now[2]),
    )


def _less(one: Rank, other: Rank) -> bool:
    """Better by more than rounding: first overload, then broken bounds, then the score."""
    for a, b in zip(one, other, strict=True):
        if abs(a - b) > _BETTER:
            return a < b
    return False


def _proven(walk: _Walk, derived: Policies, best: tuple[Policies, list[PolicyStep]], seed: int) -> Found:
    """The searched policies if they keep bounds better, or as well and serve the goal better, beyond chance."""
    points, steps = best
    model = walk.model
    old = model.judge(derived, _PROOF_SEEDS, _PROOF_JOBS)
    new = model.judge(points, _PROOF_SEEDS, _PROOF_JOBS) if points != derived else old
    broken, score = (_paired(old, new, place) for place in (1, 2))
    adopted = _holds(old, new, broken, score) and points != derived
    gain = math.exp(-score.value) - 1
    note = (
        "the searched policies are used"
        if adopted
        else "the derived policies stand: nothing better was found"
        if points == derived
        else "the derived policies stand: the gain did not hold on other random numbers"
    )
    result = PolicySearch(
        len(walk.ranks),
        len(walk.refused),
        walk.budget,
        seed,
        len(_PROOF_SEEDS),
        adopted,
        gain if points != derived else 0.0,
        score.half * math.exp(-score.value) if points != derived else 0.0,
        old.rank[1],
        new.rank[1] if adopted else old.rank[1],
        tuple(steps) if adopted else (),
        note,
    )
    return Found(points, result, new, new) if adopted else Found(derived, result, None, old)


def _paired(old: Judgement, new: Judgement, place: int) -> Interval:
    return interval([b[place] - a[place] for a, b in zip(old.ranks, new.ranks, strict=True)])


def _holds(old: Judgement, new: Judgement, broken: Interval, score: Interval) -> bool:
    if new.rank[0] > old.rank[0] + 1e-12:
        return False
    if broken.high < 0:
        return True
    return broken.value <= 1e-12 and score.high < 0
