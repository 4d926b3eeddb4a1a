"""FFmpeg's PNG encoder with deflate on emulated QAT: three designs in every cell of a grid that was fixed first."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from itertools import product
from pathlib import Path
from statistics import median
from typing import Any

from accelagent.bench._ffmpeg import Encoder, encoder
from accelagent.bench._grid import (
    DESIGNS,
    Cell,
    Levels,
    distance,
    freely_tuned,
    groups,
    has_shape,
    nearest,
    places,
    rows,
)
from accelagent.bench._part import Figure, Part, load_data
from accelagent.bench._picture import picture
from accelagent.devices import device

_MODEL = "qat-4xxx"
_FASTEST_LEVEL = 1  # zlib's, beside its default: the device's own level is like that one
_COUNTED_FRAMES = (1, 2)  # their difference has no start-up in it


def run_in(out: Path, tell: Callable[[str], None]) -> tuple[Figure, ...]:
    """Every cell, each once: groups that are there for the same grid are taken as they are."""
    return run_grid(load_data("figure2"), out, tell)


def run() -> tuple[Figure, ...]:
    return run_in(Path("accel-out") / "figure2", lambda _: None)


def run_grid(data: Mapping[str, Any], out: Path, tell: Callable[[str], None]) -> tuple[Figure, ...]:
    """The figures of one grid, and `picture.svg` and `cells.csv` in `out`."""
    out = out.resolve()
    out.mkdir(parents=True, exist_ok=True)
    recipes = sorted({design["recipe"] for design in data["designs"].values()})
    size = f"{data['width']}x{data['height']}"
    made = encoder(out, recipes, size, tell)
    for name in data["axes"]["source"]:
        if not made.picture(name).exists():
            made.draw(name, data["sources"][name].format(**data), data["frames"])
    key = _key(data)
    bounds = _bounds(made, data, out, tell)
    found = []
    every = list(groups(data["axes"]))
    for number, group in enumerate(every, 1):
        kept = out / f"{'-'.join(str(v) for v in group.values())}.json"
        result = json.loads(kept.read_text()) if kept.is_file() else {}
        if result.get("key") != key:
            tell(f"{number}/{len(every)} {kept.stem}")
            bound = bounds[f"{group['source']}-{group['predictor']}"]
            result = {"key": key, **Group(made, data, group, bound).result()}
            kept.write_text(json.dumps(result) + "\n")
        found.append(result)
    cells = [cell_of(c) for result in found for c in result["cells"]]
    (out / "cells.csv").write_text(rows(cells), encoding="utf-8")
    (out / "picture.svg").write_text(picture(cells, data["paper"]["levels"]), encoding="utf-8")
    wrong = sum(result["wrong_pixels"] for result in found)
    return (*figures(cells, data["paper"], wrong), _control([result["control"] for result in found]))


def _key(data: Mapping[str, Any]) -> str:
    return hashlib.sha256(json.dumps(data, sort_keys=True).encode()).hexdigest()[:16]


def _bounds(
    made: Encoder, data: Mapping[str, Any], out: Path, tell: Callable[[str], None]
) -> dict[str, float]:
    """By source and predictor: all of the processor's instructions per frame over those outside deflate()."""
    kept, key = out / "instructions.json", _key({k: data[k] for k in ("width", "height", "sources")})
    known: dict[str, Any] = json.loads(kept.read_text()) if kept.is_file() else {}
    bounds = dict(known.get("bounds", {})) if known.get("key") == key else {}
    for source, predictor in product(data["axes"]["source"], data["axes"]["predictor"]):
        name = f"{source}-{predictor}"
        if name not in bounds:
            tell(f"counting instructions: {name}")
            (all_1, in_1), (all_2, in_2) = (made.instructions(source, predictor, n) for n in _COUNTED_FRAMES)
            bounds[name] = (all_2 - all_1) / (all_2 - all_1 - in_2 + in_1)
            kept.write_text(json.dumps({"key": key, "bounds": bounds}) + "\n")
    return bounds


class Group:
    """The cells that share the processor's time: run in turn, repeat by repeat, with the processor's own run between."""

    def __init__(
        self, made: Encoder, data: Mapping[str, Any], group: Mapping[str, Any], bound: float
    ) -> None:
        self.made, self.data, self.group, self.bound = made, data, group, bound
        self.model = device(_MODEL)
        self.checked: dict[str, bool] = {}

    def result(self) -> dict[str, Any]:
        """Times, sizes and checks of every cell, as they are kept."""
        cells: list[dict[str, Any]] = [
            {"at": at, "cpu_s": [], "seconds": {d: [] for d in DESIGNS}, "bytes": {}}
            for at in places(self.data["axes"], self.group)
        ]
        plain: list[Any] = []
        fastest: list[Any] = []
        for _ in range(self.data["repeats"]):
            for number, cell in enumerate(cells):
                if number % max(1, len(cells) // 3) == 0:  # three times in a repeat
                    plain.append(self._run("", {}, "mid"))
                self._repeat(cell)
            fastest.append(self._run("", {}, "mid", level=_FASTEST_LEVEL))
        for cell in cells:
            cell["cpu_s"] = [run.seconds for run in plain]
            cell["size"] = {design: n / plain[0].bytes for design, n in cell.pop("bytes").items()}
            cell["amdahl"] = self.bound
        control = {
            **self.group,
            "seconds": [run.seconds for run in fastest],
            "cpu_s": [run.seconds for run in plain],
            "output_size": fastest[0].bytes / plain[0].bytes,
        }
        return {
            "cells": cells,
            "control": control,
            "wrong_pixels": sum(not right for right in self.checked.values()),
        }

    def _repeat(self, cell: dict[str, Any]) -> None:
        knobs = {
            k: v for axis, values in self.data["knobs"].items() for k, v in values[cell["at"][axis]].items()
        }
        for design in DESIGNS:
            chosen = self.data["designs"][design]
            done = self._run(chosen["recipe"], {**knobs, **chosen["knobs"]}, cell["at"]["corner"])
            cell["seconds"][design].append(done.seconds)
            cell["bytes"][design] = done.bytes

    def _run(self, recipe: str, knobs: Mapping[str, str], corner: str, level: int | None = None) -> Any:
        source, predictor, threads = (self.group[name] for name in ("source", "predictor", "threads"))
        done = self.made.run(recipe, source, predictor, threads, knobs, self.model, corner, level)
        if done.digest not in self.checked:
            self.checked[done.digest] = self.made.same_pixels(source, done.digest)
        self.made.drop(done.digest)
        return done


def cell_of(kept: Mapping[str, Any]) -> Cell:
    """A cell as it was kept."""
    times = {design: tuple(seconds) for design, seconds in kept["seconds"].items()}
    return Cell(kept["at"], tuple(kept["cpu_s"]), times, kept["size"], kept["amdahl"])


def figures(cells: Sequence[Cell], paper: Mapping[str, Any], wrong_pixels: int) -> tuple[Figure, ...]:
    """Counts, extremes and the nearest cells; every cell with its raw times is a sample of the first."""
    levels: Levels = paper["levels"]
    shape = paper["shape"]
    free = freely_tuned(cells)
    held = {"levels": levels, "grade": paper["grade"], "source": paper["source"]}

    def share(chosen: Sequence[Cell]) -> float:
        return sum(has_shape(c.levels, shape) for c in chosen) / len(chosen)

    tuned = [c.levels["tuned"] for c in cells]
    gains = [c.levels["tuned"] / c.levels["sync"] for c in cells]
    return (
        Figure("cells", len(cells), "cells", "virtual", tuple(c.sample() for c in cells)),
        Figure("wrong_pixels", wrong_pixels, "outputs", None, (), 0, "distinct outputs that do not decode to the input"),
        Figure("paper_shape_fraction", share(cells), "", "virtual", (), held, f"shape: {shape}; same knobs but depth"),
        Figure("paper_shape_fraction_free", share(free), "", "virtual", tuple(c.sample() for c in free), held,
               "tuned also chooses request size and waiting, by the first repeat; its times are the other repeats'"),
        *(_share_of(cells, design, shape[design]) for design in DESIGNS),
        Figure("best_tuned_ratio", max(tuned), "x", "virtual", _where(cells, tuned.index(max(tuned)))),
        Figure("worst_tuned_ratio", min(tuned), "x", "virtual", _where(cells, tuned.index(min(tuned)))),
        Figure("worst_tuned_over_naive", min(gains), "x", "virtual", _where(cells, gains.index(min(gains)))),
        *(_nearest(f"nearest_{design}", cells, {design: levels[design]}, held) for design in DESIGNS),
        _nearest("nearest_cell", cells, levels, held),
        _nearest("nearest_cell_free", free, levels, held),
        _above_bound(cells),
        Figure("largest_output", max(max(c.size.values()) for c in cells), "x", None, (), None, "over the processor's"),
    )  # fmt: skip


def _share_of(cells: Sequence[Cell], design: str, bounds: Sequence[float]) -> Figure:
    inside = [has_level(c.levels[design], bounds) for c in cells]
    note = f"{design} from {bounds[0]:g} to {bounds[1]:g} of the processor"
    return Figure(f"{design}_fraction", sum(inside) / len(cells), "", "virtual", (), None, note)


def has_level(level: float, bounds: Sequence[float]) -> bool:
    return bounds[0] <= level <= bounds[1]


def _nearest(name: str, cells: Sequence[Cell], wanted: Levels, held: Mapping[str, Any]) -> Figure:
    cell = nearest(cells, wanted)
    said = ", ".join(f"{d} {cell.levels[d]:.3f} ({wanted[d]:g})" for d in wanted)
    place = " ".join(str(value) for value in cell.at.values())
    note = f"{said}: {place}; 0 is equal, 0.1 about 10 % away"
    return Figure(name, distance(cell.levels, wanted), "", "virtual", (cell.sample(),), held, note)


def _above_bound(cells: Sequence[Cell]) -> Figure:
    """Cells with a design above the bound: instructions outside deflate() take less time each than those inside."""
    known = [(max(c.levels.values()), c.amdahl) for c in cells if c.amdahl is not None]
    above = sum(level > bound for level, bound in known)
    note = "a design gains more than the bound, which counts instructions and not their time"
    return Figure("above_amdahl_fraction", above / max(1, len(known)), "", "virtual", (), None, note)


def _where(cells: Sequence[Cell], index: int) -> tuple[Any, ...]:
    return (cells[index].sample(),)


def _control(controls: Sequence[Mapping[str, Any]]) -> Figure:
    """What the program gains by asking zlib for its fastest level, without any device."""
    gains = [median(c["cpu_s"]) / median(c["seconds"]) for c in controls]
    note = f"largest; smallest {min(gains):.2f}; unmodified program with -compression_level {_FASTEST_LEVEL}"
    return Figure("zlib_level_1_ratio", max(gains), "x", "virtual", tuple(controls), None, note)


PART = Part(
    "figure2",
    "FFmpeg's PNG encoder with deflate on QAT: three designs over a grid",
    run,
    "Emulated device in virtual time: host processor time as measured here, the device as the catalogue has it. "
    "All designs of a cell share pictures, predictor, threads, request size and waiting. amdahl counts instructions.",
    run_in,
)
