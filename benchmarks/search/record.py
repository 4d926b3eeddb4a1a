"""Record a landscape for `accelagent bench search`: every design of a fixed grid, run on the virtual clock.

    python benchmarks/search/record.py benchmarks/search/bgzip.yaml --out bgzip.jsonl --passes 3
    python benchmarks/search/record.py --pack bgzip.jsonl --out src/accelagent/bench/data/search/bgzip.jsonl.gz

The grid spans structure (which recipes) as well as knobs; one line per design and pass with its ratios to the unmodified program,
which runs again every few designs. What a recipe declines or a program refuses is recorded as such. A killed recording goes on
where it was. Packing keeps each design's median over the passes.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import statistics
import sys
import tempfile
from collections.abc import Iterator
from itertools import product
from pathlib import Path
from typing import Any

from accelagent.codegen.recipes import RECIPES, apply
from accelagent.devices import allotted
from accelagent.domain import Clock, Declined, Design, Knob, Service
from accelagent.evaluation.evaluator import Evaluator
from accelagent.evaluation.examination import conditions_of
from accelagent.evaluation.gates import Answer
from accelagent.evaluation.profile import Side, probe
from accelagent.evaluation.running import Conditions
from accelagent.identifier import identify
from accelagent.spec import load_spec

# Structures, and per knob the values of the grid: every second of the recipe's own where the whole would take hours.
STRUCTURES = (
    "incore-isal",
    "offload-sync",
    "offload-async",
    "incore-isal+offload-sync",
    "incore-isal+offload-async",
)
GRID: dict[str, tuple[Knob, ...]] = {
    "incore_level": (0, 1, 3),
    "depth": (2, 4, 8, 32),
    "min_bytes": (1024, 16384, 65536),
    "block_bytes": (16384, 65536, 262144),
    "poll": ("busy", "yield", "sleep"),
    "level": (1, 9),
}
AGAIN = 40  # designs between two runs of the unmodified program


def designs() -> Iterator[Design]:
    """The grid in a fixed order, structure by structure: one build each."""
    for structure in STRUCTURES:
        knobs = [k for name in structure.split("+") for k in RECIPES[name].knobs]
        values = {
            k: GRID[k] for k in sorted(knobs) if k in GRID
        }  # what the grid leaves out stays at its default
        for chosen in product(*values.values()):
            yield Design(structure, tuple(sorted(zip(values, chosen, strict=True))))


class Recording:
    """One program, built per structure and run per design."""

    def __init__(self, spec: Path, scratch: Path) -> None:
        loaded = load_spec(spec)
        self.service: Service = loaded.services[0]
        uses = [loaded.device(name) for name in self.service.devices]
        models = [(u.name, allotted(u), u.count) for u in uses]
        found = identify(self.service.source, service=self.service.name, devices=[m for _, m, _ in models])
        self.regions = found.regions
        self.evaluator = Evaluator(
            self.service, scratch, models, backend="emulated", seed=1, cores=os.cpu_count() or 1, log=say
        )
        self.evaluator.ready()
        self.built: dict[str, Path | str] = {}
        self.base: dict[str, float] = {}
        self.recent: list[dict[str, float]] = []

    def baseline(self) -> None:
        """The unmodified program's figures: the median of three runs and of those before, as a machine drifts slowly."""
        tree = self.evaluator.baseline_tree
        assert tree is not None
        runs = [self._figures(Side("baseline", tree, Conditions(Clock.VIRTUAL))) for _ in range(3)]
        self.recent = [*self.recent, *(r for r in runs if isinstance(r, dict))][-15:]
        self.base = {m: statistics.median(r[m] for r in self.recent) for m in self.recent[0]}

    def row(self, design: Design) -> dict[str, Any]:
        row: dict[str, Any] = {"recipe": design.recipe, "knobs": dict(design.knobs)}
        tree = self._tree(design)
        if isinstance(tree, str):
            return {**row, "refused": tree}
        found = self._figures(Side("candidate", tree, conditions_of(design, Clock.VIRTUAL)))
        if isinstance(found, str):
            return {**row, "refused": found}
        return {**row, **{m: round(v / self.base[m], 5) for m, v in found.items() if m in self.base}}

    def _tree(self, design: Design) -> Path | str:
        if design.recipe not in self.built:
            self.built[design.recipe] = self._build(design)
        return self.built[design.recipe]

    def _build(self, design: Design) -> Path | str:
        patch = apply(self.service.source, self.regions, design)
        if isinstance(patch, Declined):
            return patch.reason
        made = self.evaluator.bench.builder.candidate(patch, clean=False)
        return made.tree if made.finished.ok else "does not build"

    def _figures(self, side: Side) -> dict[str, float] | str:
        found = probe(self.evaluator.bench, side)
        if isinstance(found, Answer):
            return found.detail
        return {metric.value: value for metric, value in found.sample.metrics.items()}


def say(text: str) -> None:
    sys.stderr.write(f"{text}\n")


def packed(lines: list[str]) -> bytes:
    """A line per design, its figures the medians over its passes; the same lines give the same bytes."""
    found: dict[str, list[dict[str, Any]]] = {}
    for row in map(json.loads, lines):
        found.setdefault(json.dumps([row["recipe"], row["knobs"]], sort_keys=True), []).append(row)
    text = "".join(json.dumps(_median(rows), separators=(",", ":")) + "\n" for rows in found.values())
    return gzip.compress(text.encode(), 9, mtime=0)


def _median(rows: list[dict[str, Any]]) -> dict[str, Any]:
    """Of the passes that ran; a refusal stands where most passes were refused."""
    ran = [r for r in rows if "refused" not in r]
    if 2 * len(ran) <= len(rows):
        return next(r for r in rows if "refused" in r)
    medians = {
        m: round(statistics.median(r[m] for r in ran), 5) for m in ran[0] if m not in ("recipe", "knobs")
    }
    return {"recipe": ran[0]["recipe"], "knobs": ran[0]["knobs"], **medians}


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("spec", type=Path, nargs="?")
    what.add_argument("--pack", type=Path, metavar="RECORDING")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--passes", type=int, default=1, help="runs of each design (default: %(default)s)")
    parser.add_argument(
        "--first", type=int, default=0, help="begin with this design, to divide a grid over processes"
    )
    parser.add_argument("--most", type=int, help="stop after so many designs")
    given = parser.parse_args()
    if given.pack:
        given.out.write_bytes(packed(given.pack.read_text().splitlines()))
        return 0
    record(given.spec, given.out, (list(designs()) * given.passes)[given.first :][: given.most])
    return 0


def record(spec: Path, target: Path, wanted: list[Design]) -> None:
    there = target.read_text().splitlines() if target.is_file() else []
    with tempfile.TemporaryDirectory(prefix="accelagent-landscape-") as scratch, target.open("a") as out:
        recording = Recording(spec, Path(scratch))
        for number, design in enumerate(wanted):
            if number < len(there):
                continue
            if number % AGAIN == 0 or not recording.base:
                recording.baseline()
            out.write(json.dumps(recording.row(design)) + "\n")
            out.flush()
            if number % 100 == 0:
                say(f"{number} of {len(wanted)}")


if __name__ == "__main__":
    sys.exit(main())
