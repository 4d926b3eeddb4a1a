"""figure2: its grid is complete, groups are kept and not run again, and its figures are counts over the published cells."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import jsonschema
import pytest

from accelagent.bench import Part, bench, document, figure2
from accelagent.bench._ffmpeg import SOURCE, Encoding, patched
from accelagent.bench._part import load_data
from accelagent.bench._picture import picture
from accelagent.codegen.recipes import RECIPES
from accelagent.schemas import load_schema

PROMISED = {"cells", "paper_shape_fraction", "best_tuned_ratio", "worst_tuned_over_naive"}
SECONDS = {"": 1.0, "offload-sync": 1.48, "offload-async": 0.53}


class Recorded:
    """An encoder that takes a second, and less or more as each recipe says; one output does not decode to its input."""

    def __init__(self) -> None:
        self.runs: list[tuple[str, str]] = []
        self.dropped: list[str] = []

    def picture(self, name: str) -> Path:
        return Path(os.devnull)

    def run(
        self, recipe: str, source: str, predictor: str, threads: int, knobs: Mapping[str, str], *_: Any
    ) -> Encoding:
        self.runs.append((recipe, knobs.get("ACCEL_DEPTH", "")))
        spoiled = knobs.get("ACCEL_BLOCK_BYTES") == "524288" and source == "noise"
        return Encoding(SECONDS[recipe], 110 if recipe else 100, f"{recipe}{'-spoiled' * spoiled}")

    def same_pixels(self, source: str, digest: str) -> bool:
        return not digest.endswith("-spoiled")

    def drop(self, digest: str) -> None:
        self.dropped.append(digest)

    def instructions(self, source: str, predictor: str, frames: int) -> tuple[int, int]:
        return 1000 + 400 * frames, 300 * frames


@pytest.fixture
def recorded(monkeypatch: pytest.MonkeyPatch) -> Recorded:
    made = Recorded()
    monkeypatch.setattr(figure2, "encoder", lambda *_: made)
    return made


def small() -> dict[str, Any]:
    data = load_data("figure2")
    data["axes"].update(source=["pattern", "noise"], predictor=["none"], threads=[1], corner=["mid"])
    return data


def test_every_value_of_the_grid_is_defined() -> None:
    data = load_data("figure2")
    assert list(data["axes"]["source"]) == list(data["sources"])
    for axis, knobs in data["knobs"].items():
        assert list(data["axes"][axis]) == list(knobs)
    assert {design["recipe"] for design in data["designs"].values()} <= set(RECIPES)
    assert set(data["designs"]) == set(data["paper"]["levels"]) == set(data["paper"]["shape"])


def test_the_designs_of_a_cell_differ_in_recipe_and_depth_only() -> None:
    designs = load_data("figure2")["designs"].values()
    kept = [{k: v for k, v in design["knobs"].items() if k != "ACCEL_DEPTH"} for design in designs]
    assert all(knobs == kept[0] for knobs in kept)


def test_the_figures_are_counts_over_all_cells(recorded: Recorded, tmp_path: Path) -> None:
    made = figure2.run_grid(small(), tmp_path, lambda _: None)
    found = {figure.name: figure for figure in made}
    assert set(found) >= PROMISED
    assert found["cells"].value == len(found["cells"].samples) == 2 * 3 * 3
    assert found["best_tuned_ratio"].value == pytest.approx(1 / 0.53)
    assert found["worst_tuned_over_naive"].value == pytest.approx(1.48 / 0.53)
    assert found["paper_shape_fraction"].value == 0  # the asynchronous design is as fast as the tuned one
    assert found["wrong_pixels"].value == 2
    assert found["above_amdahl_fraction"].value == 0
    assert {c["amdahl"] for c in found["cells"].samples} == {4.0}
    assert found["cells"].samples[0]["output_size"] == {"sync": 1.1, "async": 1.1, "tuned": 1.1}
    assert recorded.dropped


def test_the_processor_runs_between_the_designs_and_kept_groups_are_not_run_again(
    recorded: Recorded, tmp_path: Path
) -> None:
    first = figure2.run_grid(small(), tmp_path, lambda _: None)
    plain = [number for number, (recipe, _) in enumerate(recorded.runs) if not recipe]
    assert max(b - a for a, b in zip(plain, plain[1:], strict=False)) <= 3 * 3 + 1
    assert {depth for recipe, depth in recorded.runs if recipe == "offload-async"} == {"8", "32"}
    done = len(recorded.runs)
    assert figure2.run_grid(small(), tmp_path, lambda _: None) == first
    assert len(recorded.runs) == done
    figure2.run_grid({**small(), "repeats": 3}, tmp_path, lambda _: None)
    assert len(recorded.runs) > done


def test_figures_and_drawing_are_well_formed(
    recorded: Recorded, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(figure2, "load_data", lambda _: small())
    part = bench("figure2")
    assert isinstance(part, Part)
    jsonschema.validate(json.loads(json.dumps(document(part, tmp_path))), load_schema("bench"))
    drawn = ElementTree.parse(tmp_path / "picture.svg").getroot()
    assert len(drawn.findall("{*}circle")) == 3 * 18


def test_a_drawing_of_one_cell_has_its_three_designs() -> None:
    at = {"source": "a<b", "predictor": "none", "threads": 1}
    one = figure2.cell_of(
        {
            "at": at,
            "cpu_s": [1.0],
            "seconds": {"sync": [2.0], "async": [1.0], "tuned": [0.5]},
            "size": {},
            "amdahl": 2.0,
        }
    )
    drawn = ElementTree.fromstring(picture([one], load_data("figure2")["paper"]["levels"]))
    assert len(drawn.findall("{*}circle")) == 3


@pytest.mark.slow
def test_a_slice_of_the_real_encoder_keeps_every_pixel(tmp_path: Path) -> None:
    if not os.environ.get(SOURCE):
        pytest.skip(f"{SOURCE} names no source of FFmpeg")
    assert "accel_deflate(" in patched(Path(os.environ[SOURCE]) / "libavcodec", "offload-async")["pngenc.c"]
    data = load_data("figure2") | {"width": 352, "height": 96, "frames": 2, "repeats": 1}
    data["axes"] |= {
        "source": ["pattern"],
        "predictor": ["mixed"],
        "threads": [1, 4],
        "wait": ["sleep10"],
        "corner": ["mid"],
    }
    found = {figure.name: figure.value for figure in figure2.run_grid(data, tmp_path, lambda _: None)}
    assert found["cells"] == 6
    assert found["wrong_pixels"] == 0
