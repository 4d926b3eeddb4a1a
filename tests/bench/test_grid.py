"""Grid: every combination once, the shape is judged per cell, and a free choice is made by runs that it is not judged by."""

from __future__ import annotations

from typing import Any

import pytest

from accelagent.bench._grid import Cell, distance, freely_tuned, groups, has_shape, nearest, places, rows

AXES = {
    "source": ["a", "b"],
    "predictor": ["none"],
    "threads": [1, 4],
    "wait": ["busy", "sleep"],
    "corner": ["low"],
}
SHAPE = {"sync": (0.0, 1.0), "async": (0.9, 1.1), "tuned": (1.5, 1e9)}
PAPER = {"sync": 0.676, "async": 0.999, "tuned": 1.89}


def cell(sync: float, asynchronous: float, tuned: float, **at: Any) -> Cell:
    """A cell whose designs reach these multiples of a processor that takes one second."""
    levels = {"sync": sync, "async": asynchronous, "tuned": tuned}
    times = {design: (1 / level, 1 / level) for design, level in levels.items()}
    return Cell(at, (1.0, 0.9, 1.4), times, dict.fromkeys(levels, 1.1), 3.0)


def test_every_combination_is_a_cell_once() -> None:
    every = [tuple(place.values()) for group in groups(AXES) for place in places(AXES, group)]
    assert len(every) == len(set(every)) == 2 * 1 * 2 * 2 * 1
    assert ("b", "none", 4, "sleep", "low") in every


def test_levels_are_medians_over_the_processors_median() -> None:
    assert cell(0.5, 1.0, 2.0).levels == pytest.approx({"sync": 0.5, "async": 1.0, "tuned": 2.0})


@pytest.mark.parametrize(
    ("levels", "shaped"),
    [
        ((0.676, 0.999, 1.89), True),
        ((0.99, 0.9001, 1.5001), True),
        ((1.01, 0.999, 1.89), False),
        ((0.676, 0.85, 1.89), False),
        ((0.676, 1.2, 1.89), False),
        ((0.676, 0.999, 1.4), False),
    ],
)
def test_the_shape_wants_all_three_designs(levels: tuple[float, float, float], shaped: bool) -> None:
    assert has_shape(cell(*levels).levels, SHAPE) is shaped


def test_equal_to_the_processor_is_not_slower() -> None:
    assert not has_shape({"sync": 1.0, "async": 1.0, "tuned": 2.0}, SHAPE)


def test_the_nearest_cell_is_near_in_ratios_not_in_differences() -> None:
    slow, fast = cell(0.338, 0.999, 1.89), cell(1.2, 0.999, 1.89)
    assert distance(slow.levels, PAPER) > distance(fast.levels, PAPER)
    assert nearest([slow, fast], PAPER) is fast
    assert distance(PAPER, PAPER) == 0


def test_a_free_design_is_chosen_by_its_first_run_and_judged_by_the_others() -> None:
    lucky = cell(0.5, 1.0, 1.0, corner="low", wait="busy", granularity="row")
    lucky = Cell(lucky.at, lucky.cpu_s, {**lucky.seconds, "tuned": (0.25, 1.0)}, lucky.size, None)
    steady = cell(0.5, 2.0, 3.0, corner="low", wait="sleep", granularity="64k")
    other = cell(0.5, 1.0, 1.5, corner="high", wait="busy", granularity="row")
    chosen = freely_tuned([lucky, steady, other])
    assert [c.levels["tuned"] for c in chosen] == pytest.approx([1.0, 1.0, 1.5])
    assert [c.levels["sync"] for c in chosen] == [0.5, 0.5, 0.5]


def test_rows_have_every_cell_with_its_place_and_levels() -> None:
    head, *lines = rows(
        [cell(0.5, 1.0, 2.0, source="a", threads=4), cell(1.0, 1.0, 1.0, source="b", threads=1)]
    ).split()
    assert head.split(",") == [
        *("source", "threads", "cpu_ms", "sync", "async", "tuned"),
        *("size_sync", "size_async", "size_tuned", "amdahl"),
    ]
    assert [line.split(",")[:6] for line in lines] == [
        ["a", "4", "1000.00", "0.500", "1.000", "2.000"],
        ["b", "1", "1000.00", "1.000", "1.000", "1.000"],
    ]
