"""The surrogate beside a candidate tree: what its trials say, which designs they open, and whose child a guess becomes."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence

from accelagent.codegen.designs import unite
from accelagent.codegen.surrogate import Surrogate
from accelagent.codegen.tree import CONTROL, CandidateTree
from accelagent.domain import Design, Estimate, Kind, Knob, Measured, Objective, Trial
from accelagent.objectives import loss, violation

KnobSpace = Callable[[Design], Mapping[str, Sequence[Knob]]]
_REFUSED = -0.7  # log gain that a design is counted with that could not be measured


class Prediction:
    """Follows a tree as it grows."""

    def __init__(self, tree: CandidateTree) -> None:
        optimised = [o for o in tree.objectives if not o.is_bound]
        self.optimised: Sequence[Objective] = optimised or list(tree.objectives)
        self.bounds = [o for o in tree.objectives if o.is_bound] if optimised else []
        self.surrogate = Surrogate(len(self.optimised), [0.0] * len(self.bounds))
        self.seen: set[str] = set()
        self.structures: dict[
            str, tuple[str, ...]
        ] = {}  # those offered, with the two that each was united from

    def follow(self, tree: CandidateTree, knob_space: KnobSpace) -> None:
        """Learn the trials that are new, and offer the designs of structures that were measured and of their unions."""
        for trial in tree.trials:
            candidate = trial.candidate
            if candidate.id in self.seen or not _explains(trial):
                continue
            self.seen.add(candidate.id)
            self.surrogate.learn(candidate.design, self._gains(tree, trial))
            if isinstance(trial.outcome, Measured):
                self._open(candidate.design, knob_space)

    def _open(self, design: Design, knob_space: KnobSpace) -> None:
        """Offer the designs of a measured structure, and of what it makes with each other one."""
        if self.structures.get(design.recipe) == ():
            return
        self.structures[design.recipe] = ()
        self.surrogate.offer(design, knob_space(design))
        for other, parts in list(self.structures.items()):
            both = "+".join(unite(design.recipes, other.split("+")))
            if not parts and both not in self.structures:
                self.structures[both] = (design.recipe, other)
                base = Design(both, design.knobs)
                self.surrogate.offer(base, knob_space(base))

    def parents(self, tree: CandidateTree, design: Design) -> tuple[Trial, ...]:
        """The measured node of the same structure with the fewest other knobs; else the best of the two structures that it unites."""
        first = self.optimised[0]
        nodes: dict[str, list[Trial]] = {}
        for trial in tree.candidates:
            nodes.setdefault(trial.candidate.design.recipe, []).append(trial)
        if design.recipe in nodes:
            return (min(nodes[design.recipe], key=lambda t: _changes(t.candidate.design, design)),)
        return tuple(min(nodes[r], key=lambda t: tree.loss(t, first)) for r in self.structures[design.recipe])

    def _gains(self, tree: CandidateTree, trial: Trial) -> tuple[float, ...]:
        found = {e.metric: e for e in trial.outcome.estimates if e.clock is tree.clock}
        gains = [_gain(o, found.get(o.metric)) for o in self.optimised]
        return (*gains, *(_room(o, found.get(o.metric)) for o in self.bounds))


def _explains(trial: Trial) -> bool:
    """Whether recipes and knobs say what a trial is: not the root, no control, no text of somebody else."""
    candidate = trial.candidate
    plain = candidate.kind is not Kind.ROOT and candidate.proposer != CONTROL
    return plain and not candidate.design.written and not candidate.design.configures


def _gain(objective: Objective, estimate: Estimate | None) -> float:
    if estimate is None:
        return _REFUSED
    gain = -loss(objective.metric, estimate.ratio)
    return gain if math.isfinite(gain) else _REFUSED


def _room(objective: Objective, estimate: Estimate | None) -> float:
    """Log distance to the bound; negative beyond it."""
    beyond = violation(objective, estimate)
    if not math.isfinite(beyond):
        return _REFUSED
    return -beyond if beyond > 0.0 else 0.05


def _changes(one: Design, other: Design) -> int:
    mine, theirs = dict(one.knobs), dict(other.knobs)
    return sum(mine.get(k) != theirs.get(k) for k in mine.keys() | theirs.keys())
