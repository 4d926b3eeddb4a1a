"""The model as a proposer: write, repair, advance, each attempt through the gates that recipes pass."""

from __future__ import annotations

from dataclasses import dataclass, field

from accelagent.agents import brief, codegen, compiler, designer, profiler
from accelagent.agents.codegen import Ground
from accelagent.agents.session import Session
from accelagent.codegen.explore import Task
from accelagent.domain import Measured, Proposal, Rejected
from accelagent.options import Prompts, Writes


@dataclass(frozen=True, slots=True)
class ModelProposer:
    """Stands under the name `llm` in the tree."""

    session: Session
    ground: Ground
    name: str = "llm"
    _over: set[tuple[str, str]] = field(default_factory=set)  # objective and region that it has no more for

    def propose(self, task: Task) -> Proposal | None:
        """At most the settings' number of attempts per objective, or per region with brief prompts, repairs included."""
        if self.session.settings.writes is Writes.CODE and self.session.settings.prompts is Prompts.BRIEF:
            return self._by_region(task)
        if len(task.tried) >= self.session.settings.attempts:
            return None
        if self.session.settings.writes is Writes.DESIGNS:
            found = designer.choose(self.session, self.ground, task)
            return None if found is not None and _seen(task, found) else found
        if not task.tried:
            return codegen.write(self.session, self.ground, task)
        last = task.tried[-1]
        if isinstance(last.outcome, Rejected) and last.outcome.stage in compiler.REPAIRABLE:
            found = compiler.repair(self.session, self.ground, task, last)
        else:
            found = profiler.advance(self.session, self.ground, task, last)
        return None if found is not None and _seen(task, found) else found

    def _by_region(self, task: Task) -> Proposal | None:
        """One function after the other, each until it has no more to offer for it."""
        for focus in brief.foci(self.ground, task.parent.candidate.patch):
            place = task.objective.text, focus.region.id
            if place in self._over:
                continue
            found = self._next(task, focus)
            if found is not None and not _seen(task, found):
                return found
            self._over.add(place)
        return None

    def _next(self, task: Task, focus: brief.Focus) -> Proposal | None:
        mine = [
            t for t in task.tried if t.candidate.patch and t.candidate.patch.regions == (focus.region.id,)
        ]
        if not mine:
            return brief.write(self.session, self.ground, task, focus)
        last = mine[-1]
        if len(mine) >= self.session.settings.attempts:
            return None
        if isinstance(last.outcome, Measured):
            return brief.advance(self.session, self.ground, task, focus, last)
        if last.outcome.stage in compiler.REPAIRABLE:
            return brief.repair(self.session, self.ground, task, focus, last)
        return None


def _seen(task: Task, found: Proposal) -> bool:
    """Whether it is a text and knobs that it has tried already: then it has run dry."""
    return any(t.candidate.design == found.design for t in task.tried)


def attempts_of(task: Task) -> tuple[int, int]:
    """How many of the attempts were measured, and how many there were."""
    return sum(isinstance(t.outcome, Measured) for t in task.tried), len(task.tried)
