"""Progress that only counts on: every step on a terminal, a line now and then in a file."""

from __future__ import annotations

import io

import pytest
from rich.console import Console

from accelagent.report import progress
from accelagent.report.progress import Progress


def steps(console: Console) -> None:
    with Progress(console) as shown:
        shown.stage("s", "measuring the noise")
        for pair in range(1, 12):
            shown.stage("s", f"measuring the noise: pair {pair} of 11, about 25 s each")
        shown.refresh()


def test_in_a_file_pairs_are_counted_now_and_then(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = iter(range(0, 1000, 9))  # pairs of nine seconds
    monkeypatch.setattr(progress.time, "monotonic", lambda: float(next(clock)))
    out = io.StringIO()
    steps(Console(file=out, width=100))
    lines = out.getvalue().splitlines()
    assert lines[0] == "s: measuring the noise"
    assert lines[1] == "s: measuring the noise: pair 4 of 11, about 25 s each"
    assert len(lines) == 1 + 3  # pairs 4, 7 and 10


def test_on_a_terminal_a_bar_shows_how_far_it_is() -> None:
    out = io.StringIO()
    steps(Console(file=out, width=100, force_terminal=True))
    assert "█████████░ measuring the noise: pair 11 of 11" in out.getvalue()
