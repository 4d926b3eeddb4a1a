"""The compiler agent: repairs a candidate that a gate rejected."""

from __future__ import annotations

from accelagent.agents import codegen
from accelagent.agents.codegen import Ground
from accelagent.agents.feedback import normalised
from accelagent.agents.prompting import render
from accelagent.agents.session import Session
from accelagent.agents.tools import marked
from accelagent.codegen.explore import Task
from accelagent.domain import Proposal, Rejected, Trial

REPAIRABLE = frozenset({"policy", "build", "test", "verify", "sanitizers", "faults", "offload", "full"})


def repair(session: Session, ground: Ground, task: Task, failed: Trial) -> Proposal | None:
    """Another attempt from the failed text and what the gate said; None when it gives the same code back."""
    outcome, before = failed.outcome, failed.candidate.patch
    if not isinstance(outcome, Rejected) or before is None:
        return None
    prompt = render(
        "compiler",
        service=ground.service,
        objective=task.objective.text,
        stage=outcome.stage,
        reason=outcome.reason,
        log=marked("log", normalised(outcome.log)),
        files=[marked(name, text) for name, text in before.files if len(text) < 20_000],
    )
    asker = f"{ground.service.name}/compiler/{task.objective.metric}"
    found = codegen.ask(session, asker, prompt, ground, before, task.attempt)
    return None if found is None or found.patch.key == before.key else found
