"""Which move the search makes next: arms compete by the hypervolume that their moves added, by upper confidence."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from accelagent.objectives import MINIMUM_EFFECT

EXPLORATION = (
    0.7  # weight of what is not known of an arm against its mean; 1.4 is UCB1's for rewards of 0 or 1
)


@dataclass
class Arm:
    """A proposer or a climb: each `next` of its moves spends one trial."""

    name: str
    moves: Iterator[None]
    pulls: int = 0
    gained: float = 0.0  # hypervolume, in logs of gains per metric

    @property
    def mean(self) -> float:
        return self.gained / self.pulls if self.pulls else math.inf


class Bandit:
    """UCB1 (Auer et al. 2002) over arms that may run dry; costs are trials, so that equal runs choose alike."""

    def __init__(self, arms: Sequence[Arm]) -> None:
        self.arms = list(arms)

    def best(self) -> Arm | None:
        """An arm that was never pulled, in order; then the one with the highest confidence bound; None when all are dry."""
        untried = [a for a in self.arms if not a.pulls]
        if untried or not self.arms:
            return untried[0] if untried else None
        total = sum(a.pulls for a in self.arms)
        scale = max(a.mean for a in self.arms) or 1.0
        return max(
            self.arms,
            key=lambda a: a.mean / scale + EXPLORATION * math.sqrt(math.log(total + 1) / a.pulls),
        )

    def paid(self, arm: Arm, gained: float) -> None:
        """Count a move; gains below what counts as an effect at all are noise and earn nothing."""
        arm.pulls += 1
        arm.gained += gained if gained > MINIMUM_EFFECT else 0.0

    def dry(self, arm: Arm) -> None:
        """It has nothing more to offer."""
        self.arms.remove(arm)
