"""Calibration finds the parameters of a device it knows nothing about, and its overlay changes the catalogue."""

from __future__ import annotations

import os
import random
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from accelagent.calibration.calibrate import calibrate, save
from accelagent.calibration.fit import parse
from accelagent.devices import catalogue, device, hardware, overlay
from accelagent.devices.view import describe
from accelagent.domain import Grade
from accelagent.errors import SpecError, ToolchainError

QAT = "qat-4xxx"
EXACT = {"engines", "instances", "ring_depth"}
SMALL = {"submit_s", "poll_s", "empty_poll_s", "latency_s", "setup_s"}


@pytest.fixture
def no_overlays(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv(overlay.VARIABLE, "")
    catalogue.cache_clear()
    yield
    catalogue.cache_clear()


def drawn(seed: int) -> dict[str, float]:
    """A device in which every parameter shows: the caps are below what the engines could do together."""
    rng = random.Random(seed)
    engines = rng.randint(2, 12)
    level1, inflate = rng.uniform(0.6e9, 1.6e9), rng.uniform(1e9, 2e9)
    return {
        "submit_s": rng.uniform(4e-7, 1.2e-6),
        "poll_s": rng.uniform(1e-7, 3e-7),
        "empty_poll_s": rng.uniform(5e-8, 2e-7),
        "latency_s": rng.uniform(4e-6, 2e-5),
        "setup_s": rng.uniform(5e-7, 3e-6),
        "engine_bandwidth_l1": level1,
        "engine_bandwidth_l6": rng.uniform(0.3e9, 0.6e9),
        "engine_bandwidth_l9": rng.uniform(0.12e9, 0.25e9),
        "decompress_engine_bandwidth": inflate,
        "engines": engines,
        "bandwidth_cap": rng.uniform(0.6, 0.9) * engines * level1,
        "decompress_bandwidth_cap": rng.uniform(0.6, 0.9) * engines * inflate,
        "ring_depth": rng.randint(32, 128),
        "instances": rng.randint(2, 8),
    }


def write(path: Path, values: dict[str, float]) -> Path:
    known = device(QAT).parameters
    path.write_text(
        overlay.text(QAT, [replace(known[n], value=v, low=v, high=v) for n, v in values.items()]),
        encoding="utf-8",
    )
    return path


@pytest.mark.skipif(QAT in hardware(), reason="the hidden parameters are those of the emulator")
@pytest.mark.parametrize("seed", [1, 2, 3])
@pytest.mark.usefixtures("no_overlays")
def test_parameters_drawn_at_random_are_recovered(
    seed: int, tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    truth = drawn(seed)
    found = {p.name: p for p in calibrate(QAT, write(tmp_path / "hidden.toml", truth)).parameters}
    errors = {name: found[name].value / value - 1 for name, value in truth.items()}
    record_property("errors", ", ".join(f"{n} {100 * e:+.2f}%" for n, e in errors.items()))
    wrong = {
        n: f"{truth[n]:.6g} found as {found[n].value:.6g}"
        for n, e in errors.items()
        if abs(e) > (0 if n in EXACT else 0.1 if n in SMALL else 0.05)
    }
    assert wrong == {}


@pytest.mark.skipif(QAT in hardware(), reason="a limit out of reach can only be set in the emulator")
@pytest.mark.usefixtures("no_overlays")
def test_a_cap_that_the_engines_do_not_reach_is_not_claimed(tmp_path: Path) -> None:
    hidden = write(
        tmp_path / "hidden.toml", {"engines": 2, "decompress_bandwidth_cap": 8e10, "bandwidth_cap": 8e10}
    )
    found = {p.name: p for p in calibrate(QAT, hidden).parameters}
    assert found["engines"].value == 2
    assert not {"bandwidth_cap", "decompress_bandwidth_cap"} & set(found)


@pytest.mark.skipif(QAT in hardware(), reason="there the device itself is measured")
@pytest.mark.usefixtures("no_overlays")
def test_the_emulator_s_figures_are_not_passed_off_as_a_device_s(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    found = calibrate(QAT)
    assert all("emulator" in p.source for p in found.parameters)
    assert {p.grade for p in found.parameters} == {Grade.ASSUMED}
    assert save(found, None) is None
    assert list(tmp_path.iterdir()) == []


@pytest.mark.usefixtures("no_overlays")
def test_an_overlay_changes_its_parameters_only_and_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = device(QAT)
    path = write(tmp_path / "mine.toml", {"latency_s": 4.5e-6, "engines": 3})
    path.write_text(path.read_text().replace('grade = "assumed"', 'grade = "measured"'))
    monkeypatch.setenv(overlay.VARIABLE, str(path))
    catalogue.cache_clear()
    after = device(QAT)
    changed = {n for n in before.parameters if before.parameters[n] != after.parameters[n]}
    assert changed == {"latency_s", "engines"}
    assert after.parameter("latency_s").value == 4.5e-6
    assert after.parameter("latency_s").grade == Grade.MEASURED
    assert {row[0] for row in describe(after) if "overlay mine.toml" in row[-1]} == changed


def test_overlays_in_the_user_s_folder_apply_to_every_command(tmp_path: Path) -> None:
    place = tmp_path / "accelagent" / "devices"
    place.mkdir(parents=True)
    write(place / "qat.toml", {"engines": 5})
    env = {k: v for k, v in os.environ.items() if k != overlay.VARIABLE}
    done = subprocess.run(
        [sys.executable, "-m", "accelagent", "devices", "show", QAT],
        env={**env, "XDG_CONFIG_HOME": str(tmp_path), "COLUMNS": "200"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert "overlay qat.toml" in done.stdout


@pytest.mark.usefixtures("no_overlays")
@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ('device = "qat-9"\n', "qat-9"),
        ('device = "qat-4xxx"\n[parameter.speed]\nvalue=1\nlow=1\nhigh=1\nunit="s"\n'
         'grade="measured"\nsource="x"\n', "speed"),
        ('device = "qat-4xxx"\n[parameter.latency_s]\nvalue=1\nlow=1\nhigh=1\nunit="byte"\n'
         'grade="measured"\nsource="x"\n', "unit"),
        ("device =\n", "Invalid value"),
    ],
)  # fmt: skip
def test_faults_of_an_overlay_name_file_and_key(text: str, complaint: str, tmp_path: Path) -> None:
    path = tmp_path / "wrong.toml"
    path.write_text(text)
    with pytest.raises(SpecError, match=complaint) as fault:
        overlay.applied(catalogue(), [path])
    assert str(path) in str(fault.value)


def test_incomplete_output_of_a_probe_is_a_fault() -> None:
    with pytest.raises(ToolchainError, match="incomplete"):
        parse("clock 25\ninstances 4\n")
