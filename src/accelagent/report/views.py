"""The machine-readable view of a run: the object that `run --json` prints."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TypeAlias

from accelagent.domain import (
    Arm,
    Assignment,
    Clock,
    Composed,
    Counters,
    Estimate,
    Gate,
    Measured,
    Metric,
    Outcome,
    Plan,
    Prediction,
    Region,
    Run,
    ServiceRun,
    Subtree,
)
from accelagent.report.composed import gains
from accelagent.report.credit import Credit, credits_of
from accelagent.report.facts import Node, nodes, selected_id
from accelagent.report.markdown import run_to_markdown

__all__ = ["JsonObject", "run_to_json", "run_to_markdown"]

JsonObject: TypeAlias = dict[str, object]

SCHEMA = 1


def run_to_json(run: Run, artifacts: Sequence[Path], plan: Mapping[str, object] | None = None) -> JsonObject:
    """The run as JSON values in base units; `plan` is the plan as plan.yaml holds it, null when there is none."""
    return {
        "schema": SCHEMA,
        "run": run.id,
        "application": run.spec.application,
        "backend": run.backend,
        "seed": run.seed,
        "gates": run.tier.value,
        "machine": dict(run.machine),
        "seconds": run.seconds,
        "notes": list(run.notes),
        "model_usage": asdict(run.usage),
        "services": [_service(run, s) for s in run.services],
        "plan": dict(plan) if plan is not None else _plan(run.plan),
        "composed": [_composed(run, c) for c in run.composed],
        "artifacts": [str(a) for a in artifacts],
        "measurements": [m for s in run.services for m in _measurements(run, s)],
    }


def _composed(run: Run, one: Composed) -> JsonObject:
    """One combination run together."""
    return {
        "name": one.name,
        "candidates": dict(one.choice),
        "rounds": one.rounds,
        "failed": one.failed or None,
        "checks": [asdict(c) for c in one.checks],
        "gains": [asdict(g) for g in gains(run, one)],
    }


def _service(run: Run, service: ServiceRun) -> JsonObject:
    beside = _metrics_on_both_clocks(service)
    identified = service.identification
    return {
        "name": service.service.name,
        "regions": [_region(r) for r in identified.regions],
        "files_scanned": identified.files_scanned,
        "lines_scanned": identified.lines_scanned,
        "skipped": list(identified.skipped),
        "tree": [_node(service, n, beside) for n in nodes(run, service)],
        "selected": selected_id(run, service),
        "best": dict(service.best),
        "front": list(service.front),
        "noise": [{"metric": e.metric.value, **_estimate(service, e)} for e in service.noise],
        "arms": [_arm(service, a, beside) for a in service.arms],
        "proposers": [_credit(c) for c in credits_of(service)],
        "declined": [
            {
                "recipe": d.recipe,
                "reason": d.reason,
                "regions": [{"region": region, "reason": why} for region, why in d.regions],
            }
            for d in service.declined
        ],
    }


def _region(region: Region) -> JsonObject:
    sizes = region.sizes
    return {
        "id": region.id,
        "service": region.service,
        "path": region.path,
        "function": region.function,
        "start_line": region.start_line,
        "end_line": region.end_line,
        "language": region.language,
        "operation": region.operation.value,
        "algorithm": region.algorithm,
        "devices": list(region.devices),
        "verdict": region.verdict.value,
        "min_bytes": region.min_bytes,
        "execution_model": region.execution_model.value if region.execution_model else None,
        "confidence": region.confidence,
        "sizes": {"low": sizes.low, "typical": sizes.typical, "high": sizes.high, "evidence": sizes.evidence},
        "reasons": [{"text": r.text, "knowledge": r.knowledge} for r in region.reasons],
        "considerations": [
            {"text": c.text, "knowledge": c.knowledge, "enforced_by": c.enforced_by}
            for c in region.considerations
        ],
    }


def _node(service: ServiceRun, node: Node, beside: frozenset[Metric]) -> JsonObject:
    candidate = node.candidate
    return {
        "id": candidate.id,
        "commit": candidate.commit,
        "kind": candidate.kind.value,
        "parents": list(candidate.parents),
        "objectives": list(candidate.objectives),
        "design": {"recipe": candidate.design.recipe, "knobs": dict(candidate.design.knobs)},
        "proposer": candidate.proposer,
        "regions": list(candidate.patch.regions) if candidate.patch else [],
        "seconds": node.trial.seconds,
        "tier": node.trial.tier.value,
        **_outcome(service, node.outcome, beside),
    }


def _arm(service: ServiceRun, arm: Arm, beside: frozenset[Metric]) -> JsonObject:
    head: JsonObject = {"name": arm.name, "description": arm.description}
    if arm.outcome is None:
        return {**head, "outcome": None, "stage": None, "reason": arm.description, "metrics": {}}
    return {**head, **_outcome(service, arm.outcome, beside)}


def _credit(one: Credit) -> JsonObject:
    return {
        "name": one.proposer,
        "trials": one.trials,
        "measured": one.measured,
        "rejected": one.rejected,
        "best_gain": dict(one.gains),
        "hypervolume_contribution": one.contribution,
        "hypervolume": one.hypervolume,
        "seconds": one.seconds,
    }


def _outcome(service: ServiceRun, outcome: Outcome, beside: frozenset[Metric]) -> JsonObject:
    gates = [_gate(g) for g in outcome.gates]
    if isinstance(outcome, Measured):
        return {
            "outcome": "measured",
            "stage": None,
            "reason": None,
            "metrics": {_key(e, beside): _estimate(service, e) for e in outcome.estimates},
            "counters": _counters(outcome.counters),
            "gates": gates,
        }
    return {
        "outcome": "rejected",
        "stage": outcome.stage,
        "pattern": outcome.pattern,
        "reason": outcome.reason,
        "metrics": {_key(e, beside): _estimate(service, e) for e in outcome.estimates},
        "counters": None,
        "gates": gates,
    }


def _metrics_on_both_clocks(service: ServiceRun) -> frozenset[Metric]:
    """Metrics that any node has in virtual time: their wall estimates get their own key."""
    outcomes = [t.outcome for t in service.trials if isinstance(t.outcome, Measured)]
    return frozenset(e.metric for o in outcomes for e in o.estimates if e.clock is Clock.VIRTUAL)


def _key(estimate: Estimate, beside: frozenset[Metric]) -> str:
    wall = estimate.clock is Clock.WALL and estimate.metric in beside
    return f"{estimate.metric.value}@wall" if wall else estimate.metric.value


def _estimate(service: ServiceRun, estimate: Estimate) -> JsonObject:
    metric = estimate.metric
    unit = f"{service.service.workload.unit}/s" if metric is Metric.THROUGHPUT else metric.unit
    return {
        "value": _finite(estimate.value),
        "baseline": _finite(estimate.baseline),
        "unit": unit,
        "ratio": _finite(estimate.ratio),
        "ci": [_finite(estimate.low), _finite(estimate.high)],
        "clock": estimate.clock.value,
        "pairs": estimate.pairs,
    }


def _finite(value: float) -> float | None:
    """JSON has no infinity and no NaN."""
    return value if math.isfinite(value) else None


def _counters(counters: Counters) -> JsonObject:
    return {name: getattr(counters, name) for name in Counters.__dataclass_fields__}


def _gate(gate: Gate) -> JsonObject:
    return {"name": gate.name, "status": gate.status, "detail": gate.detail, "seconds": gate.seconds}


def _measurements(run: Run, service: ServiceRun) -> list[JsonObject]:
    name = service.service.name
    rows = [
        (n.candidate.id, e) for n in nodes(run, service) for e in (n.measured.estimates if n.measured else ())
    ]
    rows += [("A/A", e) for e in service.noise]
    for arm in service.arms:
        if isinstance(arm.outcome, Measured):
            rows += [(f"arm:{arm.name}", e) for e in arm.outcome.estimates]
    return [
        {
            "service": name,
            "node": node,
            "metric": e.metric.value,
            "clock": e.clock.value,
            "samples": [[_finite(a), _finite(b)] for a, b in e.samples],
        }
        for node, e in rows
    ]


def _plan(plan: Plan | None) -> JsonObject | None:
    """A plan in the keys of plan.yaml, for a caller that has no written one."""
    if plan is None:
        return None
    subtrees = {s.service: s for s in plan.subtrees}
    return {
        "schema": SCHEMA,
        "goal": plan.goal,
        "feasible": plan.feasible,
        "services": [_assignment(a, subtrees.get(a.service)) for a in plan.assignments],
        "predictions": [_prediction(p) for p in plan.predictions],
        "certificate": plan.certificate,
        "given_up": list(plan.given_up),
        "lints": list(plan.lints),
        "alternatives": list(plan.alternatives),
        "validation": plan.validation,
        "device_utilisation": dict(plan.device_utilisation),
    }


def _assignment(assignment: Assignment, subtree: Subtree | None) -> JsonObject:
    return {
        "service": assignment.service,
        "selected": assignment.candidate,
        "device": assignment.device,
        "execution": assignment.execution.value if assignment.execution else None,
        "work_queue": assignment.work_queue,
        "instances": assignment.instances,
        "priority": assignment.priority,
        "share": assignment.share,
        "fallback_below": assignment.fallback_below,
        "environment": dict(assignment.environment),
        "subtree": _subtree(subtree) if subtree else None,
    }


def _subtree(subtree: Subtree) -> JsonObject:
    return {
        "root": subtree.root,
        "nodes": list(subtree.nodes),
        "path": list(subtree.path),
        "join_key": subtree.join_key,
        "pruned": [{"node": node, "reason": why} for node, why in subtree.pruned],
    }


def _prediction(prediction: Prediction) -> JsonObject:
    return {
        "service": prediction.service,
        "metric": prediction.metric,
        "value": _finite(prediction.value),
        "unit": prediction.unit,
        "ratio": None if prediction.ratio is None else _finite(prediction.ratio),
        "bound": prediction.bound,
        "holds": prediction.holds,
    }
