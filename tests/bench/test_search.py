"""Searches on a landscape that is known: what counts as a trial, when it is enough, and that every search gets there."""

from __future__ import annotations

import gzip
import importlib.util
import json
from itertools import product

import pytest

from accelagent.bench import search
from accelagent.bench._landscape import ENOUGH, Landscape, Trials, front, landscapes, read
from accelagent.bench._stranger import HERE
from accelagent.codegen.recipes import RECIPES
from accelagent.domain import Measured, Rejected
from accelagent.objectives import volume

BENCHMARKS = HERE.parent


def landscape() -> Landscape:
    """Deeper is faster, sleeping is cheaper, high levels are slow, large blocks are small: 5 x 3 x 3 x 3 designs and one refused."""
    rows = []
    for depth, block, level, poll in product(
        (1, 2, 4, 8, 16), (16, 64, 256), (1, 6, 9), ("busy", "yield", "sleep")
    ):
        speed = 1 + 0.2 * depth - 0.1 * level + (0.3 if poll == "busy" else 0.0)
        cost = {"busy": 0.9, "yield": 0.6, "sleep": 0.4}[poll] + 0.02 * level
        knobs = {"depth": depth, "block_bytes": block, "level": level, "poll": poll}
        size = {16: 1.4, 64: 1.2, 256: 1.1}[block]
        rows.append(
            {
                "recipe": "offload-async",
                "knobs": knobs,
                "throughput": speed,
                "cpu_time": cost,
                "output_size": size,
            }
        )
    rows.append({"recipe": "incore-isal", "knobs": {"incore_level": 1}, "refused": "does not build"})
    return read("made", "\n".join(map(json.dumps, rows)))


def test_a_design_counts_once_and_the_bound_keeps_the_fat_ones_out() -> None:
    made = landscape()
    trials = Trials(made)
    design = next(iter(made.rows))
    assert design.knob("block_bytes") == 16
    trials.ask(design)
    trials.ask(design)
    assert (len(trials.asked), design in made.points) == (1, False)
    assert len(made.points) == 90


def test_it_is_enough_at_the_first_design_that_lifts_the_volume_to_the_mark() -> None:
    made = landscape()
    trials = Trials(made)
    for design in made.rows:
        trials.ask(design)
    assert trials.reached is not None
    before = [made.points[d] for d in list(trials.asked)[: trials.reached - 1] if d in made.points]
    assert volume(front(before)) < ENOUGH * made.reference
    assert (
        volume(front([*before, made.points[list(trials.asked)[trials.reached - 1]]]))
        >= ENOUGH * made.reference
    )


@pytest.mark.parametrize("name", [n for n in search.SEARCHES if n != "nsga2"])
def test_every_search_gets_there_and_the_same_seed_needs_the_same(name: str) -> None:
    def needed() -> int | None:
        trials = Trials(landscape())
        search.SEARCHES[name](trials, 3)
        return trials.reached

    assert needed() == needed()
    assert needed() is not None


def test_nsga2_stays_on_the_grid() -> None:
    pytest.importorskip("optuna")
    trials = Trials(landscape())
    search.SEARCHES["nsga2"](trials, 1)
    assert trials.reached is not None


def test_figures_name_every_search_and_hold_ours_against_the_others() -> None:
    found = {f.name: f for f in search.figures(landscape(), seeds=2)}
    assert {f"trials_{s}_made" for s in search.SEARCHES} <= set(found)
    assert found["ours_to_random_made"].target == 0.5


def test_a_packed_recording_holds_each_designs_median_and_what_most_passes_refused() -> None:
    loaded = importlib.util.spec_from_file_location("record", BENCHMARKS / "search" / "record.py")
    assert loaded is not None
    assert loaded.loader is not None
    record = importlib.util.module_from_spec(loaded)
    loaded.loader.exec_module(record)
    passes = [(1.0, 2.0), (3.0, None), (1.5, None)]  # of a design that always runs, and one that ran once
    lines = []
    for first, second in passes:
        for level, speed in ((1, first), (9, second)):
            row = {"recipe": "offload-sync", "knobs": {"level": level}}
            figures = {"throughput": speed, "cpu_time": 0.5, "output_size": 1.0}
            lines.append(json.dumps({**row, **(figures if speed else {"refused": "crash"})}))
    packed = record.packed(lines)
    assert packed == record.packed(lines)
    made = read("made", gzip.decompress(packed).decode())
    sampled, refused = made.rows.values()
    assert isinstance(sampled, Measured)
    assert sampled.estimates[0].ratio == 1.5
    assert isinstance(refused, Rejected)
    assert refused.reason == "crash"


def test_the_recorded_landscapes_hold_what_recipes_offer() -> None:
    for one in landscapes():
        assert len(one.rows) >= 1000
        assert len(one.points) > 10
        for structure, space in one.spaces.items():
            offered = {k for recipe in structure.split("+") for k in RECIPES[recipe].knobs}
            assert set(space) <= offered
