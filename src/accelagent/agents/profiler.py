"""The profiler agent: reads figures and counters of a candidate that works, and proposes the next."""

from __future__ import annotations

from dataclasses import fields

from accelagent.agents import codegen
from accelagent.agents.codegen import Ground
from accelagent.agents.prompting import render
from accelagent.agents.session import Session
from accelagent.agents.tools import marked
from accelagent.codegen.explore import Task
from accelagent.domain import Counters, Measured, Proposal, Trial


def advance(session: Session, ground: Ground, task: Task, last: Trial) -> Proposal | None:
    """The next design after `last`, which passed the correctness gates; None when there is nothing new."""
    before = last.candidate.patch
    if before is None:
        return None
    outcome = last.outcome
    counters = outcome.counters if isinstance(outcome, Measured) else Counters()
    prompt = render(
        "profiler",
        service=ground.service,
        objective=task.objective.text,
        bounds=[o.text for o in ground.service.objectives if o.is_bound],
        standing=codegen.standing(last),
        estimates=outcome.estimates,
        counters={f.name: getattr(counters, f.name) for f in fields(counters)},
        knobs=dict(last.candidate.design.knobs),
        files=[marked(name, text) for name, text in before.files if len(text) < 20_000],
    )
    asker = f"{ground.service.name}/profiler/{task.objective.metric}"
    found = codegen.ask(session, asker, prompt, ground, before, task.attempt)
    same = found is not None and found.patch.key == before.key
    if found is None or (same and found.design == last.candidate.design):
        return None
    return found
