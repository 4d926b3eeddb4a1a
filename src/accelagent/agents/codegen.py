"""The codegen agent: plans a restructuring for one objective and writes it as edits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from pydantic import BaseModel, Field

from accelagent.agents.edits import Edit, applied
from accelagent.agents.prompting import DATA_RULE, render
from accelagent.agents.session import Session
from accelagent.agents.tools import device_limits, marked, reading, search_knowledge
from accelagent.agents.trying import Trying
from accelagent.codegen.explore import Attempt, Task
from accelagent.codegen.recipes import SUPPORT_FILE, support
from accelagent.codegen.written import with_file
from accelagent.domain import Knob, Measured, Patch, Proposal, Region, Service, Trial

INSTRUCTIONS = (
    "You restructure C and C++ services so that on-chip accelerators or in-core libraries do their heavy work. You answer "
    "with edits that compile. " + DATA_RULE
)
_SOURCE_LINES = 120


class Restructuring(BaseModel):
    """A candidate: what it does and the edits that make it."""

    plan: str = Field(description="the restructuring in one or two sentences")
    offloads: bool = Field(
        description="whether a device with queues (QAT, DSA, IAA) does work; false for in-core libraries"
    )
    edits: list[Edit] = Field(description="exact replacements, in order")
    knobs: dict[str, int | float | str] = Field(
        default_factory=dict,
        description="values of ACCEL_<NAME> environment variables that the code reads, by lower-case name",
    )


@dataclass(frozen=True, slots=True)
class Ground:
    """What every attempt at a service stands on."""

    service: Service
    regions: Sequence[Region]
    interface: str  # call-site diff that a recipe would make and what the support file stands in for, or ""
    support: tuple[str, ...] = ()  # recipes whose support file stands in for what the regions do


def write(session: Session, ground: Ground, task: Task) -> Proposal | None:
    """A first attempt for the task's objective."""
    base = task.parent.candidate.patch
    prompt = render(
        "codegen",
        service=ground.service,
        objective=task.objective.text,
        bounds=[o.text for o in ground.service.objectives if o.is_bound],
        parent=standing(task.parent),
        regions=[described(r, ground.service.source, base) for r in ground.regions],
        declined=task.declined,
        interface=marked("generated support file", ground.interface) if ground.interface else "",
    )
    asker = f"{ground.service.name}/codegen/{task.objective.metric}"
    return ask(session, asker, prompt, ground, base, task.attempt)


def ask(
    session: Session, asker: str, prompt: str, ground: Ground, base: Patch | None, attempt: Attempt | None
) -> Proposal | None:
    """Edits over `base` as a proposal; the model is told once when they do not apply, and may try drafts by `attempt`."""
    root = ground.service.source

    def objection(answer: Restructuring) -> str:
        made = completed(ground, base, answer.edits)
        return made if isinstance(made, str) else ""

    trying = Trying(attempt, partial(completed, ground, base)).tools() if attempt else ()
    tools = (*reading(root, base), *trying, search_knowledge, device_limits)
    answer = session.ask(asker, INSTRUCTIONS, prompt, Restructuring, tools=tools, check=objection)
    return None if answer is None else proposal(ground, base, answer)


def completed(ground: Ground, base: Patch | None, edits: Sequence[Edit]) -> Patch | str:
    """The edits over the source as `base` leaves it, with the support file where they include one; or why they do not apply."""
    patch = applied(ground.service.source, base, edits)
    if isinstance(patch, str) or not ground.support:
        return patch
    includes = any(f'"{SUPPORT_FILE}"' in text or f"/{SUPPORT_FILE}" in text for _, text in patch.files)
    return with_file(patch, SUPPORT_FILE, support(ground.support)) if includes else patch


def proposal(ground: Ground, base: Patch | None, answer: Restructuring) -> Proposal | None:
    """The answer made concrete; None when its edits do not apply after all."""
    patch = completed(ground, base, answer.edits)
    if isinstance(patch, str):
        return None
    knobs: tuple[tuple[str, Knob], ...] = tuple(
        sorted((k.lower(), v) for k, v in answer.knobs.items() if k.isidentifier())
    )
    return Proposal(patch, answer.offloads, knobs, " ".join(answer.plan.split())[:400])


def described(region: Region, root: Path, base: Patch | None, around: int = 15) -> dict[str, object]:
    """A region with its text and `around` lines on either side."""
    texts = dict(base.files) if base else {}
    path = root / region.path
    text = texts.get(region.path) or (path.read_text("utf-8", "replace") if path.is_file() else "")
    first = max(0, region.start_line - around)
    lines = text.splitlines()[first : region.end_line + around][:_SOURCE_LINES]
    return {
        "region": region,
        "source": marked(f"{region.path} from line {first + 1}", "\n".join(lines)),
        "reasons": [r.text for r in region.reasons],
        "mind": [c.text for c in region.considerations],
    }


def standing(trial: Trial) -> str:
    """Where a node stands, in a line."""
    outcome = trial.outcome
    if not isinstance(outcome, Measured):
        return f"rejected at {outcome.stage}: {outcome.reason}"
    ratios = ", ".join(f"{e.metric} {e.ratio:.2f}x" for e in outcome.estimates)
    return f"{trial.candidate.design.describe() or 'unmodified'}: {ratios} of the unmodified service"
