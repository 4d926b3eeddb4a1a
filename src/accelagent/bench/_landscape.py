"""Recorded landscapes: every design of a grid with its measured ratios, so that searches can be compared without running anything."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from importlib.resources import files
from math import exp

from accelagent.domain import (
    Clock,
    Counters,
    Design,
    Estimate,
    Knob,
    Measured,
    Metric,
    Objective,
    Outcome,
    Rejected,
    Sense,
    Tier,
)
from accelagent.objectives import Point, loss, meets_bounds, volume

OBJECTIVES = (
    Objective(Metric.THROUGHPUT, Sense.MAXIMIZE, text="maximize throughput"),
    Objective(Metric.CPU_TIME, Sense.MINIMIZE, text="minimize cpu_time"),
    Objective(Metric.OUTPUT_SIZE, Sense.AT_MOST, 1.30, relative=True, text="output_size <= 1.30x"),
)
_PACKED = ".jsonl.gz"
ENOUGH = 0.95  # of the reference hypervolume


@dataclass(frozen=True)
class Landscape:
    """Designs and what they gave, as recorded once by benchmarks/search/record.py."""

    name: str
    rows: Mapping[Design, Outcome]

    @cached_property
    def spaces(self) -> Mapping[str, Mapping[str, tuple[Knob, ...]]]:
        """Per structure the values of each knob, in the order of recording."""
        found: dict[str, dict[str, dict[Knob, None]]] = {}
        for design in self.rows:
            knobs = found.setdefault(design.recipe, {})
            for name, value in design.knobs:
                knobs.setdefault(name, {})[value] = None
        return {s: {k: tuple(v) for k, v in knobs.items()} for s, knobs in found.items()}

    @cached_property
    def points(self) -> Mapping[Design, Point]:
        """Log gains in throughput and processor time of the designs that keep the bound on size."""
        found = {d: point(o) for d, o in self.rows.items()}
        return {d: p for d, p in found.items() if p is not None}

    @cached_property
    def reference(self) -> float:
        """Hypervolume of everything there is."""
        return volume(front(list(self.points.values())))


@dataclass
class Trials:
    """Counts distinct designs until enough of the reference is dominated."""

    landscape: Landscape
    asked: dict[Design, None] = field(default_factory=dict)  # in order
    reached: int | None = None
    best: list[Point] = field(default_factory=list)

    def ask(self, design: Design) -> Outcome:
        """What was recorded; a design outside the grid is a fault of the sampler."""
        outcome = self.landscape.rows[design]
        if design not in self.asked:
            self.asked[design] = None
            self._count(design)
        return outcome

    def _count(self, design: Design) -> None:
        gained = self.landscape.points.get(design)
        if self.reached is None and gained is not None:
            self.best = front([*self.best, gained])
            if volume(self.best) >= ENOUGH * self.landscape.reference:
                self.reached = len(self.asked)


def point(outcome: Outcome) -> Point | None:
    """Log gains over the unmodified program, at least 0; None for what was refused or breaks the bound."""
    if not isinstance(outcome, Measured) or not meets_bounds(outcome, OBJECTIVES, Clock.VIRTUAL):
        return None
    found = [outcome.estimate(o.metric, Clock.VIRTUAL) for o in OBJECTIVES[:2]]
    return tuple(max(0.0, -loss(e.metric, e.ratio)) for e in found if e is not None)


def front(points: Sequence[Point]) -> list[Point]:
    """The points that no other dominates: the volume is theirs alone."""
    kept = sorted(set(points), reverse=True)
    return [p for n, p in enumerate(kept) if not any(q[1] >= p[1] for q in kept[:n])]


def landscapes() -> Iterator[Landscape]:
    """Those in the package, by name."""
    folder = files("accelagent.bench") / "data" / "search"
    if folder.is_dir():
        for file in sorted(folder.iterdir(), key=lambda f: f.name):
            if file.name.endswith(_PACKED):
                yield read(file.name.removesuffix(_PACKED), gzip.decompress(file.read_bytes()).decode())


def read(name: str, text: str) -> Landscape:
    """A landscape from its lines."""
    rows = [json.loads(line) for line in text.splitlines() if line.strip()]
    return Landscape(name, {_design(row): _outcome(row) for row in rows})


def _design(row: Mapping[str, object]) -> Design:
    knobs = row["knobs"]
    assert isinstance(knobs, dict)
    return Design(str(row["recipe"]), tuple(sorted(knobs.items())))


def _outcome(row: Mapping[str, object]) -> Outcome:
    if "refused" in row:
        return Rejected("profile", str(row["refused"]))
    estimates = tuple(_estimate(o.metric, row[o.metric.value]) for o in OBJECTIVES)
    return Measured(estimates, Counters(), (), Tier.QUICK)


def _estimate(metric: Metric, ratio: object) -> Estimate:
    """One recorded run, given the interval that five pairs of such runs have on a quiet machine: about 2 % either way."""
    assert isinstance(ratio, int | float)
    return Estimate(
        metric, Clock.VIRTUAL, float(ratio), 1.0, float(ratio), ratio * exp(-0.02), ratio * exp(0.02), 5
    )
