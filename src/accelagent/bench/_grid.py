"""Cells of a grid of designs, and what their throughputs over the processor's say together."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from statistics import median
from typing import Any, TypeAlias

Axes: TypeAlias = Mapping[str, Sequence[Any]]
Levels: TypeAlias = Mapping[str, float]  # design -> throughput as a multiple of the processor's
Shape: TypeAlias = Mapping[str, Sequence[float]]  # design -> lowest and highest level

DESIGNS = ("sync", "async", "tuned")
GROUP = ("source", "predictor", "threads")  # what the processor's own time depends on
FREE = ("granularity", "wait")  # what a design that sets all its knobs may choose


@dataclass(frozen=True, slots=True)
class Cell:
    """One configuration with raw times: `cpu_s` of the processor, `seconds` of each design, in order of the repeats."""

    at: Mapping[str, Any]
    cpu_s: tuple[float, ...]
    seconds: Mapping[str, tuple[float, ...]]
    size: Mapping[str, float]  # output bytes as a multiple of the processor's
    amdahl: float | None  # most that a free operation could gain, from the processor's instructions

    @property
    def levels(self) -> Levels:
        """Each design's throughput as a multiple of the processor's, medians of both."""
        return {design: median(self.cpu_s) / median(times) for design, times in self.seconds.items()}

    def level(self, design: str, repeats: slice) -> float:
        """The same from some of the design's repeats."""
        return median(self.cpu_s) / median(self.seconds[design][repeats])

    def sample(self) -> dict[str, Any]:
        """The cell as the JSON output has it."""
        return {
            **self.at,
            "cpu_s": list(self.cpu_s),
            "seconds": {design: list(times) for design, times in self.seconds.items()},
            "levels": {design: round(level, 4) for design, level in self.levels.items()},
            "output_size": {design: round(ratio, 4) for design, ratio in self.size.items()},
            "amdahl": None if self.amdahl is None else round(self.amdahl, 3),
        }


def rows(cells: Sequence[Cell]) -> str:
    """Every cell as a line of comma-separated values: place, milliseconds of the processor, levels, output sizes, bound."""
    axes = list(cells[0].at)
    head = [*axes, "cpu_ms", *DESIGNS, *(f"size_{design}" for design in DESIGNS), "amdahl"]
    lines = [",".join(head)]
    for cell in cells:
        numbers = [
            f"{median(cell.cpu_s) * 1e3:.2f}",
            *(f"{cell.levels[design]:.3f}" for design in DESIGNS),
            *(f"{cell.size[design]:.3f}" for design in DESIGNS),
            "" if cell.amdahl is None else f"{cell.amdahl:.2f}",
        ]
        lines.append(",".join([*(str(cell.at[name]) for name in axes), *numbers]))
    return "\n".join(lines) + "\n"


def groups(axes: Axes) -> Iterator[dict[str, Any]]:
    """Every combination of what the processor's time depends on."""
    return _combined(axes, GROUP)


def places(axes: Axes, group: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Every cell of a group."""
    for rest in _combined(axes, [name for name in axes if name not in GROUP]):
        yield {**group, **rest}


def _combined(axes: Axes, names: Sequence[str]) -> Iterator[dict[str, Any]]:
    for values in product(*(axes[name] for name in names)):
        yield dict(zip(names, values, strict=True))


def has_shape(levels: Levels, shape: Shape) -> bool:
    """Whether every design lies within its bounds; the upper bound of the first counts as slower, so it is excluded."""
    return all(low <= levels[design] <= high for design, (low, high) in shape.items()) and levels["sync"] < 1


def distance(levels: Levels, wanted: Levels) -> float:
    """How far apart, as the root mean square of log-ratios; 0.1 is about 10 %."""
    logs = [math.log(levels[design] / level) for design, level in wanted.items()]
    return math.sqrt(sum(x * x for x in logs) / len(logs))


def nearest(cells: Sequence[Cell], wanted: Levels) -> Cell:
    """The cell whose designs lie nearest to the wanted levels, all together."""
    return min(cells, key=lambda cell: distance(cell.levels, wanted))


def freely_tuned(cells: Sequence[Cell]) -> list[Cell]:
    """Every cell with the best asynchronous design that may also choose request size and waiting, in place of `tuned`.

    It is chosen by the first repeat and its times are the others', so that a lucky run does not choose itself.
    """
    best: dict[tuple[Any, ...], tuple[Cell, str]] = {}
    for cell in cells:
        for design in ("async", "tuned"):
            key = _fixed(cell)
            if key not in best or cell.level(design, _FIRST) > best[key][0].level(best[key][1], _FIRST):
                best[key] = cell, design
    return [_with_tuned(cell, *best[_fixed(cell)]) for cell in cells]


_FIRST, _LATER = slice(0, 1), slice(1, None)


def _fixed(cell: Cell) -> tuple[Any, ...]:
    return tuple(value for name, value in cell.at.items() if name not in FREE)


def _with_tuned(cell: Cell, best: Cell, design: str) -> Cell:
    times = best.seconds[design][_LATER] or best.seconds[design]
    return Cell(
        cell.at,
        cell.cpu_s,
        {**cell.seconds, "tuned": times},
        {**cell.size, "tuned": best.size[design]},
        cell.amdahl,
    )
