"""What the tools answer: plain values, short enough for a model to read."""

from __future__ import annotations

import difflib
import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path, PurePosixPath

from accelagent.codegen.recipes import SUPPORT_FILE
from accelagent.devices import DeviceModel
from accelagent.domain import Declined, Estimate, Kind, Measured, Patch, Plan, Region, Service, Spec, Trial
from accelagent.mcp.answers import (
    ApplicationAnswer,
    DeclinedAnswer,
    DeviceAnswer,
    EntryAnswer,
    FullNodeAnswer,
    MetricAnswer,
    NodeAnswer,
    PlanAnswer,
    RegionAnswer,
    ServiceAnswer,
    TaskAnswer,
)
from accelagent.workbench import Assignment

LOG_LIMIT = 8000


def application(spec: Spec) -> ApplicationAnswer:
    """Services, devices, goal and budget."""
    return {
        "application": spec.application,
        "services": [service(s) for s in spec.services],
        "devices": [{"name": d.name, "model": d.model, "count": d.count} for d in spec.devices],
        "goal": spec.goal.text,
        "budget": {"trials": spec.budget.trials, "wall_s": spec.budget.wall_s},
    }


def service(one: Service) -> ServiceAnswer:
    """One service as the specification has it."""
    return {
        "name": one.name,
        "source": str(one.source),
        "build": one.build,
        "test": one.test,
        "verify": one.verify,
        "workload": one.workload.command,
        "unit": one.workload.unit,
        "devices": list(one.devices),
        "objectives": [o.text for o in one.objectives],
        "may_not_touch": list(one.exclude),
    }


def region(one: Region) -> RegionAnswer:
    """One region with verdict, reasons and what to mind."""
    return {
        "id": one.id,
        "path": one.path,
        "function": one.function,
        "lines": [one.start_line, one.end_line],
        "operation": f"{one.operation} {one.algorithm}",
        "interface": one.interface,
        "calls": [{"name": c.name, "line": c.line} for c in one.calls],
        "devices": list(one.devices),
        "verdict": str(one.verdict),
        "min_bytes": one.min_bytes,
        "execution_model": str(one.execution_model) if one.execution_model else None,
        "confidence": one.confidence,
        "sizes": {"low": one.sizes.low, "typical": one.sizes.typical, "high": one.sizes.high},
        "reasons": [{"text": r.text, "knowledge": r.knowledge} for r in one.reasons],
        "considerations": [
            {"text": c.text, "knowledge": c.knowledge, "enforced_by": c.enforced_by}
            for c in one.considerations
        ],
    }


def node(trial: Trial) -> NodeAnswer:
    """A node in a few lines: design, outcome, ratios to the unmodified service."""
    candidate, outcome = trial.candidate, trial.outcome
    rejected = not isinstance(outcome, Measured)
    root = candidate.kind is Kind.ROOT
    return {
        "id": candidate.id,
        "kind": str(candidate.kind),
        "parents": list(candidate.parents),
        "objectives": list(candidate.objectives),
        "proposer": candidate.proposer,
        "design": candidate.design.describe() or "unmodified",
        "outcome": "rejected" if rejected else "measured",
        "stage": None if isinstance(outcome, Measured) else outcome.stage,
        "reason": None if isinstance(outcome, Measured) else outcome.reason,
        "metrics": {
            f"{e.metric} ({e.clock})": _value(e) if root else _estimate(e) for e in outcome.estimates
        },
        "tier": str(trial.tier),
        "seconds": round(trial.seconds, 2),
    }


def _value(one: Estimate) -> MetricAnswer:
    return {
        "value": _short(one.value),
        "unit": one.metric.unit,
        "better_when": "larger" if one.metric.maximise else "smaller",
    }


def _estimate(one: Estimate) -> MetricAnswer:
    return {
        "ratio_to_unmodified": _short(one.ratio),
        "interval_95": [_short(one.low), _short(one.high)],
        **_value(one),
    }


def _short(value: float) -> float:
    return float(f"{value:.4g}")


def full_node(trial: Trial, source: Path, *, whole: bool = False) -> FullNodeAnswer:
    """A node with its gates, log, counters and patch; a support file added by it is only named unless `whole`."""
    outcome = trial.outcome
    patch = trial.candidate.patch
    support = [] if whole or patch is None else [p for p, _ in patch.files if _is_support(p)]
    shown = patch and replace(patch, files=tuple(f for f in patch.files if f[0] not in support))
    notable = [g for g in outcome.gates if g.status != "passed" or g.detail]
    counters = outcome.counters if isinstance(outcome, Measured) else None
    return {
        **node(trial),
        "gates": [{"name": g.name, "status": g.status, "detail": g.detail} for g in notable],
        "passed": [g.name for g in outcome.gates if g not in notable],
        "log": "" if isinstance(outcome, Measured) else outcome.log[-LOG_LIMIT:],
        "counters": None
        if counters is None
        else {name: getattr(counters, name) for name in counters.__dataclass_fields__},
        "patch": diff(shown, source) if shown else "",
        "also_adds": support,
    }


def _is_support(path: str) -> bool:
    return PurePosixPath(path).name == SUPPORT_FILE


def diff(patch: Patch, source: Path) -> str:
    """The patch as a unified diff that `submit_candidate` takes back."""
    parts: list[str] = []
    for name, text in patch.files:
        path = source / name
        old = path.read_text("utf-8", "surrogateescape") if path.is_file() else ""
        labels = (f"a/{name}" if path.is_file() else "/dev/null", f"b/{name}")
        lines = difflib.unified_diff(old.splitlines(True), text.splitlines(True), *labels)
        parts += [
            line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in lines
        ]
    return "".join(parts).encode("utf-8", "replace").decode()


_DECLARED = re.compile(
    r"((?:/\*(?:(?!\*/).)*\*/\n)?)^(ACCEL_ONE_COPY [^;{}]*\)|(?:struct|enum) \w* ?\{.*?^\}|enum \{[^}]*\});?$",
    re.MULTILINE | re.DOTALL,
)


def interface(text: str) -> str:
    """Types and functions of a C support file with the comments before them, without the functions' bodies."""
    found = (f"{m[1]}{m[2].removeprefix('ACCEL_ONE_COPY ')};" for m in _DECLARED.finditer(text))
    return "\n".join(found)


def task(assignment: Assignment, knowledge: Sequence[EntryAnswer]) -> TaskAnswer:
    """What to do next, and everything needed to begin."""
    search, parent, service_ = assignment.search, assignment.parent, assignment.service
    front = [t for t in assignment.tree.front() if t.candidate.id != parent.candidate.id]
    return {
        "service": service_.name,
        "source": str(service_.source),
        "may_not_touch": [*service_.exclude, *assignment.guarded],
        "objective": assignment.objective.text,
        "bounds": [o.text for o in service_.objectives if o.is_bound],
        "parent": full_node(parent, service_.source),
        "regions": [region(r) for r in search.identification.regions],
        "declined_by_recipes": [declined(d) for d in assignment.declined],
        "untried_recipes": [d.describe() for d in assignment.untried],
        "front": [node(t) for t in front],
        "knowledge": list(knowledge),
        "how": HOW,
    }


def declined(one: Declined) -> DeclinedAnswer:
    """Why a recipe left regions alone."""
    return {"recipe": one.recipe, "reason": one.reason, "regions": [list(r) for r in one.regions]}


HOW = (
    "Change C or C++ source files only; tests, build files and the workload stay as they are. Offload through the vendor "
    "interfaces (cpa_dc.h, linux/idxd.h, isa-l.h) with a CPU fallback on every path and no unbounded wait; `draft` gives a "
    "recipe's patch; where all recipes decline, `support_file` says what your own patch may call. Then submit_candidate with a unified diff against the unmodified "
    "source (or `parent`), and say offloads=true if it uses a device with queues: the device's own counters must show it. "
    "`prove_candidate` puts a measured node through the full gates, which also build without the vendors' headers: keep the "
    "old code under #else. What the gates say is final; read `log` and `gates` of a rejected node before the next attempt."
)


def plan(one: Plan) -> PlanAnswer:
    """The plan's choices, predictions and what was given up."""
    return {
        "goal": one.goal,
        "feasible": one.feasible,
        "assignments": [
            {"service": a.service, "candidate": a.candidate, "device": a.device, "share": _short(a.share)}
            for a in one.assignments
        ],
        "predictions": [
            {
                "service": p.service,
                "metric": p.metric,
                "value": _short(p.value),
                "unit": p.unit,
                "bound": p.bound,
                "holds": p.holds,
            }
            for p in one.predictions
        ],
        "certificate": one.certificate,
        "given_up": list(one.given_up),
        "lints": list(one.lints),
        "validation": one.validation,
    }


def device(model: DeviceModel) -> DeviceAnswer:
    """Every number of a device with its source."""
    return {
        "name": model.name,
        "title": model.title,
        "kind": model.kind,
        "interface": model.interface,
        "parameters": {
            name: {
                "value": p.value,
                "range": [p.low, p.high],
                "unit": p.unit,
                "grade": str(p.grade),
                "source": p.source,
            }
            for name, p in model.parameters.items()
        },
    }
