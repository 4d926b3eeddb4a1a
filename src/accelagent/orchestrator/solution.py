"""The answer of the join with everything needed to explain it."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from accelagent.domain import Metric
from accelagent.objectives import MINIMUM_EFFECT, loss
from accelagent.orchestrator.choices import Choice
from accelagent.orchestrator.goal import Composition
from accelagent.orchestrator.join import Entry, Joined, Rank, total
from accelagent.orchestrator.relaxation import Vector


@dataclass(frozen=True, slots=True)
class Solution:
    """Per service the kept choices and their entries, what dominated the others, and the pick."""

    composition: Composition
    entries: Mapping[str, Sequence[Entry]]
    kept: Mapping[str, Sequence[Choice]]
    dominated: Mapping[str, Mapping[str, str]]
    joined: Joined
    picks: Mapping[str, int]

    @property
    def vector(self) -> Vector:
        return total(list(self.entries.values()), list(self.picks.values()))

    def chosen(self, service: str) -> Choice:
        return self.kept[service][self.picks[service]]

    def with_pick(self, service: str, pick: int) -> Solution:
        """The same with another choice for one service."""
        picks = {**self.picks, service: pick}
        vector = total(list(self.entries.values()), list(picks.values()))
        joined = replace(self.joined, picks=tuple(picks.values()), rank=self.composition.rank(vector))
        return replace(self, picks=picks, joined=joined)

    def instead(self, service: str, choice: Choice) -> tuple[Vector, Rank]:
        """The plan with another choice for one service and the rest unchanged."""
        entry = self.composition.entry(service, choice)
        lists = [[entry] if name == service else entries for name, entries in self.entries.items()]
        picks = [0 if name == service else pick for name, pick in self.picks.items()]
        vector = total(lists, picks)
        return vector, self.composition.rank(vector)


def simplest(solution: Solution) -> Solution:
    """The plan with every choice that makes no difference replaced by a simpler one.

    No difference: no bound or capacity suffers, all such changes together cost the goal less than the smallest
    effect that is called one, and the service's own objectives as little. Simpler: fewer devices, then less code.
    """
    most = solution.joined.rank[2] + math.log1p(MINIMUM_EFFECT)
    found = solution
    for service, kept in solution.kept.items():
        order = sorted(range(len(kept)), key=[_complexity(c) for c in kept].__getitem__)
        for pick in order:
            chosen = found.chosen(service)
            if _complexity(kept[pick]) >= _complexity(chosen):
                break
            tried = found.with_pick(service, pick)
            as_good = tried.joined.rank[:2] <= solution.joined.rank[:2] and tried.joined.rank[2] <= most
            if as_good and _as_good_alone(solution, service, kept[pick], solution.chosen(service)):
                found = tried
                break
    return found


def _complexity(choice: Choice) -> tuple[int, int, int]:
    """Queued devices, whether anything is changed at all and by how many recipes."""
    design = choice.trial.candidate.design
    return len(choice.uses), len(design.recipes), len(design.knobs)


def _as_good_alone(solution: Solution, service: str, simple: Choice, chosen: Choice) -> bool:
    """Whether no own objective of the service loses a difference that counts."""
    wanted = [o.metric for o in solution.composition.fields[service].service.objectives if not o.is_bound]
    return all(_no_worse(metric, simple, chosen) for metric in wanted if metric in chosen.ratios)


def _no_worse(metric: Metric, simple: Choice, chosen: Choice) -> bool:
    return loss(metric, simple.ratios[metric]) <= loss(metric, chosen.ratios[metric]) + math.log1p(
        MINIMUM_EFFECT
    )
