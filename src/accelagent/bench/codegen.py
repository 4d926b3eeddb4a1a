"""What CodeGen makes of every program with a specification, beside the baselines that a sceptic asks for."""

from __future__ import annotations

import difflib
import math
import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from accelagent.bench._part import Figure, Part
from accelagent.domain import (
    Candidate,
    Clock,
    Estimate,
    Kind,
    Measured,
    Metric,
    Objective,
    Outcome,
    Rejected,
    Run,
    ServiceRun,
    Tier,
)
from accelagent.errors import SpecError
from accelagent.evaluation.accounts import share_said
from accelagent.objectives import clear_loss
from accelagent.store import Store, decode

SPECS = "ACCELAGENT_SPECS"
EXAMPLES = ("photo-service", "value-store", "openssl-speed")
NAIVE = "naive synchronous offload"
_SUPPORT = "accel_offload.h"
_RUN_LIMIT_S = 3600.0


@dataclass(frozen=True, slots=True)
class Patched:
    """What a patch changes beside the support file that it brings along."""

    files: int
    added: int
    removed: int
    support: int  # lines of the support file

    @property
    def said(self) -> str:
        if not self.files and not self.support:
            return "no patch"
        return f"patch +{self.added} -{self.removed} lines in {self.files} files and a support file of {self.support}"


def run() -> tuple[Figure, ...]:
    return run_in(Path("accel-out") / "codegen", lambda _: None)


def run_in(out: Path, tell: Callable[[str], None]) -> tuple[Figure, ...]:
    """Every specification, each run once below `out`; one that was run, or begun, there is taken or resumed."""
    out.mkdir(parents=True, exist_ok=True)
    found = []
    for number, spec in enumerate(specifications(), 1):
        folder = out / f"{number}-{spec.parent.name}"
        tell(f"{spec}: {'as it is in' if _finished(folder) else 'running in'} {folder}")
        found.append(_ran(spec, folder))
    return figures([service for one in found for service in one.services])


def specifications() -> list[Path]:
    """The specifications named in ACCELAGENT_SPECS, separated by `:`, or those of the shipped examples."""
    named = [Path(p) for p in os.environ.get(SPECS, "").split(os.pathsep) if p]
    examples = Path(__file__).resolve().parents[3] / "examples"
    found = named or [examples / name / "accel.yaml" for name in EXAMPLES]
    absent = [str(p) for p in found if not p.is_file()]
    if absent:
        raise SpecError(
            f"bench codegen: {absent[0]} is missing; allowed: set {SPECS} to files, separated by :"
        )
    return found


def _finished(folder: Path) -> Run | None:
    if not (folder / "run.db").is_file():
        return None
    with Store.open(folder / "run.db", create=False) as store:
        stored = store.get("run", "result")
    return decode(Run, stored) if stored is not None else None


def _ran(spec: Path, folder: Path) -> Run:
    """The run in `folder`: a process of its own, as a user's, which `run` and `resume` end with 0 or 1."""
    if (done := _finished(folder)) is not None:
        return done
    begun = (folder / "run.db").is_file()
    words = ["resume", str(folder)] if begun else ["run", str(spec), "--out", str(folder)]
    command = [sys.executable, "-m", "accelagent", *words]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=_RUN_LIMIT_S, check=False)
    result = _finished(folder)
    if result is None:
        last = (ended.stderr.strip() or ended.stdout.strip() or "no output").splitlines()[-1]
        raise SpecError(f"bench codegen: {spec}: {last}")
    return result


def figures(services: Sequence[ServiceRun]) -> tuple[Figure, ...]:
    """Per service and objective the selected candidate's ratio; the geometric mean over the naive arm; who got slower."""
    over = [g for s in services if (g := over_naive(s)) is not None]
    mean = math.exp(sum(map(math.log, over)) / len(over)) if over else None
    slower = [s.service.name for s in services if _slower(s)]
    alone = [s.service.name for s in services if _selected(s)[0].kind is Kind.ROOT]
    return (
        Figure("services", len(services), "count", None, tuple(s.service.name for s in services)),
        Figure(
            "geomean_over_naive", mean, "x", None, tuple(over), 2.0, f"{len(over)} services with a naive arm"
        ),
        Figure("slower_than_unmodified", len(slower), "count", None, tuple(slower), 0),
        Figure("left_alone", len(alone), "count", None, tuple(alone), None, "nothing was proven to gain"),
        *(figure for s in services for figure in _of(s)),
    )


def _of(service: ServiceRun) -> Iterator[Figure]:
    """Each objective's ratio to the unmodified service with its interval, each clock apart."""
    candidate, outcome = _selected(service)
    beside = "; ".join([*_baselines(service), patched(service, candidate).said])
    for objective in service.service.objectives:
        for clock in Clock:
            estimate = outcome.estimate(objective.metric, clock)
            if estimate is None or (candidate.kind is Kind.ROOT and clock is not _clock(service)):
                continue
            name = f"{service.service.name}_{objective.metric}" + ("_wall" if clock is Clock.WALL else "")
            said = f"{candidate.design.describe() or 'unmodified'}; {_bound(objective, estimate, outcome)}{beside}"
            yield Figure(
                name, estimate.ratio, "x", str(clock), (estimate.low, estimate.high), objective.bound, said
            )


def _clock(service: ServiceRun) -> Clock:
    """The clock by which candidates of this service were compared."""
    return next((e.clock for e in service.noise), Clock.VIRTUAL)


def _selected(service: ServiceRun) -> tuple[Candidate, Measured]:
    """The selected node as it was proven, or the unmodified service."""
    nodes = [
        t for t in service.trials if t.candidate.id == service.selected and isinstance(t.outcome, Measured)
    ]
    nodes = nodes or [t for t in service.trials if t.candidate.kind is Kind.ROOT]
    best = max(nodes, key=lambda t: t.tier is Tier.FULL)
    assert isinstance(best.outcome, Measured), "the unmodified service is always measured"
    return best.candidate, best.outcome


def _gain(outcome: Outcome | None, objective: Objective, clock: Clock) -> Estimate | None:
    """The estimate of an arm, of one that was rejected for it, too."""
    if isinstance(outcome, (Measured, Rejected)):
        return next((e for e in outcome.estimates if e.metric is objective.metric and e.clock is clock), None)
    return None


def over_naive(service: ServiceRun) -> float | None:
    """How many times the selected node gains over the naive arm, in the first objective; None where no arm ran."""
    objective, clock = service.service.objectives[0], _clock(service)
    arm = next((a for a in service.arms if a.name == NAIVE), None)
    naive = _gain(arm.outcome if arm else None, objective, clock)
    ours = _gain(_selected(service)[1], objective, clock)
    return ours.gain / naive.gain if naive is not None and ours is not None else None


def _slower(service: ServiceRun) -> bool:
    candidate, outcome = _selected(service)
    mine = (outcome.estimate(o.metric, _clock(service)) for o in service.service.objectives if not o.is_bound)
    return candidate.kind is not Kind.ROOT and any(e is not None and clear_loss(e) for e in mine)


def _baselines(service: ServiceRun) -> Iterator[str]:
    """Each arm's ratio in the first objective."""
    objective = service.service.objectives[0]
    for arm in service.arms:
        found = _gain(arm.outcome, objective, _clock(service))
        why = "not run" if arm.outcome is None else "no figure"
        rejected = f", rejected: {arm.outcome.stage}" if isinstance(arm.outcome, Rejected) else ""
        yield f"{arm.name} {f'{found.ratio:.2f}x' if found else why}{rejected}"


def _bound(objective: Objective, estimate: Estimate, outcome: Measured) -> str:
    """How far the gain is from what the regions' share of the unmodified workload allows."""
    share = next((s for g in outcome.gates if (s := share_said(g.detail)) is not None), None)
    if share is None or share >= 1 or objective.metric not in (Metric.THROUGHPUT, Metric.CPU_TIME):
        return ""
    most = 1 / (1 - share)
    return f"bound by Amdahl's law {most:.2f}x, {estimate.gain / most:.0%} of it; "


def patched(service: ServiceRun, candidate: Candidate) -> Patched:
    """The size of a candidate's patch, by lines."""
    files = added = removed = support = 0
    for path, text in candidate.patch.files if candidate.patch else ():
        if path.rsplit("/", 1)[-1] == _SUPPORT:
            support = text.count("\n")
            continue
        old = service.service.source / path
        before = old.read_text(errors="surrogateescape").splitlines() if old.is_file() else []
        lines = list(difflib.unified_diff(before, text.splitlines(), lineterm="", n=0))[2:]
        files += 1
        added += sum(line.startswith("+") for line in lines)
        removed += sum(line.startswith("-") for line in lines)
    return Patched(files, added, removed, support)


PART = Part(
    "codegen",
    "every program with a specification: ratios, bounds, patch sizes, beside the baselines",
    run,
    f"The shipped examples, or the files in {SPECS}; one run each, so intervals are of pairs within a run. Emulated devices where the clock is virtual.",
    run_in,
)
