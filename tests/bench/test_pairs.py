from pathlib import Path

import pytest

from accelagent.bench import bench, document
from accelagent.bench._pairs import Half, measure, pairs
from accelagent.spec.loader import load_spec

FOLDER = Path(__file__).parents[1] / "corpus" / "pairs"


def half(verdict: str, low: float | None) -> Half:
    return Half("x", verdict, low, low, low, 1)


def test_a_verdict_is_right_where_the_measured_gain_agrees():
    assert half("offload", 1.5).right
    assert half("avoid", 0.5).right
    assert half("avoid", 1.01).right
    assert not half("offload", 0.5).right
    assert not half("avoid", 4.5).right


def test_what_was_not_measured_is_not_right():
    assert not half("avoid", None).right
    assert not half("offload", None).right


def test_every_program_has_a_twin_and_a_sound_specification():
    both = pairs(FOLDER)
    assert len(both) >= 6
    assert len(both) * 2 == len(list(FOLDER.glob("*/accel.yaml")))
    for twins in both:
        for program in twins:
            [service] = load_spec(program / "accel.yaml").services
            assert service.source == program.resolve()


def test_pairs_are_measured_on_demand_only(monkeypatch, tmp_path):
    monkeypatch.delenv("ACCELAGENT_PAIRS", raising=False)
    monkeypatch.chdir(tmp_path)
    figures = {f["name"]: f for f in document(bench("identifier"))["figures"]}
    assert figures["pairs_right"]["value"] is None
    assert "ACCELAGENT_PAIRS" in figures["pairs_right"]["note"]


@pytest.mark.slow
def test_large_streams_gain_and_tiny_ones_lose():
    large, tiny = measure(FOLDER / "stream-pays"), measure(FOLDER / "stream-degrades")
    assert large.device_ops > 0
    assert tiny.device_ops > 0
    assert large.gains
    assert not tiny.gains
