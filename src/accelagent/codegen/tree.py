"""The multi-objective candidate tree: a view over trials, never a second copy of the truth."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import isfinite

from accelagent.domain import Clock, Estimate, Kind, Measured, Metric, Objective, Rejected, Trial
from accelagent.objectives import front, loss, meets_bounds, violation, volume

CONTROL = "control"  # proposer of arms that stand in the tree for comparison and are never chosen


@dataclass(frozen=True, slots=True)
class CandidateTree:
    """Root = baseline, leaves = one objective, refine edges = the same objective, merges = several."""

    objectives: tuple[Objective, ...]
    trials: tuple[Trial, ...]
    clock: Clock = Clock.VIRTUAL

    @property
    def root(self) -> Trial:
        return next(t for t in self.trials if t.candidate.kind is Kind.ROOT)

    def node(self, candidate: str) -> Trial | None:
        return next((t for t in self.trials if t.candidate.id == candidate), None)

    def with_trial(self, trial: Trial) -> CandidateTree:
        """A tree that also holds `trial`; a later outcome of the same candidate replaces the earlier one."""
        kept = [t for t in self.trials if t.candidate.id != trial.candidate.id]
        place = next(
            (i for i, t in enumerate(self.trials) if t.candidate.id == trial.candidate.id), len(kept)
        )
        return CandidateTree(self.objectives, (*kept[:place], trial, *kept[place:]), self.clock)

    @property
    def measured(self) -> tuple[Trial, ...]:
        return tuple(t for t in self.trials if isinstance(t.outcome, Measured))

    @property
    def candidates(self) -> tuple[Trial, ...]:
        """The measured nodes that may be chosen: no control arms."""
        return tuple(t for t in self.measured if t.candidate.proposer != CONTROL)

    @property
    def rejected(self) -> tuple[Trial, ...]:
        return tuple(t for t in self.trials if isinstance(t.outcome, Rejected))

    def serving(self, objective: Objective) -> tuple[Trial, ...]:
        """The measured nodes made for `objective`, alone or with others."""
        return tuple(t for t in self.measured if objective.text in t.candidate.objectives)

    def merges(self) -> tuple[Trial, ...]:
        return tuple(t for t in self.trials if t.candidate.kind is Kind.MERGE)

    @property
    def metrics(self) -> tuple[Metric, ...]:
        return tuple(dict.fromkeys(o.metric for o in self.objectives))

    def front(self) -> tuple[Trial, ...]:
        """Non-dominated nodes among those that keep every bound of the service."""
        return tuple(front([t for t in self.measured if self.feasible(t)], self.metrics, self.clock))

    def feasible(self, trial: Trial) -> bool:
        return isinstance(trial.outcome, Measured) and meets_bounds(
            trial.outcome, self.objectives, self.clock
        )

    def loss(self, trial: Trial, objective: Objective) -> float:
        """Smaller is better; infinite when the node was not measured for this metric."""
        if not isinstance(trial.outcome, Measured):
            return float("inf")
        estimate = trial.outcome.estimate(objective.metric, self.clock)
        # The ratio, not the value: each was paired with its own baseline runs, and machines drift between pairs.
        return float("inf") if estimate is None else loss(objective.metric, estimate.ratio)

    def surest_loss(self, trial: Trial, objective: Objective) -> float:
        """As `loss`, at the worse end of the interval: what noise alone is unlikely to have made."""
        if not isinstance(trial.outcome, Measured):
            return float("inf")
        estimate = trial.outcome.estimate(objective.metric, self.clock)
        if estimate is None:
            return float("inf")
        return loss(objective.metric, estimate.low if objective.metric.maximise else estimate.high)

    def contends(self, estimates: Sequence[Estimate]) -> bool:
        """Whether a candidate with these estimates may, at the good ends of its intervals, serve some objective better than
        every node so far."""
        found = {e.metric: e for e in estimates if e.clock is self.clock}
        return any(
            loss(o.metric, e.high if o.metric.maximise else e.low) < self.loss(self.nearest(o), o)
            for o in self.objectives
            if (e := found.get(o.metric)) is not None
        )

    def total_violation(self, trial: Trial) -> float:
        """Sum of log distances beyond the service's bounds; 0 when all hold."""
        if not isinstance(trial.outcome, Measured):
            return float("inf")
        return sum(violation(o, trial.outcome.estimate(o.metric, self.clock)) for o in self.objectives)

    def best(self, objective: Objective, among: Sequence[Trial] | None = None) -> Trial:
        """The node that serves `objective` best among those that keep the bounds; the root if none does."""
        nodes = [t for t in (self.candidates if among is None else among) if self.feasible(t)]
        if (
            objective.is_bound
        ):  # the unmodified service keeps every bound: that says nothing of the candidates
            nodes = [t for t in nodes if t.candidate.kind is not Kind.ROOT]
        return min(nodes, key=lambda t: self.loss(t, objective), default=self.root)

    def nearest(self, objective: Objective) -> Trial:
        """As `best`, but bounds are softened: where nothing keeps them, the least violation comes first."""
        nodes = [t for t in self.candidates if t.candidate.kind is not Kind.ROOT]
        return min(
            nodes,
            key=lambda t: (self.total_violation(t), self.loss(t, objective)),
            default=self.root,
        )

    @property
    def hypervolume(self) -> float:
        """What the candidates that keep every bound dominate above the unmodified service, in logs of gains."""
        optimised = [o for o in self.objectives if not o.is_bound] or list(self.objectives)
        losses = [[self.loss(t, o) for o in optimised] for t in self.candidates if self.feasible(t)]
        return volume([tuple(max(0.0, -x) for x in row) for row in losses if all(map(isfinite, row))])

    def path(self, candidate: str) -> tuple[str, ...]:
        """Ids from the root to `candidate`, along first parents."""
        ids: list[str] = []
        node = self.node(candidate)
        while node is not None and node.candidate.id not in ids:
            ids.append(node.candidate.id)
            node = self.node(node.candidate.parents[0]) if node.candidate.parents else None
        return tuple(reversed(ids))
