from pathlib import Path

import pytest

from accelagent.bench import bench, document
from accelagent.bench._pairs import Half, measure, pairs, twins, verdict, write
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
    assert len(both) >= 5
    assert len(both) * 2 == len(list(FOLDER.glob("*-*/accel.yaml")))
    for halves in both:
        for program in halves:
            [service] = load_spec(program / "accel.yaml").services
            assert service.source == program.resolve()


def test_pairs_are_measured_on_demand_only(monkeypatch, tmp_path):
    monkeypatch.delenv("ACCELAGENT_PAIRS", raising=False)
    monkeypatch.chdir(tmp_path)
    figures = {f["name"]: f for f in document(bench("identifier"))["figures"]}
    assert figures["pairs_right"]["value"] is None
    assert "ACCELAGENT_PAIRS" in figures["pairs_right"]["note"]


def test_templates_give_two_programs_that_differ_as_they_say(tmp_path):
    found = twins(FOLDER)
    assert len(pairs(FOLDER)) + len(found) >= 20
    assert len({one.template for one, _ in found}) >= 5
    for one, other in found:
        assert one.words != other.words
        assert (one.recipe, one.device, one.knobs) == (other.recipe, other.device, other.knobs)
        texts = []
        for half in (one, other):
            program = write(half, FOLDER, tmp_path / half.name)
            assert load_spec(program / "accel.yaml").services[0].name == "unit"
            texts.append((program / "main.c").read_text())
            assert "@" not in texts[-1]
        assert texts[0] != texts[1]


def test_verdicts_come_apart_where_the_names_say(tmp_path):
    """What the measurement is held against; the measurement itself takes an hour."""
    for one, other in twins(FOLDER):
        said = [verdict(write(h, FOLDER, tmp_path / h.name)) for h in (one, other)]
        assert said[0] in ("offload", "conditional"), one.name
        assert said[1] == "avoid", other.name


def test_what_may_not_leave_the_core_gains_nothing():
    assert Half("x", "avoid", None, None, None, 0, "offload: …", kept=True).right
    assert not Half("x", "offload", None, None, None, 0, "offload: …", kept=True).right


@pytest.mark.slow
def test_large_streams_gain_and_tiny_ones_lose():
    large, tiny = measure(FOLDER / "stream-pays"), measure(FOLDER / "stream-degrades")
    assert large.device_ops > 0
    assert tiny.device_ops > 0
    assert large.gains
    assert not tiny.gains
