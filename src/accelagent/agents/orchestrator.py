"""The orchestrator agent: reads the plan against the goal, explains it, proposes combinations to try."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pydantic import BaseModel, Field

from accelagent.agents.codegen import standing
from accelagent.agents.prompting import DATA_RULE, render
from accelagent.agents.session import Session
from accelagent.domain import Measured, Plan, Trial

INSTRUCTIONS = "You review how several services share accelerators. Be concrete and short. " + DATA_RULE


class Review(BaseModel):
    """A plan's review."""

    explanation: str = Field(
        description="why these candidates serve the goal together, for the engineer, at most five sentences"
    )
    risks: list[str] = Field(
        default_factory=list, description="what could go wrong in production, one sentence each, at most four"
    )
    alternatives: list[dict[str, str]] = Field(
        default_factory=list,
        description="other combinations worth simulating: node id by service name, at most three",
    )


def review(session: Session, plan: Plan, trees: Mapping[str, Sequence[Trial]]) -> Review | None:
    """The model's review; alternatives name measured nodes only."""
    nodes = {
        name: {t.candidate.id: standing(t) for t in trials if isinstance(t.outcome, Measured)}
        for name, trials in trees.items()
    }
    choices = any(len(found) > 1 for found in nodes.values())
    prompt = render("orchestrator", plan=plan, nodes=nodes, choices=choices)

    def objection(answer: Review) -> str:
        wrong = [
            f"{service}: {node}"
            for choice in answer.alternatives
            for service, node in choice.items()
            if node not in nodes.get(service, {})
        ]
        return f"no such measured node: {wrong[0]}" if wrong else ""

    return session.ask("plan/orchestrator", INSTRUCTIONS, prompt, Review, check=objection)
