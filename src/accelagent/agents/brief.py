"""The codegen, compiler and profiler agents for small or slow models: one function at a time, a prompt of some hundred tokens.

The model writes that function and nothing else. Which support file it may call, where that is included and whether the
result counts as an offload follow from the region, so that none of it has to be asked.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, fields, replace
from enum import StrEnum
from pathlib import PurePosixPath

from pydantic import BaseModel, Field

from accelagent.agents.codegen import Ground, standing
from accelagent.agents.feedback import telling
from accelagent.agents.prompting import render
from accelagent.agents.session import Session
from accelagent.agents.tools import marked
from accelagent.codegen.edits import Edit as Span
from accelagent.codegen.edits import apply_edits, include_edit
from accelagent.codegen.explore import Task
from accelagent.codegen.recipes import RECIPES, SUPPORT_FILE, declarations, support, support_for
from accelagent.codegen.written import with_file
from accelagent.csource import Function, parse
from accelagent.domain import Counters, Knob, Measured, Patch, Proposal, Region, Rejected, Trial, Verdict

MAX_FUNCTION = 3000  # characters; a longer one is not for a small model
_STAND_IN = re.compile(r"\baccel_(\w+)\(")
_CALLED = re.compile(r"\b(\w+)\s*\(")
MAX_ANSWER = 1200  # tokens: half as much again as the longest function
_LOG = 900  # characters of a gate's log
_TELLING = re.compile(
    r"error|warning|undeclared|expected|FAIL|Sanitizer|differs?|mismatch|abort|signal", re.I
)


class Rewritten(BaseModel):
    """One function, changed."""

    plan: str = Field(description="what the change is, in one sentence")
    code: str = Field(
        description="the whole function as it is to read, from its return type to its last brace"
    )


class Limit(StrEnum):
    SUBMISSIONS = "submissions"
    WAITING = "waiting"
    HOST = "host"
    DEVICE = "device"


class Step(BaseModel):
    """What limits a candidate, and the setting to measure next."""

    limit: Limit = Field(description="what limits it, by the counters")
    knob: str = Field(description="the one knob to change, by name")
    value: int | str = Field(description="its new value, out of those allowed")


@dataclass(frozen=True, slots=True)
class Focus:
    """One region's function as it stands, and the support file that it may call."""

    region: Region
    text: bytes  # of the whole file
    function: Function
    recipe: str

    @property
    def code(self) -> str:
        """The function's text."""
        return self.text[self.function.start_byte : self.function.end_byte].decode("utf-8", "replace")


def foci(ground: Ground, base: Patch | None) -> tuple[Focus, ...]:
    """One per function that has a region worth changing and a support file to change it with, the surest regions first."""
    ranks = {Verdict.OFFLOAD: 0, Verdict.CONDITIONAL: 1}
    regions = sorted((r for r in ground.regions if r.verdict in ranks), key=lambda r: ranks[r.verdict])
    found: dict[tuple[str, str], Focus] = {}
    for region in regions:
        focus = focus_on(ground, region, base)
        if focus is not None and "accel_" not in focus.code and len(focus.code) <= MAX_FUNCTION:
            found.setdefault((region.path, focus.function.name), focus)
    return tuple(found.values())


def focus_on(ground: Ground, region: Region, base: Patch | None) -> Focus | None:
    """The region's function as `base` leaves it; None where it cannot be found, or no support file helps."""
    texts = dict(base.files) if base else {}
    path = ground.service.source / region.path
    recipe = support_for(region, ground.service.allow)
    if not recipe or (region.path not in texts and not path.is_file()):
        return None
    text = texts[region.path].encode() if region.path in texts else path.read_bytes()
    function = function_of(region.path, text, region.function, region.start_line)
    return None if function is None else Focus(region, text, function, recipe)


def function_of(path: str, text: bytes, name: str, line: int = 0) -> Function | None:
    """The function of that name; of several the one that holds the line, else the first."""
    named = [f for f in parse(path, text).functions if f.name == name and f.node is not None]
    return next((f for f in named if f.start_line <= line <= f.end_line), named[0] if named else None)


def write(session: Session, ground: Ground, task: Task, focus: Focus) -> Proposal | None:
    """A first attempt at one function."""
    prompt = render(
        "codegen_brief",
        **about(task.objective.text, focus),
        code=marked("function", focus.code),
        rejected=None,
    )
    return _asked(session, f"{_place(ground, task)}/codegen/{_name(focus)}", prompt, task, focus)


def repair(session: Session, ground: Ground, task: Task, focus: Focus, failed: Trial) -> Proposal | None:
    """Another attempt from the failed text and what the gate said; None when it gives the same code back."""
    outcome, before = failed.outcome, failed.candidate.patch
    if not isinstance(outcome, Rejected) or before is None:
        return None
    now = focus_on(ground, focus.region, before)
    if now is None:
        return None
    rejected = {"stage": outcome.stage, "reason": outcome.reason, "log": marked("log", telling(outcome.log))}
    code = marked("function", now.code)
    prompt = render("codegen_brief", **about(task.objective.text, focus), code=code, rejected=rejected)
    found = _asked(session, f"{_place(ground, task)}/compiler/{_name(focus)}", prompt, task, focus)
    return None if found is None or found.patch.key == before.key else found


def advance(session: Session, ground: Ground, task: Task, focus: Focus, last: Trial) -> Proposal | None:
    """The same text with one knob changed, as the model reads the counters; None when it has no untried setting."""
    candidate, outcome = last.candidate, last.outcome
    space = RECIPES[focus.recipe].knobs
    if candidate.patch is None or not space or not isinstance(outcome, Measured):
        return None
    knobs = {**RECIPES[focus.recipe].defaults, **dict(candidate.design.knobs)}
    counters = outcome.counters or Counters()
    offloads = focus.recipe.startswith("offload-")
    known = {t.candidate.design for t in task.tree.trials}

    def made(step: Step) -> Proposal:
        changed = tuple(sorted({**dict(candidate.design.knobs), step.knob: _value(step.value)}.items()))
        assert candidate.patch is not None
        return Proposal(candidate.patch, offloads, changed, f"{step.limit}: {step.knob} = {step.value}")

    def objection(step: Step) -> str:
        if step.knob not in space:
            return f"no knob {step.knob[:40]!r}; allowed: {', '.join(space)}"
        if _value(step.value) not in space[step.knob]:
            return f"{step.knob} = {step.value!r}; allowed: {', '.join(map(str, space[step.knob]))}"
        stays = knobs.get(step.knob) == _value(step.value)
        return "that setting was measured already" if stays or made(step).design in known else ""

    prompt = render(
        "profiler_brief",
        objective=task.objective.text,
        standing=standing(last),
        counters={f.name: value for f in fields(counters) if (value := getattr(counters, f.name))},
        space={name: (knobs.get(name, "default"), values) for name, values in space.items()},
    )
    asker = f"{_place(ground, task)}/profiler/{_name(focus)}"
    answer = session.ask(
        asker, render("profiler_brief_rules"), prompt, Step, check=objection, most=MAX_ANSWER // 4
    )
    return None if answer is None else made(answer)


def about(objective: str, focus: Focus) -> dict[str, object]:
    """What the prompt says besides the function's text."""
    return {
        "objective": objective,
        "region": focus.region,
        "device": RECIPES[focus.recipe].device,
        "library": declarations(support([focus.recipe]), focus.region),
        "swaps": swaps(focus),
    }


def swaps(focus: Focus) -> tuple[str, ...]:
    """Library functions that the function calls and the support file stands in for, in order."""
    there = set(_STAND_IN.findall(declarations(support([focus.recipe]), focus.region)))
    return tuple(dict.fromkeys(name for name in _CALLED.findall(focus.code) if name in there))


def _place(ground: Ground, task: Task) -> str:
    return f"{ground.service.name}.{task.objective.metric}"


def _name(focus: Focus) -> str:
    return focus.function.name


def _value(given: int | str) -> Knob:
    return int(given) if isinstance(given, str) and re.fullmatch(r"-?\d+", given) else given


def _asked(session: Session, asker: str, prompt: str, task: Task, focus: Focus) -> Proposal | None:
    instructions = render("codegen_brief_rules")

    def objection(answer: Rewritten) -> str:
        made = rewritten(focus, answer.code)
        return made if isinstance(made, str) else ""

    answer = session.ask(asker, instructions, prompt, Rewritten, check=objection, most=MAX_ANSWER)
    text = None if answer is None else rewritten(focus, answer.code)
    if answer is None or not isinstance(text, bytes):
        return None
    patch = _patch(focus, text, task.parent.candidate.patch)
    return Proposal(patch, focus.recipe.startswith("offload-"), (), " ".join(answer.plan.split())[:400])


def rewritten(focus: Focus, code: str) -> bytes | str:
    """The file with the function replaced, or why the answer is not that function."""
    name = focus.function.name
    code = code.strip()
    found = parse(focus.region.path, code.encode()).functions
    if [f.name for f in found] != [name]:
        names = ", ".join(f.name[:40] for f in found[:3])
        return f"answer with the function {name} alone, whole; this holds {names or 'no function'}"
    if _head(code) != _head(focus.code):
        return f"the function has to begin as it did: {_head(focus.code)}"
    if "accel_" not in code:
        wanted = [f"accel_{name} instead of {name}" for name in swaps(focus)]
        return f"nothing of the library is called: write {', '.join(wanted) or 'a call of it for the loop'}"
    span = Span(focus.function.start_byte, focus.function.end_byte, code)
    place = (PurePosixPath(focus.region.path).parent / SUPPORT_FILE).as_posix()
    include = include_edit(focus.text, focus.region.path, place)
    return apply_edits(focus.text, [span, *([include] if include else [])])


def _head(code: str) -> str:
    """Return type, name and parameters, without what spacing may differ in."""
    return re.sub(r"\s*([(),*])\s*", r"\1", " ".join(code.partition("{")[0].split()))


def _patch(focus: Focus, text: bytes, base: Patch | None) -> Patch:
    files = {**(dict(base.files) if base else {}), focus.region.path: text.decode("utf-8", "surrogateescape")}
    bare = Patch(tuple(files.items()), (focus.region.id,))
    return replace(with_file(bare, SUPPORT_FILE, support([focus.recipe])), regions=(focus.region.id,))
