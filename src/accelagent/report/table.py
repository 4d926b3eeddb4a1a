"""The end of a run on a terminal: regions, best candidates, rejections, plan and files; plain text when piped."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from accelagent.domain import Identification, Plan, Region, Run, ServiceRun, Verdict
from accelagent.report.composed import print_together
from accelagent.report.conclusion import conclusion, goal_state
from accelagent.report.credit import CREDIT_HEAD, credit_rows, credits_of, usage_text
from accelagent.report.facts import (
    HELPED,
    best_rows,
    comparison_clock,
    finding,
    is_emulated,
    loads_said,
    nodes,
    noise_text,
    on_helper_core,
    skipped,
    sorted_regions,
)
from accelagent.report.policies import print_policies
from accelagent.report.text import ENOUGH_PAIRS, FEW, bytes_text, change, clock_text, one_line, percent
from accelagent.report.worth import print_worth
from accelagent.units import plain

if TYPE_CHECKING:
    from rich.console import Console

MOST_SKIPS = 3
MOST_REGIONS = {Verdict.OFFLOAD: 20, Verdict.CONDITIONAL: 12, Verdict.AVOID: 6}
COLOURS = {"better": "green", "within the bound": "green", "worse": "red", "violates the bound": "red"}


def print_run(run: Run, console: Console, artifacts: Sequence[Path] = ()) -> None:
    """Print the run's tables within the console's width; text of the run is never read as markup."""
    for service in run.services:
        _heading(console, one_line(service.service.name, 60))
        region_table(service.identification, console)
        _print_best(run, service, console)
        _print_arms(service, console)
        _print_credit(run, service, console)
        _print_rejected(run, service, console)
    if run.plan:
        _heading(console, "plan")
        _print_plan(run, run.plan, console)
        print_together(run, console)
        print_policies(run.plan, console)
        print_worth(run.plan, console)
    _print_skipped(run, console)
    _heading(console, "conclusion")
    for sentence in conclusion(run):
        print_line(console, sentence)
    if is_emulated(run):
        print_line(console, "Emulated: virtual times come from a device model, not from a device.", "yellow")
    if on_helper_core(run):
        print_line(console, HELPED, "yellow")
    _print_artifacts(artifacts, console)


def _heading(console: Console, text: str) -> None:
    console.print()
    print_line(console, text, "bold")


def print_line(console: Console, text: str, style: str = "") -> None:
    """Print text of the run as one plain paragraph, indented as it is."""
    indent = " " * (len(text) - len(text.lstrip(" ")))
    console.print(indent + one_line(text), style=style, markup=False, highlight=False, emoji=False)


def print_table(
    columns: Sequence[str], rows: Sequence[Sequence[str]], console: Console, *, wrap: Sequence[str]
) -> None:
    """Print rows under their headings; only the columns in `wrap` may break into lines."""
    from rich.box import SIMPLE_HEAD
    from rich.table import Table
    from rich.text import Text

    table = Table(box=SIMPLE_HEAD, pad_edge=False, show_edge=False, header_style="bold")
    for column in columns:
        table.add_column(
            column, no_wrap=column not in wrap, overflow="fold" if column in wrap else "ellipsis"
        )
    for row in rows:
        table.add_row(*(Text(one_line(cell), style=COLOURS.get(cell, "")) for cell in row))
    console.print(table)


def region_table(found: Identification, console: Console) -> None:
    """The regions by verdict, surest first: a line of facts and one with the main reason."""
    tally = Counter(r.verdict for r in found.regions)
    counts = ", ".join(f"{tally[v]} {v.value}" for v in Verdict)
    regions = f"{len(found.regions)} region{'' if len(found.regions) == 1 else 's'}"
    files = f"{found.files_scanned} file{'' if found.files_scanned == 1 else 's'}"
    print_line(console, f"{found.root.name}: {regions} in {files}: {counts}")
    shown = [
        r
        for v in Verdict
        for r in [x for x in sorted_regions(found.regions) if x.verdict is v][: MOST_REGIONS[v]]
    ]
    for region in shown:
        _print_region(region, console)
    if len(shown) < len(found.regions):
        print_line(
            console, f"  … {len(found.regions) - len(shown)} more with --format json, html or sarif", "dim"
        )
    _print_skips(found, console)


def _print_skips(found: Identification, console: Console) -> None:
    """Files that were left out or read only in part: a few by name, all of them counted."""
    for line in found.skipped[:MOST_SKIPS]:
        _clipped(console, f"  note: {one_line(line)}", "dim")
    if len(found.skipped) > MOST_SKIPS:
        print_line(
            console, f"  note: {len(found.skipped) - MOST_SKIPS} more files left out or read in part", "dim"
        )


def _print_region(region: Region, console: Console) -> None:
    """One line of facts and one with the main reason, each cut at the console's width."""
    where = one_line(f"{region.path}:{region.start_line} {region.function}")
    operation = one_line(f"{region.operation.value} {region.algorithm}", 20)
    start = f"from {bytes_text(region.min_bytes)}" if region.min_bytes is not None else ""
    model = region.execution_model.value if region.execution_model else ""
    facts = f"  {region.verdict.value:<13}{operation:<21}{model:<9}{start:<17}"
    if len(facts) + len(where) <= console.width:
        _clipped(console, facts + where)
    else:  # where it is must stay readable, and be found by a terminal that follows path:line
        _clipped(console, facts)
        console.print(f"  {where}", markup=False, highlight=False, emoji=False, soft_wrap=True)
    if region.reasons:
        _clipped(console, f"  {'':<13}{one_line(region.reasons[0].text)}", "dim")


def _clipped(console: Console, text: str, style: str = "") -> None:
    from rich.text import Text

    live = console.is_terminal  # what goes to a file is wrapped instead of cut
    console.print(
        Text(text.rstrip(), style=style),
        no_wrap=live,
        overflow="ellipsis" if live else "fold",
        highlight=False,
    )


def _print_best(run: Run, service: ServiceRun, console: Console) -> None:
    rows = []
    for best in best_rows(run, service):
        name = f"{best.node.number} {best.node.recipe}{' (selected)' if best.node.selected else ''}"
        if best.estimate is None or best.node.is_root:
            rows.append([best.objective, name, "", "", "baseline" if best.node.is_root else "not measured"])
            continue
        said = change(best.estimate)
        rows.append([best.objective, name, said.ratio, said.interval, finding(best)[1]])
    if rows:
        console.print()
        head = ["objective", "best candidate", "ratio", "95 % interval", "finding"]
        print_table(head, rows, console, wrap=["objective", "best candidate", "finding"])
        few = any(b.estimate.pairs < ENOUGH_PAIRS for b in best_rows(run, service) if b.estimate is not None)
        note = f" Interval: {FEW}." if few else ""
        clock = clock_text(comparison_clock(service))
        print_line(console, f"Ratios to the baseline in {clock} time.{note}", "dim")
    wanted = {o.metric for o in service.service.objectives}
    noise = [e for e in service.noise if e.metric in wanted]
    if noise:
        said_noise = "; ".join(noise_text(e) for e in noise)
        print_line(console, f"Noise (baseline against itself): {said_noise}", "dim")


def _print_arms(service: ServiceRun, console: Console) -> None:
    """What a sceptic would try first, one line each with the service's own metrics."""
    wanted = {o.metric for o in service.service.objectives}
    for arm in service.arms:
        if arm.outcome is None:
            continue
        found = [e for e in arm.outcome.estimates if e.metric in wanted]
        clocks = dict.fromkeys(e.clock for e in found)
        said = "; ".join(
            f"{clock_text(clock)}: "
            + ", ".join(f"{e.metric.value} {change(e).text}" for e in found if e.clock is clock)
            for clock in clocks
        )
        print_line(console, f"control: {arm.name}: {said or 'not measured'}", "dim")


def _print_credit(run: Run, service: ServiceRun, console: Console) -> None:
    """Who earned what, where there is more than the recipes to tell of."""
    found = credits_of(service)
    if not any(c.proposer != "recipes" for c in found):
        return
    console.print()
    print_table(CREDIT_HEAD, credit_rows(found), console, wrap=["proposer", "best gain"])
    if run.usage.exchanges:
        print_line(console, usage_text(run), "dim")


def _print_rejected(run: Run, service: ServiceRun, console: Console) -> None:
    rejected = [n for n in nodes(run, service) if n.rejected]
    rows = [
        [
            str(n.number),
            n.recipe,
            n.rejected.stage,
            one_line(n.rejected.reason, 200 if console.is_terminal else 2000),
        ]
        for n in rejected
        if n.rejected
    ]
    if rows:
        console.print()
        print_line(console, f"{len(rows)} candidate{'s' if len(rows) > 1 else ''} rejected")
        print_table(["no.", "recipe", "at", "reason"], rows, console, wrap=["recipe", "reason"])


def _print_plan(run: Run, plan: Plan, console: Console) -> None:
    print_line(console, f"goal: {plan.goal} ({goal_state(run, plan)})")
    rows = [
        [
            a.service,
            a.design.describe() or "unmodified",
            a.device,
            a.execution.value if a.execution else "",
            percent(a.share) if a.share else "",
        ]
        for a in plan.assignments
    ]
    console.print()
    print_table(
        ["service", "runs", "device", "execution", "share"], rows, console, wrap=["service", "runs", "device"]
    )
    bounds = [p for p in plan.predictions if p.holds is not None]
    for p in bounds:
        value = (
            f" (predicted {plain(p.ratio)}×)"
            if p.ratio is not None
            else f" (predicted {plain(p.value, 4)} {p.unit})"
        )
        print_line(
            console, f"bound {p.bound}: {'holds' if p.holds else 'VIOLATED'}{value}", "" if p.holds else "red"
        )
    for device, used in plan.device_utilisation:
        print_line(console, f"{device} used to {percent(used)} {loads_said(run)}")
    for label, lines in (("given up", plan.given_up), ("lint", plan.lints)):
        for text in lines:
            print_line(console, f"{label}: {text}")
    if plan.validation:
        print_line(console, f"validation: {plan.validation}")
    if plan.certificate:
        print_line(console, f"search: {plan.certificate}", "dim")


def _print_skipped(run: Run, console: Console) -> None:
    items = skipped(run)
    if not items:
        return
    _heading(console, "skipped")
    for item in items:
        times = f" ({item.times} candidates)" if item.times > 1 else ""
        print_line(console, f"{item.what}{times}: {item.why}")


def _print_artifacts(artifacts: Sequence[Path], console: Console) -> None:
    if not artifacts:
        return
    _heading(console, "files")
    for path in artifacts:
        console.print(one_line(str(path)), markup=False, highlight=False, soft_wrap=True)
