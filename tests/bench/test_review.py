"""A real model's recorded second opinions give the figures that `bench agents` shows, without a network."""

from __future__ import annotations

from pathlib import Path

from accelagent.bench import _review

TESTS = Path(__file__).parents[1]


def test_the_recorded_opinions_are_read_and_scored() -> None:
    """Regions of the corpus may come and go; most of those that were asked about are still there."""
    found = {f.name: f for f in _review.figures(TESTS / "corpus", TESTS / "agents" / "recordings")}
    operations = found["review_operation_right"]
    assert len(operations.samples) >= 20
    assert operations.value is not None
    assert operations.value >= 0.5
    for name in ("review_f1_without", "review_f1_with", "review_f1_as_run"):
        value = found[name].value
        assert value is not None
        assert 0.0 < value <= 1.0
    assert found["review_input_tokens"].value > 10_000 > found["review_output_tokens"].value > 0
