"""The plan as the mapping that plan.yaml and `run --json` hold."""

from __future__ import annotations

from dataclasses import asdict

from accelagent.domain import Assignment, Plan, Spec, Subtree
from accelagent.orchestrator import resources
from accelagent.orchestrator.worth import as_plain

SCHEMA = 1


def to_dict(plan: Plan, spec: Spec) -> dict[str, object]:
    """Only plain values, in the order a reader wants them."""
    subtrees = {s.service: s for s in plan.subtrees}
    policies = {p.service: resources.as_plain(p) for p in plan.policies}
    return {
        "schema": SCHEMA,
        "application": spec.application,
        "goal": plan.goal,
        "feasible": plan.feasible,
        "services": [_service(a, subtrees[a.service], policies.get(a.service)) for a in plan.assignments],
        "predictions": [_rounded(asdict(p)) for p in plan.predictions],
        "devices": {d.name: {"model": d.model, "count": d.count} for d in spec.devices},
        "device_utilisation": {name: round(used, 4) for name, used in plan.device_utilisation},
        "certificate": plan.certificate,
        "given_up": list(plan.given_up),
        "alternatives": list(plan.alternatives),
        "lints": list(plan.lints),
        "validation": plan.validation,
        "policy_search": resources.search_as_plain(plan.policy_search),
        "worth": [as_plain(w) for w in plan.worth],
    }


def _rounded(value: dict[str, object]) -> dict[str, object]:
    """No more digits than a measurement can carry."""
    return {k: float(f"{v:.6g}") if isinstance(v, float) else v for k, v in value.items()}


def _service(assignment: Assignment, subtree: Subtree, policy: dict[str, object] | None) -> dict[str, object]:
    return {
        "service": assignment.service,
        "selected": assignment.candidate,
        "design": assignment.design.describe() or "unmodified",
        "knobs": dict(assignment.design.knobs),
        "device": assignment.device,
        "execution": str(assignment.execution) if assignment.execution else None,
        "work_queue": assignment.work_queue,
        "instances": assignment.instances,
        "priority": assignment.priority,
        "share": round(assignment.share, 6),
        "fallback_below": assignment.fallback_below,
        "environment": dict(assignment.environment),
        "policy": policy,
        "subtree": {
            "root": subtree.root,
            "nodes": list(subtree.nodes),
            "path": list(subtree.path),
            "join_key": subtree.join_key,
            "pruned": [{"node": node, "reason": reason} for node, reason in subtree.pruned],
        },
    }
