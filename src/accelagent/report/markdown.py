"""The run as a Markdown page for a merge request or a wiki."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from accelagent.domain import Metric, Plan, Run, ServiceRun, Verdict
from accelagent.report.composed import together
from accelagent.report.conclusion import conclusion, goal_state
from accelagent.report.credit import CREDIT_HEAD, credit_rows, credits_of, usage_text
from accelagent.report.facts import (
    HELPED,
    Node,
    best_rows,
    comparison_clock,
    finding,
    is_emulated,
    loads_said,
    node_estimate,
    nodes,
    noise_text,
    objective_metrics,
    on_helper_core,
    skipped,
    sorted_regions,
)
from accelagent.report.policies import POLICY_HEADS, policy_rows, policy_said, policy_steps
from accelagent.report.text import FEW, TITLES, bytes_text, change, clock_text, one_line, percent
from accelagent.report.worth import HEADS, SURE, worth_rows, worth_total

MOST_REGIONS = 40
MOST_METRICS = 3
_MARKUP = re.compile(r"([\\`*_\[\]<>|#~!&])")


def run_to_markdown(run: Run) -> str:
    """Conclusion, regions, candidates and plan as GitHub-flavoured Markdown; text of the run is escaped."""
    lines = [f"# {_safe(run.spec.application)}", ""]
    lines += [f"- {_safe(sentence)}" for sentence in conclusion(run)]
    if is_emulated(run):
        lines += ["", "**Emulated**: numbers marked virtual are host CPU time plus a device model's waits."]
    if on_helper_core(run):
        lines += ["", HELPED.replace("Helper core, wall time", "**Helper core, wall time**")]
    lines += [
        "",
        f"Run `{run.id}`, backend {_safe(run.backend)}, {run.tier.value} gates, seed {run.seed}.",
        "",
    ]
    for service in run.services:
        lines += _service(run, service)
    if run.plan:
        lines += _plan(run, run.plan)
        lines += _together(run)
    lines += _skipped(run)
    return "\n".join(lines).rstrip() + "\n"


def _safe(text: str) -> str:
    return _MARKUP.sub(r"\\\1", one_line(text))


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    body = [f"| {' | '.join(row)} |" for row in rows]
    return [f"| {' | '.join(head)} |", f"|{' --- |' * len(head)}", *body, ""] if body else ["None.", ""]


def _service(run: Run, service: ServiceRun) -> list[str]:
    clock = clock_text(comparison_clock(service))
    lines = [
        f"## {_safe(service.service.name)}",
        "",
        f"Comparisons are in {clock} time. Interval: {FEW}.",
        "",
    ]
    lines += ["### Best candidate per objective", ""]
    rows = []
    for best in best_rows(run, service):
        said = change(best.estimate) if best.estimate else None
        found = [said.text if said else "", finding(best)[1]]
        rows.append([_safe(best.objective), str(best.node.number), _safe(best.node.recipe), *found])
    lines += _table(["objective", "no.", "recipe", "ratio (95 % interval)", "finding"], rows)
    if service.noise:
        said_noise = "; ".join(noise_text(e) for e in service.noise)
        lines += [f"A/A noise: {said_noise}.", ""]
    metrics = objective_metrics(service)[:MOST_METRICS]
    lines += ["### Candidates", ""]
    head = ["no.", "design", *(TITLES[m] for m in metrics), "outcome"]
    lines += _table(head, (_candidate(service, n, metrics) for n in nodes(run, service)))
    credits = credits_of(service)
    if any(c.proposer != "recipes" for c in credits):
        rows = [[_safe(cell) for cell in row] for row in credit_rows(credits)]
        lines += ["### Who earned what", "", *_table(CREDIT_HEAD, rows)]
        lines += [usage_text(run), ""] if run.usage.exchanges else []
    return lines + _regions(service)


def _candidate(service: ServiceRun, node: Node, metrics: Sequence[Metric]) -> list[str]:
    found = [node_estimate(service, node, m) for m in metrics]
    ratios = [change(e).text if e and not node.is_root else "" for e in found]
    outcome = f"rejected at {node.rejected.stage}: {node.rejected.reason}" if node.rejected else "measured"
    mark = " (selected)" if node.selected else ""
    design = node.candidate.design.describe() or node.recipe
    return [str(node.number), _safe(design + mark), *ratios, _safe(outcome)]


def _regions(service: ServiceRun) -> list[str]:
    regions = sorted_regions(service.identification.regions)
    rows = [
        [
            f"{_safe(r.path)}:{r.start_line} {_safe(r.function)}",
            f"{r.operation.value} {_safe(r.algorithm)}",
            r.verdict.value,
            bytes_text(r.min_bytes) if r.min_bytes is not None else "",
            _safe(r.reasons[0].text) if r.reasons else "",
        ]
        for r in regions[:MOST_REGIONS]
    ]
    tally = ", ".join(f"{sum(r.verdict is v for r in regions)} {v.value}" for v in Verdict)
    lines = ["### Regions", "", f"{len(regions)} regions: {tally}.", ""]
    return lines + _table(["where", "operation", "verdict", "break-even", "main reason"], rows)


def _plan(run: Run, plan: Plan) -> list[str]:
    lines = [
        "## Plan",
        "",
        f"Goal: {_safe(plan.goal)}. {_safe(goal_state(run, plan).capitalize())}.",
        "",
    ]
    rows = [
        [
            _safe(a.service),
            _safe(a.design.describe() or "unmodified"),
            _safe(a.device),
            str(a.instances),
            percent(a.share),
        ]
        for a in plan.assignments
    ]
    lines += _table(["service", "design", "device", "instances", "share"], rows)
    for used in plan.device_utilisation:
        lines.append(f"- {_safe(used[0])} is used to {percent(used[1])} {loads_said(run)}.")
    for p in plan.predictions:
        if p.holds is not None:
            lines.append(f"- bound {_safe(p.bound)}: {'holds' if p.holds else 'violated'} as predicted.")
    lines += [f"- given up: {_safe(line)}" for line in plan.given_up]
    lines += [f"- lint: {_safe(line)}" for line in plan.lints]
    if plan.validation:
        lines.append(f"- validation: {_safe(plan.validation)}")
    return [*lines, f"- certificate: {_safe(plan.certificate)}", "", *_policies(plan), *_worth(plan)]


def _policies(plan: Plan) -> list[str]:
    rows = [[_safe(cell) for cell in row] for row in policy_rows(plan)]
    if not rows:
        return []
    steps = [f"- {_safe(line)}" for line in policy_steps(plan)]
    lines = ["### Use of the devices", "", *_table(list(POLICY_HEADS), rows), _safe(policy_said(plan)), ""]
    return [*lines, *steps, *([""] if steps else [])]


def _together(run: Run) -> list[str]:
    found = together(run)
    if found is None:
        return []
    rows = [
        [
            _safe(r.service),
            _safe(r.metric),
            *(f"{c.text} **broken**" if c.holds is False else c.text for c in r.cells),
            r.predicted,
        ]
        for r in found.rows
    ]
    said = f"{found.rounds} interleaved rounds; ratios to the unmodified services run alike."
    lines = ["### Run together", "", said, ""]
    lines += _table(["service", "metric", *map(_safe, found.names), "predicted"], rows)
    lines += [f"- **{_safe(line)}**" for line in (*found.verdicts, *found.kept)]
    lines += [f"- {_safe(name)} runs {_safe(runs)}" for name, runs in found.choices]
    return [*lines, *(f"- could not be run: {_safe(line)}" for line in found.failures), ""]


def _worth(plan: Plan) -> list[str]:
    rows = [[_safe(cell) for cell in row.cells] for row in worth_rows(plan)]
    if not rows:
        return []
    return ["### What it is worth", "", *_table(HEADS, rows), f"{worth_total(plan)} {SURE}", ""]


def _skipped(run: Run) -> list[str]:
    items = skipped(run)
    if not items:
        return []
    lines = [
        f"- {_safe(i.what)}{f' ({i.times} candidates)' if i.times > 1 else ''}: {_safe(i.why)}" for i in items
    ]
    return ["## What was skipped", "", *lines, ""]
