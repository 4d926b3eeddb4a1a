"""The model as a proposer: write, repair, advance, each attempt through the gates that recipes pass."""

from __future__ import annotations

from dataclasses import dataclass

from accelagent.agents import codegen, compiler, designer, profiler
from accelagent.agents.codegen import Ground
from accelagent.agents.session import Session
from accelagent.codegen.explore import Task
from accelagent.domain import Measured, Proposal, Rejected
from accelagent.options import Writes


@dataclass(frozen=True, slots=True)
class ModelProposer:
    """Stands under the name `llm` in the tree."""

    session: Session
    ground: Ground
    name: str = "llm"

    def propose(self, task: Task) -> Proposal | None:
        """At most the settings' number of attempts per objective, repairs included."""
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


def _seen(task: Task, found: Proposal) -> bool:
    """Whether it is a text and knobs that it has tried already: then it has run dry."""
    return any(t.candidate.design == found.design for t in task.tried)


def attempts_of(task: Task) -> tuple[int, int]:
    """How many of the attempts were measured, and how many there were."""
    return sum(isinstance(t.outcome, Measured) for t in task.tried), len(task.tried)
