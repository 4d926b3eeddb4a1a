"""What a plan is worth stands in every form of the report, with its range and its burden."""

from __future__ import annotations

from dataclasses import replace
from io import StringIO
from types import ModuleType

import pytest
from rich.console import Console

from accelagent.domain import Check, Composed, Run
from accelagent.planned import Worth
from accelagent.report.html import render_html
from accelagent.report.table import print_run
from accelagent.report.views import run_to_markdown


@pytest.fixture
def run(run_example: ModuleType) -> Run:
    made: Run = run_example.example_run()
    return made


WORTH = Worth("thumbnailer", 900.0, 12.5, 11.0, 14.0, 2, 1487, ("libqat.so.4",), "group <qat>")


def worthy(run: Run) -> Run:
    assert run.plan is not None
    check = Check("thumbnailer", "throughput", 5.0, "item/s", 5.0, 4.0, 6.0, 4.5, "throughput >= 2x", True)
    broken = replace(check, ratio=1.5, holds=False)
    composed = (
        Composed("plan", (), (check,), 3, ""),
        Composed("selfish", (), (broken,), 3, ""),
        Composed("runner-up 1", (), (), 0, "exit 1"),
    )
    return replace(run, plan=replace(run.plan, worth=(WORTH,)), composed=composed)


def test_terminal_page_and_markdown_say_cores_range_and_burden(run: Run) -> None:
    out = StringIO()
    print_run(worthy(run), Console(file=out, width=200))
    page = render_html(worthy(run), lambda service, path: None)
    for text in (out.getvalue(), page, run_to_markdown(worthy(run))):
        assert "12.5 (11 to 14)" in text
        assert "1487 lines long" in text
        assert "libqat.so.4" in text
    assert "group &lt;qat&gt;" in page


def test_markdown_shows_the_combinations_side_by_side_with_what_broke(run: Run) -> None:
    text = run_to_markdown(worthy(run))
    [row] = [line for line in text.splitlines() if line.startswith("| thumbnailer | throughput |")]
    assert "5.00× (4.00–6.00) | 1.50× (4.00–6.00) **broken** | 4.50×" in row
    assert "could not be run: runner-up 1: exit 1" in text


def test_a_plan_that_changes_nothing_is_said_to_be_worth_nothing(run: Run) -> None:
    assert run.plan is not None
    assert "What it is worth" not in run_to_markdown(replace(run, plan=replace(run.plan, worth=())))
