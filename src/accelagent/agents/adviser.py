"""A model as the run's adviser."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from accelagent.agents import identifier, orchestrator
from accelagent.agents.codegen import Ground
from accelagent.agents.proposer import ModelProposer
from accelagent.agents.session import Session
from accelagent.codegen.explore import Proposer
from accelagent.codegen.recipes import SUPPORT_FILE, apply, declarations, proposals, support, support_for
from accelagent.devices import catalogue
from accelagent.domain import Declined, Identification, Patch, Plan, Region, Service, Trial, Verdict

_INTERFACE_LIMIT = 6000


@dataclass(frozen=True, slots=True)
class ModelAdviser:
    """Asks within the session's limits; without an answer everything stays as it was."""

    session: Session
    proposes: bool = True

    def review(self, service: Service, found: Identification) -> Identification:
        """The regions with what the model's facts change in the uncertain ones."""
        return replace(found, regions=identifier.review(self.session, found.regions, service.source))

    def proposers(self, service: Service, found: Identification) -> Sequence[Proposer]:
        """The model as one proposer, if it is to propose."""
        if not self.proposes or not found.regions:
            return ()
        names = (support_for(r, service.allow) for r in found.regions if r.verdict is not Verdict.AVOID)
        recipes = tuple(dict.fromkeys(name for name in names if name))
        ground = Ground(service, found.regions, interface(service, found.regions, recipes), recipes)
        return (ModelProposer(self.session, ground),)

    def on_plan(
        self,
        plan: Plan,
        trees: Mapping[str, Sequence[Trial]],
        simulate: Callable[[Mapping[str, str]], Plan],
    ) -> tuple[str, ...]:
        """The model's explanation and risks, and what simulation says of the combinations it names."""
        answer = orchestrator.review(self.session, plan, trees)
        if answer is None:
            return ()
        said = [f"plan, in a model's words: {' '.join(answer.explanation.split())}"]
        said += [f"risk, in a model's words: {' '.join(risk.split())}" for risk in answer.risks[:4]]
        for choice in answer.alternatives[:3]:
            other = simulate(choice)
            names = ", ".join(f"{s} {n}" for s, n in choice.items())
            said.append(f"a model's alternative ({names}): {_compared(plan, other)}")
        return tuple(said)

    @property
    def notes(self) -> tuple[str, ...]:
        """Use, failures and limits of the session."""
        return self.session.notes


def _compared(plan: Plan, other: Plan) -> str:
    """What was predicted for both of whatever the goal speaks of first."""
    if not other.feasible:
        return "breaks a bound: " + other.certificate
    ours = next(iter(plan.predictions), None)
    theirs = next(
        (p for p in other.predictions if ours and (p.service, p.metric) == (ours.service, ours.metric)), None
    )
    if ours is None or theirs is None:
        return "keeps every bound"
    return f"keeps every bound; {ours.metric} of {ours.service} {theirs.value:.4g} where the plan has {ours.value:.4g} {ours.unit}"


def interface(service: Service, regions: Sequence[Region], recipes: Sequence[str]) -> str:
    """The call-site edits of the first willing offload recipe, and what the support file of `recipes` stands in for; or ""."""
    parts = [f"{SUPPORT_FILE} defines:", declarations(support(recipes))] if recipes else []
    models = [m for m in catalogue() if any(m in r.devices for r in regions)]
    for design in reversed(proposals(regions, models)):
        made = apply(service.source, regions, design)
        if not isinstance(made, Declined):
            return "\n".join([*parts, *_edited(service, made)])[:_INTERFACE_LIMIT]
    return "\n".join(parts)[:_INTERFACE_LIMIT]


def _edited(service: Service, patch: Patch) -> Iterator[str]:
    for name, text in patch.files:
        path = service.source / name
        if path.is_file():
            old = path.read_text("utf-8", "replace").splitlines()
            yield from difflib.unified_diff(
                old, text.splitlines(), f"a/{name}", f"b/{name}", lineterm="", n=2
            )
