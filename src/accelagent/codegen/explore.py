"""The search: leaves per objective, refinements, merges, each proven before it may be a parent."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Protocol, TypeAlias

from accelagent.codegen.arms import Arm, Bandit
from accelagent.codegen.designs import merged, refinements, start_for
from accelagent.codegen.prediction import Prediction
from accelagent.codegen.tree import CONTROL, CandidateTree
from accelagent.domain import (
    Candidate,
    Declined,
    Design,
    Estimate,
    Kind,
    Knob,
    Measured,
    Objective,
    Outcome,
    Patch,
    Proposal,
    Rejected,
    Tier,
    Trial,
    candidate_id,
)
from accelagent.objectives import MINIMUM_EFFECT, clear_gain, clear_loss, violation

Attempt: TypeAlias = Callable[
    [Proposal, str], Outcome
]  # through the gates up to `build`, `test` or `profile`


@dataclass(frozen=True, slots=True)
class Task:
    """A node to expand for one objective: what a proposer is given."""

    objective: Objective
    parent: Trial  # the best node so far for the objective
    tree: CandidateTree
    declined: tuple[Declined, ...]  # what the recipes left alone, and why
    tried: tuple[Trial, ...]  # the proposer's own trials for this task, in order
    attempt: Attempt | None = None  # what the gates say of a draft; no node, no trial of the budget


class Proposer(Protocol):
    """A writer of patches beside the recipes; its proposals pass the same gates and share the budget."""

    @property
    def name(self) -> str: ...

    def propose(self, task: Task) -> Proposal | None:
        """The next attempt, seeing what became of its earlier ones; None when it has nothing (more) to offer."""


@dataclass(frozen=True, slots=True)
class Seams:
    """What exploring needs from outside: code for a design, a commit for it, its outcome, and the record."""

    apply: Callable[[Design], Patch | Declined]
    knob_space: Callable[[Design], Mapping[str, Sequence[Knob]]]
    commit: Callable[[Patch, str, Sequence[str]], str]
    evaluate: Callable[[Candidate, Tier], Outcome]
    known: Callable[[str, Tier], Trial | None]
    record: Callable[[Trial], None]
    proposers: Sequence[Proposer] = ()
    noise: Sequence[Estimate] = ()  # the unmodified service against itself
    attempt: Attempt | None = None


@dataclass(frozen=True, slots=True)
class Limits:
    """Where the search stops: trials, and a deadline on `time.monotonic`."""

    trials: int
    deadline: float


@dataclass(frozen=True, slots=True)
class Explored:
    tree: CandidateTree
    declined: tuple[Declined, ...]
    spent: int
    stopped: str  # why the search ended


IN_VAIN = 4  # moves without gain after which a climb ends
MERGES_RESERVED = 2  # trials kept back for merging what the climbs found
_DRY = object()


class _Stop(Exception):
    """The budget is spent."""


class Explorer:
    """One service's search; the tree it grows is the only state besides the budget spent."""

    def __init__(self, tree: CandidateTree, seams: Seams, limits: Limits) -> None:
        self.tree = tree
        self.seams = seams
        self.limits = limits
        self.spent = 0
        self.declined: dict[str, Declined] = {}
        self.barren: set[Design] = set()  # designs that a recipe declined
        self.unfinished = False  # the budget ended the climbs, not their moves

    def run(self, designs: Sequence[Design], control: Sequence[Design] = ()) -> Explored:
        """Explore from the recipes' `designs`; `control` designs are measured beside them, for comparison."""
        try:
            for _ in self._steps(designs, control):
                pass
            reason = self._ended(designs)
        except _Stop as stop:
            reason = str(stop)
        return Explored(self.tree, tuple(self.declined.values()), self.spent, reason)

    def _ended(self, designs: Sequence[Design]) -> str:
        """Why a search ended within its budget."""
        if self.unfinished:
            left = self.limits.trials - self.spent
            kept = f" but {left} kept for merges" if left > 0 else ""
            return f"a service's share of the budget, {self.limits.trials} trials{kept}, spent"
        if len(self.tree.trials) > 1 and not self.tree.candidates[1:]:
            return "no candidate was measured, so that none could be refined, and nothing else was proposed"
        if len(self.tree.trials) == 1:
            return "no candidate could be made" if designs or self.seams.proposers else "nothing was proposed"
        return "every move was tried"

    def _steps(self, designs: Sequence[Design], control: Sequence[Design]) -> Iterator[None]:
        """Leaves of every objective, their merges, then whoever earns most with what the budget leaves, and merges again."""
        objectives = self.tree.objectives
        # A budget that the comparison alone would use up goes to what may be chosen.
        for design in control if self.limits.trials > len(control) else ():
            self._try(design, Kind.LEAF, (objectives[0],), (self.tree.root,))
            yield
        for objective in objectives:
            yield from self._leaves(objective, designs)
        yield from self._merge()
        yield from self._compete(objectives)
        yield from self._merge()

    def _compete(self, objectives: Sequence[Objective]) -> Iterator[None]:
        """Proposers and climbs under one budget, each paid by the hypervolume that its moves add."""
        proposed = [
            Arm(f"{p.name}: {o.text}", self._consult(p, o)) for p in self.seams.proposers for o in objectives
        ]
        climbs = [Arm(o.text, self._refine(o)) for o in objectives]
        bandit = Bandit([*proposed, *climbs, Arm("surrogate", self._predicted())])
        kept_back = MERGES_RESERVED if self.tree.candidates[1:] else 0
        while self.spent < self.limits.trials - kept_back and (arm := bandit.best()) is not None:
            before = self.tree.hypervolume
            if next(arm.moves, _DRY) is _DRY:
                bandit.dry(arm)
                continue
            bandit.paid(arm, self.tree.hypervolume - before)
            yield
        self.unfinished = bandit.best() is not None

    def _leaves(self, objective: Objective, designs: Sequence[Design]) -> Iterator[None]:
        for design in designs:
            start = start_for(design, objective.metric, self.seams.knob_space(design))
            self._try(start, Kind.LEAF, (objective,), (self.tree.root,))
            yield

    def _consult(self, proposer: Proposer, objective: Objective) -> Iterator[None]:
        """Ask until it has nothing more; each attempt is a child of the best node when the task was set."""
        parent = self.tree.nearest(objective)
        tried: tuple[Trial, ...] = ()
        while True:
            declined = tuple(self.declined.values())
            task = Task(objective, parent, self.tree, declined, tried, self.seams.attempt)
            proposal = proposer.propose(task)
            if proposal is None:
                return
            # A configuration holds nothing of a parent's text.
            above = self.tree.root if proposal.design.configures else parent
            trial = self.admit(proposal, proposer.name, (objective,), (above,))
            if trial in tried:  # the same text again: it has run dry
                return
            tried = (*tried, trial)
            yield

    def admit(
        self,
        proposal: Proposal,
        proposer: str,
        objectives: Sequence[Objective],
        parents: Sequence[Trial],
    ) -> Trial:
        """The trial of a written patch, from the tree or an earlier run if it was evaluated before."""
        kind = _kind_below(parents)
        name = candidate_id(self.tree.root.candidate.service, proposal.design, proposal.patch)
        present = self.tree.node(name)
        if present is not None:
            return present
        made = proposal.design, kind, objectives, parents, proposal.patch
        trial = self._recall(name) or self._evaluate(name, *made, proposer=proposer, note=proposal.note)
        self.tree = self.tree.with_trial(trial)
        return trial

    def _refine(self, objective: Objective) -> Iterator[None]:
        """Climb from the best node so far, one knob at a time, until several moves in a row gain nothing."""
        in_vain = 0
        while in_vain < IN_VAIN:
            best = self.tree.nearest(objective)
            move = self._next_move(best, objective)
            if move is None:
                return
            trial = self._try(move, Kind.REFINE, (objective,), (best,))
            yield
            in_vain = 0 if trial is not None and self._improves(trial, best, objective) else in_vain + 1

    def _predicted(self) -> Iterator[None]:
        """Designs of every structure that was measured and of their unions, the most promising first, until all were tried."""
        model = Prediction(self.tree)
        while True:
            model.follow(self.tree, self.seams.knob_space)
            move = model.surrogate.best()
            if move is None:
                return
            parents = model.parents(self.tree, move)
            if self._try(move, _kind_below(parents), model.optimised, parents) is None:
                model.surrogate.drop(move)
                continue
            yield

    def _next_move(self, best: Trial, objective: Objective) -> Design | None:
        """The first neighbour of `best` that has not been tried."""
        if best.candidate.kind is Kind.ROOT or best.candidate.design.written:
            return None
        design = best.candidate.design
        tried = {t.candidate.design for t in self.tree.trials} | self.barren
        moves = refinements(design, objective.metric, self.seams.knob_space(design))
        return next((m for m in moves if m not in tried), None)

    def _improves(self, trial: Trial, best: Trial, objective: Objective) -> bool:
        better_bounds = self.tree.total_violation(trial) < self.tree.total_violation(best)
        same_bounds = self.tree.total_violation(trial) == self.tree.total_violation(best)
        gain = self.tree.loss(best, objective) - self.tree.surest_loss(trial, objective)
        return better_bounds or (same_bounds and gain > MINIMUM_EFFECT)

    def _merge(self) -> Iterator[None]:
        """Combine the best nodes of different objectives, and in-core with offload where both stand."""
        for one, other, objectives in self._pairs():
            metrics = objectives[0].metric, objectives[-1].metric
            combined = merged(one.candidate.design, metrics[0], other.candidate.design, metrics[1])
            for design in combined[:2]:
                self._try(design, Kind.MERGE, objectives, (one, other))
                yield

    def _pairs(self) -> list[tuple[Trial, Trial, tuple[Objective, ...]]]:
        objectives = self.tree.objectives
        pairs: list[tuple[Trial, Trial, tuple[Objective, ...]]] = []
        for i, first in enumerate(objectives):
            for second in objectives[i + 1 :]:
                pairs.append((self.tree.nearest(first), self.tree.nearest(second), (first, second)))
        pairs += self._complementary(objectives)
        unique = {frozenset((a.candidate.id, b.candidate.id)): (a, b, o) for a, b, o in reversed(pairs)}
        return [
            (a, b, o)
            for a, b, o in reversed(unique.values())
            if a is not b
            and Kind.ROOT not in (a.candidate.kind, b.candidate.kind)
            and not (a.candidate.design.written or b.candidate.design.written)
        ]

    def _complementary(
        self, objectives: Sequence[Objective]
    ) -> list[tuple[Trial, Trial, tuple[Objective, ...]]]:
        """The best in-core node with the best offloading one: small work stays in core, bulk goes out."""
        first = objectives[0]
        nodes = [t for t in self.tree.candidates if t.candidate.kind in (Kind.LEAF, Kind.REFINE)]
        incore = [t for t in nodes if not _offloads(t.candidate.design)]
        offload = [t for t in nodes if _offloads(t.candidate.design)]
        if not incore or not offload:
            return []
        order = [min(side, key=lambda t: self._rank(t, first)) for side in (offload, incore)]
        return [(order[0], order[1], tuple(objectives))]

    def _rank(self, trial: Trial, objective: Objective) -> tuple[float, float]:
        return self.tree.total_violation(trial), self.tree.loss(trial, objective)

    def _try(
        self, design: Design, kind: Kind, objectives: Sequence[Objective], parents: Sequence[Trial]
    ) -> Trial | None:
        """The trial of `design`: an earlier one if the tree holds it, else a new one; None when declined."""
        patch = self.seams.apply(design)
        if isinstance(patch, Declined):
            self.declined.setdefault(patch.recipe, patch)
            self.barren.add(design)
            return None
        service = self.tree.root.candidate.service
        name = candidate_id(service, design, patch)
        present = self.tree.node(name)
        if present is not None:
            return present
        trial = self._recall(name) or self._evaluate(name, design, kind, objectives, parents, patch)
        self.tree = self.tree.with_trial(trial)
        return trial

    def _recall(self, name: str) -> Trial | None:
        """An earlier, interrupted run's trial: it counts against the budget, so that resuming gives the same tree."""
        trial = self.seams.known(name, Tier.QUICK)
        self.spent += trial is not None
        return trial

    def _evaluate(
        self,
        name: str,
        design: Design,
        kind: Kind,
        objectives: Sequence[Objective],
        parents: Sequence[Trial],
        patch: Patch,
        *,
        proposer: str = "recipes",
        note: str = "",
    ) -> Trial:
        self._check_budget()
        self.spent += 1
        message = commit_message(design, kind, objectives, note)
        commit = self.seams.commit(patch, message, [p.candidate.commit for p in parents])
        candidate = Candidate(
            id=name,
            service=self.tree.root.candidate.service,
            kind=kind,
            design=design,
            objectives=tuple(o.text for o in objectives),
            parents=tuple(p.candidate.id for p in parents),
            patch=patch,
            proposer=CONTROL if design.knob("gather") == 0 else proposer,
            commit=commit,
        )
        started = time.monotonic()
        outcome = self.seams.evaluate(candidate, Tier.QUICK)
        outcome = unless_it_loses(outcome, self.tree, self.seams.noise)
        trial = Trial(candidate, outcome, Tier.QUICK, time.monotonic() - started)
        self.seams.record(trial)
        return trial

    def _check_budget(self) -> None:
        if self.spent >= self.limits.trials:
            raise _Stop(f"a service's share of the budget, {self.limits.trials} trials, spent")
        if time.monotonic() > self.limits.deadline:
            raise _Stop("wall-time budget spent")


def unless_it_loses(outcome: Outcome, tree: CandidateTree, noise: Sequence[Estimate] = ()) -> Outcome:
    """Rejected at the profile when it is clearly worse than the unmodified service in some objective and better in none.

    What the service loses against itself (`noise`) is no loss: few pairs on a busy machine lie close together by chance.
    """
    if not isinstance(outcome, Measured):
        return outcome
    metrics = {o.metric for o in tree.objectives}
    found = [e for e in outcome.estimates if e.metric in metrics and e.clock is tree.clock]
    losses = [e for e in found if clear_loss(_without(noise, e))]
    if not losses or any(clear_gain(e) for e in found) or _only_bounded(losses, tree):
        return outcome
    said = ", ".join(f"{e.metric} {e.ratio:.2f}x ({e.low:.2f}-{e.high:.2f})" for e in losses)
    return Rejected(
        "profile", f"worse than the unmodified service: {said}", "", outcome.gates, outcome.estimates
    )


def _without(noise: Sequence[Estimate], found: Estimate) -> Estimate:
    """The estimate moved towards the unmodified service by the widest end of the interval of its A/A run."""
    own = next((e for e in noise if e.metric is found.metric and e.clock is found.clock), None)
    if own is None:
        return found
    width = max(own.high, 1.0 / own.low)
    nearer = width if found.metric.maximise else 1.0 / width
    return replace(found, ratio=found.ratio * nearer, low=found.low * nearer, high=found.high * nearer)


def _only_bounded(losses: Sequence[Estimate], tree: CandidateTree) -> bool:
    """Whether everything lost is lost within a bound that the objectives allow."""
    bounds = {o.metric: o for o in tree.objectives if o.is_bound}
    return all(e.metric in bounds and violation(bounds[e.metric], e) == 0.0 for e in losses)


def _kind_below(parents: Sequence[Trial]) -> Kind:
    if len(parents) > 1:
        return Kind.MERGE
    return Kind.LEAF if parents[0].candidate.kind is Kind.ROOT else Kind.REFINE


def commit_message(design: Design, kind: Kind, objectives: Sequence[Objective], note: str = "") -> str:
    """Design and purpose, so that `git log --graph` of the run's repository reads as the tree."""
    purpose = " and ".join(o.text for o in objectives)
    said = f"\n{note}\n" if note else ""
    return f"{kind}: {design.describe()}\n\nFor: {purpose}\n{said}"


def _offloads(design: Design) -> bool:
    return any(name.startswith("offload-") for name in design.recipes)


def first_generation(tree: CandidateTree) -> list[Trial]:
    """The measured nodes right below the root: what best-of-N without a tree would have found."""
    return [t for t in tree.candidates if t.candidate.kind is Kind.LEAF]
