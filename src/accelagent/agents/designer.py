"""The designer agent: chooses a recipe and its knobs; the recipes write the code."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pydantic import BaseModel, Field

from accelagent.agents.codegen import Ground, standing
from accelagent.agents.prompting import DATA_RULE, render
from accelagent.agents.session import Session
from accelagent.codegen.explore import Task
from accelagent.codegen.recipes import apply, knob_space, proposals
from accelagent.devices import catalogue
from accelagent.domain import Declined, Design, Knob, Proposal, Trial

INSTRUCTIONS = (
    "You choose how a service's heavy work runs on accelerators: a recipe and values for its knobs. "
    + DATA_RULE
)


class Choice(BaseModel):
    """A design out of those offered."""

    recipe: str = Field(description="one of the recipes offered, by name")
    knobs: dict[str, int | float | str] = Field(
        default_factory=dict, description="values out of those offered, by knob; what is left out stays"
    )
    why: str = Field(default="", description="what the choice is expected to gain, in a sentence")


def choose(session: Session, ground: Ground, task: Task) -> Proposal | None:
    """A design that was not tried for this task, as the recipe's own patch; None when the model has none."""
    offered = {d.recipe: d for d in proposals(ground.regions, _models(ground))}
    if not offered:
        return None
    spaces = {name: knob_space(design) for name, design in offered.items()}
    known = {t.candidate.design for t in task.tree.trials}

    def objection(answer: Choice) -> str:
        return _objection(answer, offered, spaces, known)

    prompt = render(
        "designer",
        service=ground.service.name,
        objective=task.objective.text,
        bounds=[o.text for o in ground.service.objectives if o.is_bound],
        regions=[
            f"{r.operation} {r.algorithm} in {r.function}: {r.sizes.evidence or 'size unknown'}"
            for r in ground.regions
        ],
        spaces=spaces,
        nodes=[standing(t) for t in _told(task)],
    )
    asker = f"{ground.service.name}/designer/{task.objective.metric}"
    answer = session.ask(asker, INSTRUCTIONS, prompt, Choice, check=objection)
    return None if answer is None else _made(ground, _design(answer, offered), answer.why)


def _models(ground: Ground) -> list[str]:
    return [m for m in catalogue() if any(m in r.devices for r in ground.regions)]


def _told(task: Task) -> Sequence[Trial]:
    """The tree's best for the objective and what the model tried last: enough to reason from, short enough to read."""
    return tuple(dict.fromkeys((task.parent, *task.tree.trials[-4:], *task.tried)))


def _objection(
    answer: Choice,
    offered: Mapping[str, Design],
    spaces: Mapping[str, Mapping[str, Sequence[Knob]]],
    known: set[Design],
) -> str:
    if answer.recipe not in offered:
        return f"no recipe {answer.recipe[:40]!r}; allowed: {', '.join(offered)}"
    space = spaces[answer.recipe]
    for name, value in answer.knobs.items():
        if name not in space:
            return f"{answer.recipe} has no knob {name[:40]!r}; allowed: {', '.join(space)}"
        if value not in space[name]:
            return f"{name} = {value!r}; allowed: {', '.join(map(str, space[name]))}"
    return "this design was measured already: change a knob" if _design(answer, offered) in known else ""


def _design(answer: Choice, offered: Mapping[str, Design]) -> Design:
    design = offered[answer.recipe]
    return design.with_knobs(**answer.knobs) if answer.knobs else design


def _made(ground: Ground, design: Design, why: str) -> Proposal | None:
    patch = apply(ground.service.source, ground.regions, design)
    if isinstance(patch, Declined):
        return None
    offloads = any(name.startswith("offload-") for name in design.recipes)
    return Proposal(patch, offloads, design.knobs, " ".join(why.split())[:400], chosen=design)
