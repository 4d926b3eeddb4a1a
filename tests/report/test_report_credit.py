"""Who earned what: hypervolume by hand, and the run's proposers in every view."""

from __future__ import annotations

import itertools
import random

import pytest

from accelagent.objectives import volume


def test_volume_of_known_shapes() -> None:
    assert volume([]) == 0.0
    assert volume([(2.0,), (3.0,)]) == 3.0
    assert volume([(2.0, 1.0), (1.0, 2.0)]) == pytest.approx(3.0)
    assert volume([(1.0, 1.0, 1.0), (2.0, 0.5, 1.0)]) == pytest.approx(1.5)


def test_volume_is_what_a_grid_counts() -> None:
    draw = random.Random(3)
    for dimensions in (1, 2, 3):
        points = [tuple(float(draw.randint(0, 5)) for _ in range(dimensions)) for _ in range(6)]
        cells = itertools.product(range(5), repeat=dimensions)
        counted = sum(any(all(c < x for c, x in zip(cell, p, strict=True)) for p in points) for cell in cells)
        assert volume(points) == pytest.approx(counted)
