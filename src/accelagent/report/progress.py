"""What a run is doing while it does it: one live line per service on a terminal, one printed line per event elsewhere."""

from __future__ import annotations

import re
import threading
import time
from dataclasses import dataclass, field
from types import TracebackType
from typing import TYPE_CHECKING, Self

from accelagent.domain import Estimate, Kind, Measured, Trial
from accelagent.report.text import change, one_line

if TYPE_CHECKING:
    from rich.console import Console, Group
    from rich.live import Live


@dataclass(slots=True)
class _Line:
    text: str = "waiting"
    passed: dict[str, bool] = field(default_factory=dict)  # by candidate: the full gates answer once more
    latest: str = ""

    def show(self, service: str) -> str:
        measured = sum(self.passed.values())
        tally = f"  {measured} measured, {len(self.passed) - measured} rejected" if self.passed else ""
        name = one_line(service, 24) or "all services"
        return f"{name:<25}{self.text}{tally}{'  ' + self.latest if self.latest else ''}"


_COUNTS = re.compile(r"\b(?:pair|run) (\d+) of (\d+)")
QUIET_S = 20.0  # between printed lines that only count on


class Progress:
    """Context manager; `stage` and `node` may be called from several threads, and after `done` print nothing live."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._lines: dict[str, _Line] = {}
        self._lock = threading.Lock()
        self._live: Live | None = None
        self._counted: dict[str, float] = {}  # when a line that only counts on was printed last

    def __enter__(self) -> Self:
        if self._console.is_terminal and not self._console.is_dumb_terminal:
            from rich.live import Live

            self._live = Live(
                console=self._console, get_renderable=self._render, refresh_per_second=4, transient=True
            )
            self._live.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.done()

    def stage(self, service: str, text: str) -> None:
        """The service entered a stage, such as `building the baseline`; an empty name stands for the whole run."""
        with self._lock:
            self._lines.setdefault(service, _Line()).text = one_line(_with_bar(text), 80)
        if self._live is None and not self._too_soon(service, text):
            self._print(f"{service}: {text}" if service else text)

    def _too_soon(self, service: str, text: str) -> bool:
        """Whether the text only counts on (`pair 4 of 11`) and a line of that kind was printed a moment ago."""
        if not _COUNTS.search(text):
            return False
        now, last = time.monotonic(), self._counted.get(service)
        if last is None:  # the stage's own line was printed just before
            self._counted[service] = now
        elif now - last > QUIET_S:
            self._counted[service] = now
            return False
        return True

    def node(self, service: str, trial: Trial) -> None:
        """A candidate of the service has its outcome."""
        said = describe(trial)
        with self._lock:
            line = self._lines.setdefault(service, _Line())
            if trial.candidate.kind is not Kind.ROOT:
                line.passed[trial.candidate.id] = isinstance(trial.outcome, Measured)
            line.latest = one_line(said, 90)
        if self._live is None:
            self._print(f"{service}: {said}")

    def refresh(self) -> None:
        """Draw now instead of at the next tick."""
        if self._live is not None:
            self._live.refresh()

    def done(self) -> None:
        """End the live display; safe to call twice."""
        live, self._live = self._live, None
        if live is not None:
            live.stop()

    def _render(self) -> Group:
        from rich.console import Group
        from rich.text import Text

        with self._lock:
            shown = [line.show(service) for service, line in self._lines.items()]
        return Group(*(Text(line, no_wrap=True, overflow="ellipsis") for line in shown))

    def _print(self, text: str) -> None:
        self._console.print(one_line(text), markup=False, highlight=False, emoji=False, soft_wrap=True)


def _with_bar(text: str) -> str:
    """The text behind a bar of ten places where it counts."""
    found = _COUNTS.search(text)
    if not found:
        return text
    done = round(10 * min(1.0, (int(found[1]) - 1) / max(1, int(found[2]))))
    return f"{'█' * done}{'░' * (10 - done)} {text}"


def describe(trial: Trial) -> str:
    """A trial in one line: design, then the stage and reason of a rejection, or the first metrics' ratios."""
    design = trial.candidate.design.describe() or "baseline"
    if not isinstance(trial.outcome, Measured):
        return f"rejected at {trial.outcome.stage}: {design}: {one_line(trial.outcome.reason, 160)}"
    if trial.candidate.kind is Kind.ROOT:
        return "baseline measured"
    ratios = ", ".join(f"{e.metric.value} {change(e).text}" for e in _telling(trial, trial.outcome))
    return f"measured {design}: {ratios}" if ratios else f"measured {design}"


def _telling(trial: Trial, outcome: Measured) -> tuple[Estimate, ...]:
    """At most two estimates, those of the candidate's own objectives first, all on one clock."""
    clock = min((e.clock for e in outcome.estimates), default=None)  # "virtual" sorts before "wall"
    own = " ".join(trial.candidate.objectives)
    same = [e for e in outcome.estimates if e.clock is clock]
    return tuple(sorted(same, key=lambda e: e.metric.value not in own)[:2])
