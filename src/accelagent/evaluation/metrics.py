"""One run's figures: the clock's record, `accel-metric` lines and the size of what was written."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from accelagent.domain import Metric, Workload
from accelagent.evaluation.running import Observed
from accelagent.units import metric_value

_LINE = re.compile(r"^accel-metric[ \t]+(\S+)[ \t]+(\S+)(?:[ \t]+(\S+))?[ \t]*$", re.MULTILINE)
_OURS = (Metric.THROUGHPUT, Metric.CPU_TIME)  # never taken from what the program says about itself


@dataclass(frozen=True, slots=True)
class Sample:
    """Figures of one run in base units; CPU time is per item."""

    metrics: Mapping[Metric, float]
    items: float


def sample(observed: Observed, workload: Workload, cores: int, tree: Path) -> Sample | str:
    """The run's figures, or why there are none."""
    if observed.span_s is None:
        return "the workload left no record of its time (is the program linked statically, or was it killed?)"
    try:
        told = printed(observed.finished.stdout)
    except ValueError as error:
        return f"accel-metric line: {error}"
    items = workload.items if workload.items is not None else told.get("items")
    if not items:
        return "the workload printed no `accel-metric items N` line and the specification gives no `items:`"
    # In virtual time a thread never waits for a core, so the work-span bound brings the cores back. In wall time it
    # keeps a candidate from winning by more cores than the baseline uses.
    elapsed = max(observed.span_s, observed.cpu_s / cores)
    metrics = {name: value for name, value in told.items() if isinstance(name, Metric) and name not in _OURS}
    metrics[Metric.THROUGHPUT] = items / elapsed
    metrics[Metric.CPU_TIME] = observed.cpu_s / items
    if workload.output is not None:
        metrics[Metric.OUTPUT_SIZE] = output_bytes(tree, workload.output)
    return Sample(metrics, items)


def printed(stdout: str) -> dict[Metric | str, float]:
    """The `accel-metric` lines in base units, the last of each name; ValueError for one that makes no sense."""
    found: dict[Metric | str, float] = {}
    for name, text, unit in _LINE.findall(stdout):
        try:
            value = float(text)
        except ValueError:
            raise ValueError(f"{name}: {text[:40]!r} is not a number") from None
        metric, figure = ("items", value) if name == "items" else metric_value(name, value, unit)
        if metric == "items" and not 0 < value < float("inf"):
            raise ValueError(f"items: {text[:40]} is not a positive number")
        found[metric] = figure
    return found


def output_bytes(tree: Path, output: str) -> float:
    """Bytes of the file, or of all files below the directory, that the workload writes; links do not count."""
    return float(sum(path.stat().st_size for path in written_files(tree, output)))


def written_files(tree: Path, output: str) -> list[Path]:
    """The regular files at or below `output`; none when links lead out of the tree."""
    root = tree / output
    if not root.resolve().is_relative_to(tree.resolve()):
        return []
    if root.is_file():
        return [root]
    found = [Path(parent) / name for parent, _, names in os.walk(root) for name in names]
    return [path for path in found if path.is_file() and not path.is_symlink()]
