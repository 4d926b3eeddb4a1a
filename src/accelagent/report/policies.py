"""How services use shared devices, as the plan says it: the policies, what the search changed, and what that gained."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from accelagent.domain import Plan
from accelagent.planned import DevicePolicy, PolicySearch
from accelagent.report.text import bytes_text, percent

if TYPE_CHECKING:
    from rich.console import Console

POLICY_HEADS = (
    "service",
    "device",
    "queue",
    "weight",
    "engines",
    "stays on the core",
    "in flight",
    "batch",
    "polling",
    "instances",
    "rate limit",
)


def policy_rows(plan: Plan) -> list[tuple[str, ...]]:
    """A row per service on a queued device, in the order of POLICY_HEADS."""
    return [_row(p) for p in plan.policies]


def _row(policy: DevicePolicy) -> tuple[str, ...]:
    place = f"{policy.device}, device {policy.numa_node}" if policy.numa_node >= 0 else policy.device
    kept = [f"below {bytes_text(policy.threshold_bytes)}"] if policy.threshold_bytes else []
    kept += [f"{percent(policy.spill_share)} of the rest"] if policy.spill_share > 0 else []
    rings = policy.queue_mode == "ring pair"
    return (
        policy.service,
        place,
        "ring pair" if rings else f"{policy.queue_mode}, {policy.queue_size} entries",
        "none" if rings else str(policy.priority),
        str(policy.engines) if rings else f"{policy.engines} (group {policy.group})",
        ", ".join(kept) or "nothing",
        str(policy.depth),
        "none" if rings else str(policy.batch_cap),
        policy.poll,
        str(policy.instances),
        f"{bytes_text(round(policy.rate_limit_bytes_per_s))}/s" if policy.rate_limit_bytes_per_s else "none",
    )


def policy_said(plan: Plan) -> str:
    """Where the policies come from, in a sentence."""
    found = plan.policy_search
    if not plan.policies:
        return ""
    if found is None:
        return "Derived by rule; no two services meet on a device, so nothing was searched."
    searched = (
        f"{found.evaluated} policies were simulated, {found.refused} more refused because of what a lint says"
    )
    return f"{searched}; {found.note}{_gain(found)}."


def _gain(found: PolicySearch) -> str:
    if not found.adopted:
        return ""
    half = f" ± {100 * found.goal_gain_half:.1g}" if math.isfinite(found.goal_gain_half) else ""
    better = f": the goal is {100 * found.goal_gain:.2g}{half} % better than by rule"
    kept = ", and bounds are kept that the rule's policies break" if _mended(found) else ""
    return f"{better} in {found.replications} paired simulations with other random numbers{kept}"


def _mended(found: PolicySearch) -> bool:
    return found.broken_searched < found.broken_derived - 1e-9


def policy_steps(plan: Plan) -> list[str]:
    """What the search changed, with what each change gained on its own random numbers."""
    return [
        f"{s.service}: {s.field.replace('_', ' ')} {s.before} → {s.after}"
        f" (goal {100 * (math.exp(s.score[0] - s.score[1]) - 1):+.2g} %"
        f"{', mends a bound' if s.broken[1] < s.broken[0] - 1e-9 else ''})"
        for s in (plan.policy_search.steps if plan.policy_search else ())
    ]


def print_policies(plan: Plan, console: Console) -> None:
    """The table in the terminal; nothing without a queued device."""
    from accelagent.report.table import print_line, print_table

    rows = policy_rows(plan)
    if not rows:
        return
    console.print()
    print_line(console, "use of the devices: " + policy_said(plan))
    print_table(POLICY_HEADS, [list(r) for r in rows], console, wrap=POLICY_HEADS)
    for line in policy_steps(plan):
        print_line(console, f"changed by the search: {line}")
