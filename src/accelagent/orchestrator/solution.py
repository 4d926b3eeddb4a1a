"""The answer of the join with everything needed to explain it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from accelagent.orchestrator.choices import Choice
from accelagent.orchestrator.goal import Composition
from accelagent.orchestrator.join import Entry, Joined, Rank, Vector, total


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

    def instead(self, service: str, choice: Choice) -> tuple[Vector, Rank]:
        """The plan with another choice for one service and the rest unchanged."""
        entry = self.composition.entry(service, choice)
        lists = [[entry] if name == service else entries for name, entries in self.entries.items()]
        picks = [0 if name == service else pick for name, pick in self.picks.items()]
        vector = total(lists, picks)
        return vector, self.composition.rank(vector)
