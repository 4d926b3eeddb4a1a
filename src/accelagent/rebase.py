"""Accepted decisions of a run replayed on a later version of a service: what survives, and what the gates say of the rest."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from accelagent.codegen.recipes import apply
from accelagent.codegen.written import merged_texts
from accelagent.devices import allotted
from accelagent.domain import (
    Candidate,
    Clock,
    Declined,
    Design,
    Estimate,
    Kind,
    Measured,
    Outcome,
    Patch,
    Region,
    Run,
    Service,
    ServiceRun,
    Tier,
    candidate_id,
)
from accelagent.errors import SpecError
from accelagent.evaluation.evaluator import Evaluator
from accelagent.evaluation.repository import git
from accelagent.identifier import identify
from accelagent.machine import clocks_for
from accelagent.objectives import clear_loss, meets_bounds
from accelagent.options import Options
from accelagent.pipeline import Listener
from accelagent.process import run as run_process
from accelagent.standing import eligible


@dataclass(frozen=True, slots=True)
class Survival:
    """What became of one accepted candidate on the later version."""

    service: str
    candidate: str
    design: Design
    fate: str  # survived | declined | rejected | no gain
    reason: str
    outcome: Outcome | None  # None: nothing was built
    before: tuple[Estimate, ...]  # as the earlier version had it

    @property
    def survived(self) -> bool:
        return self.fate == "survived"


@dataclass(frozen=True, slots=True)
class Rebased:
    """All of them, with where the later sources lie."""

    run: str
    onto: str
    survivals: tuple[Survival, ...]
    seconds: float

    @property
    def rate(self) -> float:
        """Part of the accepted candidates that survived; 1 when there were none."""
        count = len(self.survivals)
        return sum(s.survived for s in self.survivals) / count if count else 1.0


def rebase(run: Run, onto: str, out: Path, options: Options, listener: Listener) -> Rebased:
    """Replay every fully proven or selected candidate on `onto`: a git revision, a directory, or SERVICE=either, comma-separated.

    Raises SpecError when a later source cannot be had, BaselineError when it does not build or pass its own tests.
    """
    started = time.monotonic()
    found: list[Survival] = []
    for service, source in later_sources(run, onto, out):
        listener.stage(service.service.name, f"replaying on {source}")
        found += _service(run, service, source, out, options, listener)
    return Rebased(run.id, onto, tuple(found), time.monotonic() - started)


def later_sources(run: Run, onto: str, out: Path) -> list[tuple[ServiceRun, Path]]:
    """The services to replay, each with the later source's directory; revisions are exported, never checked out."""
    named = dict(part.split("=", 1) for part in onto.split(",") if "=" in part)
    unknown = set(named) - {s.service.name for s in run.services}
    if unknown:
        allowed = ", ".join(s.service.name for s in run.services)
        raise SpecError(f"--onto: no service {sorted(unknown)[0]!r}; allowed: {allowed}")
    wanted = [s for s in run.services if not named or s.service.name in named]
    return [(s, _source(s.service, named.get(s.service.name, onto), out)) for s in wanted]


def _source(service: Service, onto: str, out: Path) -> Path:
    place = Path(onto)
    if place.is_dir():
        return place.resolve()
    target = out / "sources" / service.name
    target.mkdir(parents=True, exist_ok=True)
    archive = target.parent / f"{service.name}.tar"
    done = git(["archive", "-o", str(archive), f"{onto}:./"], cwd=service.source)
    if not done.ok:
        said = done.output.strip().splitlines()[-1:] or ["no such revision"]
        raise SpecError(f"--onto {onto}: neither a directory nor a revision of {service.source}: {said[0]}")
    run_process(["tar", "-xf", str(archive), "-C", str(target)])
    archive.unlink()
    return target


def accepted(service: ServiceRun) -> list[Candidate]:
    """The selected candidate and every one that passed the full gates; no controls."""
    proven = [t for t in service.trials if eligible(t) and t.candidate.kind is not Kind.ROOT]
    chosen = [t.candidate for t in proven if t.tier is Tier.FULL or t.candidate.id == service.selected]
    return list({c.design: c for c in chosen}.values())


def _service(
    run: Run, earlier: ServiceRun, source: Path, out: Path, options: Options, listener: Listener
) -> Iterator[Survival]:
    candidates = accepted(earlier)
    if not candidates:
        return
    service = replace(earlier.service, source=source)
    uses = [run.spec.device(name) for name in service.devices]
    models = [(u.name, allotted(u), u.count) for u in uses]
    regions = identify(
        source, service=service.name, devices=[m for _, m, _ in models], exclude=service.exclude
    ).regions
    evaluator = Evaluator(
        service,
        out / "work",
        models,
        backend=run.backend,
        seed=options.seed,
        cores=os.cpu_count() or 1,
        unsafe=options.unsafe,
        corner=options.corner,
        log=lambda text: listener.stage(service.name, text),
    )
    try:
        evaluator.baseline()
        for candidate in candidates:
            listener.stage(service.name, f"{options.gates} gates on {candidate.design.describe()}")
            yield _replayed(earlier, candidate, evaluator, regions, options)
    finally:
        evaluator.close()


def _replayed(
    earlier: ServiceRun,
    candidate: Candidate,
    evaluator: Evaluator,
    regions: tuple[Region, ...],
    options: Options,
) -> Survival:
    service = evaluator.service
    made = _patch(earlier, candidate, service.source, regions)
    before = next(t.outcome.estimates for t in earlier.trials if t.candidate.id == candidate.id)

    def fate(name: str, reason: str, outcome: Outcome | None = None) -> Survival:
        return Survival(service.name, candidate.id, candidate.design, name, reason, outcome, before)

    if isinstance(made, Declined):
        return fate("declined", made.reason)
    commit = evaluator.repository.commit(
        made, f"rebase: {candidate.design.describe()}\n", [evaluator.repository.baseline]
    )
    later = replace(
        candidate,
        id=candidate_id(service.name, candidate.design, made),
        patch=made,
        parents=(),
        commit=commit,
    )
    main = evaluator.clocks[0]
    outcome = evaluator.evaluate(later, options.gates, clocks_for(candidate.design, main))
    if not isinstance(outcome, Measured):
        return fate("rejected", f"{outcome.stage}: {outcome.reason}", outcome)
    return fate(*_judged(service, outcome, main), outcome)


def _patch(
    earlier: ServiceRun, candidate: Candidate, source: Path, regions: tuple[Region, ...]
) -> Patch | Declined:
    """Recipes decide anew on the later text; a written patch is merged into it."""
    if not candidate.design.written:
        return apply(source, regions, candidate.design)
    assert candidate.patch is not None, "the root is never replayed"
    old = earlier.service.source
    names = [name for name, _ in candidate.patch.files]
    moved = [n for n in names if (old / n).is_file() and not (source / n).is_file()]
    if moved:
        return Declined(candidate.proposer, f"{moved[0]}: no longer there")
    later = Patch(
        tuple(
            (n, (source / n).read_text("utf-8", "surrogateescape")) for n in names if (source / n).is_file()
        ),
        candidate.patch.regions,
    )
    return merged_texts(old, later, candidate.patch, candidate.proposer)


def _judged(service: Service, outcome: Measured, clock: Clock) -> tuple[str, str]:
    """Survived, unless a bound is broken or the optimised metric is clearly lost."""
    if not meets_bounds(outcome, service.objectives, clock):
        return "no gain", "a bound that the earlier version kept is broken"
    for objective in service.objectives:
        estimate = outcome.estimate(objective.metric, clock)
        if not objective.is_bound and estimate is not None and clear_loss(estimate):
            return "no gain", f"{estimate.metric} is {estimate.ratio:.2f}x of the unmodified later version"
    return "survived", ""


def to_json(rebased: Rebased) -> dict[str, Any]:
    """As schemas/rebase.schema.json describes it."""
    return {
        "schema": 1,
        "run": rebased.run,
        "onto": rebased.onto,
        "survival_rate": round(rebased.rate, 4),
        "candidates": [_json(s) for s in rebased.survivals],
        "seconds": round(rebased.seconds, 1),
    }


def _json(one: Survival) -> dict[str, Any]:
    return {
        "service": one.service,
        "candidate": one.candidate,
        "design": one.design.describe(),
        "fate": one.fate,
        "reason": one.reason,
        "before": _ratios(one.before),
        "after": _ratios(one.outcome.estimates) if one.outcome is not None else {},
    }


def _ratios(estimates: tuple[Estimate, ...]) -> Mapping[str, Any]:
    return {
        f"{e.metric} ({e.clock})": {"ratio": e.ratio, "ci": [e.low, e.high], "pairs": e.pairs}
        for e in estimates
    }
