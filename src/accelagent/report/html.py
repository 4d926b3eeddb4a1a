"""The report page: one self-contained file that reads without scripts, network or the run's database."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from accelagent.domain import (
    Assignment,
    Clock,
    Estimate,
    Measured,
    Metric,
    Region,
    Run,
    ServiceRun,
    Subtree,
    Verdict,
)
from accelagent.report import text
from accelagent.report.composed import together
from accelagent.report.conclusion import conclusion, goal_state
from accelagent.report.credit import CREDIT_HEAD, credit_rows, credits_of, usage_text
from accelagent.report.drawing import Plot, Tree, plot, tree
from accelagent.report.excerpts import DiffLine, Excerpt, Sources, diff, excerpt, log_excerpt
from accelagent.report.facts import (
    HELPED,
    Best,
    Node,
    assignment_of,
    best_rows,
    colour,
    comparison_clock,
    counts,
    finding,
    is_emulated,
    loads_said,
    node_estimate,
    nodes,
    objective_metrics,
    on_helper_core,
    skipped,
    sorted_regions,
    subtree_of,
)
from accelagent.report.policies import POLICY_HEADS, policy_rows, policy_said, policy_steps
from accelagent.report.worth import HEADS, SURE, worth_rows, worth_total

if TYPE_CHECKING:
    from jinja2 import Environment

TEMPLATES = Path(__file__).parent / "templates"
MOST_REGIONS = 40  # with reasons and source; the rest stand in the JSON view
MOST_METRIC_COLUMNS = 4


@dataclass(frozen=True, slots=True)
class RegionPart:
    region: Region
    excerpt: Excerpt | None


@dataclass(frozen=True, slots=True)
class ServicePart:
    """Everything the page shows about one service."""

    anchor: str
    run: ServiceRun
    clock: Clock
    metrics: tuple[Metric, ...]
    nodes: tuple[Node, ...]
    best: tuple[Best, ...]
    chosen: Node | None
    measured: int
    rejected: int
    tree: Tree
    plot: Plot | None
    regions: tuple[RegionPart, ...]
    regions_left: int
    diff: tuple[DiffLine, ...]
    assignment: Assignment | None
    subtree: Subtree | None

    @property
    def credits(self) -> list[list[str]]:
        """Rows of who earned what; empty where only the recipes proposed."""
        found = credits_of(self.run)
        return credit_rows(found) if any(c.proposer != "recipes" for c in found) else []

    @property
    def name(self) -> str:
        return self.run.service.name

    @property
    def unit(self) -> str:
        return self.run.service.workload.unit

    def estimate(self, node: Node, metric: Metric) -> Estimate | None:
        return node_estimate(self.run, node, metric)

    def colour(self, estimate: Estimate) -> str:
        return colour(self.run, estimate)

    def also_wall(self, node: Node) -> tuple[Estimate, ...]:
        """Wall-clock estimates that stand beside virtual ones."""
        estimates = node.measured.estimates if node.measured else ()
        return tuple(e for e in estimates if e.clock is not self.clock)

    def tally(self, verdict: Verdict) -> int:
        return sum(r.verdict is verdict for r in self.run.identification.regions)

    def number_of(self, candidate_id: str) -> str:
        """The node's number, or the bare id of a candidate outside this service's tree."""
        return next((str(n.number) for n in self.nodes if n.candidate.id == candidate_id), candidate_id)


def write_html(run: Run, path: Path, sources: Sources) -> None:
    """Write the run's report to `path`; `sources(service, relative path)` gives baseline text, or None if absent."""
    path.write_text(render_html(run, sources), encoding="utf-8", errors="replace")


def render_html(run: Run, sources: Sources) -> str:
    """The report as HTML text."""
    script = (TEMPLATES / "report.js").read_text(encoding="utf-8")
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    return (
        _environment()
        .get_template("report.html.j2")
        .render(
            run=run,
            conclusion=conclusion(run),
            goal_state=goal_state(run, run.plan).capitalize() if run.plan else "",
            emulated=is_emulated(run),
            helped=HELPED if on_helper_core(run) else "",
            skipped=skipped(run),
            together=together(run),
            loads=loads_said(run),
            worth=worth_rows(run.plan) if run.plan else [],
            worth_heads=HEADS,
            policy_heads=POLICY_HEADS,
            policies=policy_rows(run.plan) if run.plan else [],
            policy_said=policy_said(run.plan) if run.plan else "",
            policy_steps=policy_steps(run.plan) if run.plan else [],
            worth_sure=SURE,
            worth_total=worth_total(run.plan) if run.plan else "",
            services=[_part(run, s, i, sources) for i, s in enumerate(run.services, start=1)],
            style=(TEMPLATES / "report.css").read_text(encoding="utf-8"),
            credit_head=CREDIT_HEAD,
            usage_text=usage_text,
            script=script,
            script_hash=digest,
        )
    )


def _environment() -> Environment:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_finalize,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals.update(
        titles=text.TITLES,
        verdicts=tuple(Verdict),
        change=text.change,
        finding=finding,
        value=text.value_text,
        unit=text.unit_text,
        whole="{:,}".format,
        clock=text.clock_text,
        few=text.FEW,
        size=text.bytes_text,
        seconds=text.seconds_text,
        number=text.plain,
        percent=text.percent,
        log=log_excerpt,
        is_measured=lambda outcome: isinstance(outcome, Measured),
    )
    return environment


def _finalize(value: object) -> object:
    """Every string of the run loses control characters before it is escaped; markup made here passes."""
    return text.clean(value) if type(value) is str else value


def _part(run: Run, service: ServiceRun, number: int, sources: Sources) -> ServicePart:
    all_nodes = nodes(run, service)
    metrics = objective_metrics(service)
    chosen = next((n for n in all_nodes if n.selected), None)
    patch = chosen.candidate.patch if chosen else None
    measured, rejected = counts(service)
    return ServicePart(
        anchor=f"s{number}",
        run=service,
        clock=comparison_clock(service),
        metrics=metrics[:MOST_METRIC_COLUMNS],
        nodes=all_nodes,
        best=best_rows(run, service),
        chosen=chosen,
        measured=measured,
        rejected=rejected,
        tree=tree(service, all_nodes, metrics[0] if metrics else None),
        plot=plot(service, all_nodes, metrics[:2]),
        regions=_region_parts(service.identification.regions, sources),
        regions_left=max(0, len(service.identification.regions) - MOST_REGIONS),
        diff=diff(service.service.name, patch, sources) if patch else (),
        assignment=assignment_of(run, service),
        subtree=subtree_of(run, service),
    )


def _region_parts(regions: Sequence[Region], sources: Sources) -> tuple[RegionPart, ...]:
    return tuple(RegionPart(r, excerpt(r, sources)) for r in sorted_regions(regions)[:MOST_REGIONS])
