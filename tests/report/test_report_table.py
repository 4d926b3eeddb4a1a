"""Terminal output fits its width, is plain when piped, and never reads the run's text as markup."""

from __future__ import annotations

import io
import re
import threading
from dataclasses import replace
from pathlib import Path
from types import ModuleType

import pytest
from rich.console import Console

from accelagent.devices import catalogue
from accelagent.domain import Run, ServiceRun
from accelagent.report.devices import device_list, device_sheet
from accelagent.report.progress import Progress
from accelagent.report.table import print_run
from accelagent.report.views import run_to_markdown


@pytest.fixture
def example(run_example: ModuleType) -> Run:
    run = run_example.example_run()
    assert isinstance(run, Run)
    return run


def printed(run: Run, width: int = 100) -> str:
    out = io.StringIO()
    print_run(run, Console(file=out, width=width), [Path("out/report.html")])
    return out.getvalue()


@pytest.mark.parametrize("width", [60, 80, 100, 140])
def test_no_line_is_wider_than_the_terminal(example: Run, width: int) -> None:
    assert max(map(len, printed(example, width).splitlines())) <= width


def test_piped_output_has_no_escapes_and_says_what_matters(example: Run) -> None:
    text = printed(example)
    assert "\x1b" not in text
    for said in (
        "png_writer.c:9 write_row",
        "4.63–4.81",
        "rejected",
        "undeclared",
        "gates sanitizers",
        "given up",
        "Emulated",
        "out/report.html",
    ):
        assert said in text, said


def test_markup_and_control_characters_are_printed_as_text(example: Run) -> None:
    service = example.services[0]
    evil = "[red]x[/nonsense] :smile: \x1b[2J\x07"
    named = replace(service, service=replace(service.service, name=evil))
    text = printed(
        replace(example, plan=None, services=(named,), spec=replace(example.spec, application=evil))
    )
    assert "[red]x[/nonsense] :smile:" in text
    assert not re.search(r"[\x00-\x09\x0b-\x1f]", text)


def test_progress_prints_one_line_per_event_when_piped(example: Run) -> None:
    out = io.StringIO()
    service = example.services[0]
    with Progress(Console(file=out, width=100)) as progress:
        progress.stage("thumbnailer", "building the baseline")
        for trial in service.trials:
            progress.node("thumbnailer", trial)
        progress.done()
    lines = out.getvalue().splitlines()
    assert len(lines) == 1 + len(service.trials)
    assert lines[0] == "thumbnailer: building the baseline"
    assert "rejected at build" in out.getvalue()
    assert "throughput 3.10× (3.04–3.16)" in out.getvalue()


def test_progress_counts_a_candidate_once_however_often_it_answers(example: Run) -> None:
    out = io.StringIO()
    service = example.services[0]
    with Progress(Console(file=out, force_terminal=True, width=140)) as progress:
        for trial in (*service.trials, *service.trials):
            progress.node("thumbnailer", trial)
        progress.stage("thumbnailer", "planning")
        progress.refresh()
    assert "9 measured, 2 rejected" in out.getvalue()


def test_progress_on_a_terminal_survives_threads_and_restores_the_cursor(example: Run) -> None:
    out = io.StringIO()
    with Progress(Console(file=out, force_terminal=True, width=100)) as progress:

        def report(service: ServiceRun) -> None:
            for trial in service.trials:
                progress.node("thumbnailer", trial)

        threads = [threading.Thread(target=report, args=(s,)) for s in example.services]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert out.getvalue().rfind("\x1b[?25h") > out.getvalue().rfind("\x1b[?25l")


@pytest.mark.parametrize("width", [80, 110])
def test_device_tables_fit_and_name_every_source(width: int) -> None:
    out = io.StringIO()
    console = Console(file=out, width=width)
    device_list(catalogue().values(), ("isal",), console)
    for model in catalogue().values():
        device_sheet(model, console)
        assert all(name in out.getvalue() for name in model.parameters)
    assert max(map(len, out.getvalue().splitlines())) <= width


def test_no_load_is_called_stated_that_is_not_and_a_noisy_machine_is_said_to_be_one(example: Run) -> None:
    own = example.spec
    silent = replace(own, services=tuple(replace(s, load=None) for s in own.services))
    service = example.services[0]
    loud = replace(service.noise[0], ratio=0.9, low=0.85, high=0.95)
    noisy = replace(example, spec=silent, services=(replace(service, noise=(loud,)), *example.services[1:]))
    for text in (printed(noisy, 200), run_to_markdown(noisy)):
        assert "stated load" not in text
        assert "as fast as it goes" in text
        assert "not quiet: distrust differences of this size" in text
