"""The report page is complete, self-contained, bounded in size, and safe against what the run contains."""

from __future__ import annotations

import base64
import hashlib
import io
import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from types import ModuleType

import pytest
from rich.console import Console

from accelagent.domain import Clock, Kind, Measured, Rejected, Run, ServiceRun, Trial
from accelagent.report.html import render_html, write_html
from accelagent.report.markdown import run_to_markdown
from accelagent.report.table import print_run
from accelagent.report.views import run_to_json

VOID = {"meta", "link", "br", "hr", "img", "input"}
HOSTILE = (
    "</script><script>alert(1)</script>\"'><img src=x onerror=alert(2)> ünïcode 日本語 \u202e\x00\x1b[31m"
)


class Page(HTMLParser):
    """Collects elements and fails on unbalanced tags."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(html)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag, f"unbalanced </{tag}>"

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] not in {"script", "style"}:
            self.text += data


@pytest.fixture(scope="module")
def example(run_example: ModuleType) -> Run:
    run = run_example.example_run()
    assert isinstance(run, Run)
    return run


@pytest.fixture(scope="module")
def html(example: Run, run_example: ModuleType) -> str:
    return render_html(example, run_example.sources)


def hostile_run(run: Run) -> Run:
    """The example with hostile text in every place a source tree, a tool or a user can write to."""
    services = tuple(
        replace(
            s,
            trials=tuple(_hostile_trial(t) for t in s.trials),
            identification=replace(
                s.identification,
                regions=tuple(
                    replace(r, path=HOSTILE + "/a.c", function=HOSTILE, algorithm=HOSTILE)
                    for r in s.identification.regions
                ),
                skipped=(HOSTILE,),
            ),
        )
        for s in run.services
    )
    spec = replace(run.spec, application=HOSTILE)
    return replace(run, spec=spec, services=services, machine=(("cpu", HOSTILE),), notes=(HOSTILE,))


def _hostile_trial(trial: Trial) -> Trial:
    outcome = trial.outcome
    if isinstance(outcome, Rejected):
        outcome = replace(outcome, reason=HOSTILE, log=HOSTILE * 40_000)
    candidate = replace(trial.candidate, design=replace(trial.candidate.design, recipe=HOSTILE))
    return replace(trial, candidate=candidate, outcome=outcome)


def test_page_is_balanced_and_links_stay_inside(html: str) -> None:
    page = Page(html)
    ids = [a["id"] for _, a in page.tags if "id" in a]
    assert len(ids) == len(set(ids))
    targets = [a["href"] or "" for t, a in page.tags if t == "a"]
    assert targets
    assert all(t.startswith("#") and t[1:] in ids for t in targets)


def test_every_candidate_stands_in_the_tree_and_in_the_table(html: str, example: Run) -> None:
    page = Page(html)
    for number, service in enumerate(example.services, start=1):
        for trial in service.trials:
            assert trial.candidate.id in page.text
        rows = {a.get("id") for t, a in page.tags if t == "tr"}
        boxes = [a for t, a in page.tags if t == "a" and str(a.get("class", "")).startswith("box")]
        assert {f"s{number}-n{i}" for i in range(len(service.trials))} <= rows
        assert len(boxes) == sum(len(s.trials) for s in example.services)


def test_nothing_is_loaded_from_outside(html: str) -> None:
    assert not re.search(r"""(?:src|action|srcset|poster)\s*=|url\(|@import|https?://""", html)
    assert "default-src 'none'" in html


def test_content_policy_admits_exactly_the_page_script(html: str) -> None:
    script = re.search(r"<script>(.*)</script>", html, re.DOTALL)
    assert script
    digest = base64.b64encode(hashlib.sha256(script[1].encode()).digest()).decode()
    assert f"script-src 'sha256-{digest}'" in html


def test_hostile_text_stays_text(example: Run, run_example: ModuleType) -> None:
    html = render_html(
        hostile_run(example), lambda service, path: run_example.SOURCE.replace("zlib", HOSTILE)
    )
    page = Page(html)
    assert sum(t == "script" for t, _ in page.tags) == 1
    assert not any(t == "img" for t, _ in page.tags)
    assert not any(name.startswith("on") for _, attrs in page.tags for name in attrs)
    assert "日本語" in page.text
    assert not re.search(r"[\x00-\x08\x0b-\x1f\u202a-\u202e\u2066-\u2069]", html)


def test_long_logs_and_patches_are_cut(example: Run, run_example: ModuleType, tmp_path: Path) -> None:
    service = example.services[0]
    big = "int x; /* long */\n" * 200_000
    many = [t for n in range(150) for t in _copies(service.trials[1:], n, big)]
    run = replace(example, services=(replace(service, trials=(*service.trials, *many)), example.services[1]))
    write_html(hostile_run(run), tmp_path / "report.html", run_example.sources)
    assert (tmp_path / "report.html").stat().st_size < 6_000_000
    normal = tmp_path / "normal.html"
    write_html(
        replace(run, services=(replace(service, trials=(*service.trials, *many[:60])),)),
        normal,
        lambda s, p: None,
    )
    assert normal.stat().st_size < 1_000_000


def _copies(trials: tuple[Trial, ...], number: int, text: str) -> list[Trial]:
    trial = trials[number % len(trials)]
    patch = trial.candidate.patch
    assert patch
    candidate = replace(trial.candidate, id=f"copy{number}", patch=replace(patch, files=(("a.c", text),)))
    outcome = trial.outcome
    if isinstance(outcome, Rejected):
        outcome = replace(outcome, log=text)
    return [replace(trial, candidate=candidate, outcome=outcome)]


def test_emulated_numbers_are_labelled_and_wall_ones_are_not(
    example: Run, run_example: ModuleType, html: str
) -> None:
    assert "virtual (emulated)" in html
    wall = replace(example, backend="hardware", services=tuple(map(on_wall_clock, example.services)))
    page = Page(render_html(wall, run_example.sources))
    assert "virtual (emulated)" not in page.text
    assert "Emulated." not in page.text


def test_a_helper_cores_numbers_say_so_and_are_not_called_emulated(
    example: Run, run_example: ModuleType
) -> None:
    services = tuple(on_wall_clock(s, Clock.HELPER) for s in example.services)
    run = replace(example, backend="helper-core", services=services)
    text = Page(render_html(run, run_example.sources)).text
    markdown, table = run_to_markdown(run), io.StringIO()
    print_run(run, Console(file=table, width=400), [])
    for shown in (text, markdown.replace("*", ""), table.getvalue()):
        assert "Helper core, wall time: another core" in shown
        assert "helper core, wall time)" in shown  # the conclusion's figure
        assert "wall (helper core)" in shown
        assert "Emulated" not in shown
    clocks = {
        m["clock"] for s in run_to_json(run, [])["services"] for n in s["tree"] for m in n["metrics"].values()
    }
    assert clocks == {"helper-core"}


def on_wall_clock(service: ServiceRun, clock: Clock = Clock.WALL) -> ServiceRun:
    """The same service as if every number had been taken on the real clock."""
    return replace(service, trials=tuple(_on_wall_clock(t, clock) for t in service.trials), noise=())


def _on_wall_clock(trial: Trial, clock: Clock) -> Trial:
    if not isinstance(trial.outcome, Measured):
        return trial
    estimates = tuple(replace(e, clock=clock) for e in trial.outcome.estimates)
    return replace(trial, outcome=replace(trial.outcome, estimates=estimates))


def test_a_small_effect_is_called_no_difference(html: str, example: Run, run_example: ModuleType) -> None:
    service = example.services[0]
    near = next(t.candidate.id for t in service.trials if t.candidate.design.knob("min_bytes") == 1)
    best = (("maximize throughput", near),)
    page = Page(
        render_html(replace(example, plan=None, services=(replace(service, best=best),)), run_example.sources)
    )
    assert "no measurable difference" in page.text.split("Terms")[0]


def test_runs_without_plan_trials_or_services_still_render(example: Run, run_example: ModuleType) -> None:
    service = example.services[0]
    bare = replace(service, trials=(), best=(), front=(), noise=(), arms=(), declined=())
    for run in (
        replace(example, plan=None),
        replace(example, plan=None, services=()),
        replace(example, plan=None, services=(bare,)),
        replace(example, services=(replace(bare, trials=service.trials[:1]),)),
    ):
        Page(render_html(run, lambda service, path: None))


def test_damaged_parent_links_still_draw(example: Run, run_example: ModuleType) -> None:
    service = example.services[0]
    ids = [t.candidate.id for t in service.trials]
    looped = [
        replace(t, candidate=replace(t.candidate, parents=(ids[i - 1], "gone", t.candidate.id)))
        for i, t in enumerate(service.trials)
    ]
    assert looped[0].candidate.kind is Kind.ROOT
    page = Page(
        render_html(replace(example, services=(replace(service, trials=tuple(looped)),)), run_example.sources)
    )
    boxes = [a for t, a in page.tags if t == "a" and str(a.get("class", "")).startswith("box")]
    assert len(boxes) == len(ids)
