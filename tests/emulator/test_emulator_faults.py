"""What goes wrong, and when, comes from a schedule that a file describes; every preset is such a file."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from accelagent.emulator import presets
from accelagent.emulator.faults import lines, schedule
from accelagent.errors import SpecError


@pytest.fixture
def rules(tmp_path: Path) -> Callable[[str], str]:
    def written(text: str) -> str:
        path = tmp_path / "faults.toml"
        path.write_text(text)
        return str(path)

    return written


@pytest.mark.parametrize("name", presets())
def test_every_preset_is_a_schedule(name):
    assert schedule(name)
    assert lines(schedule(name)).startswith("fault = ")


@pytest.mark.parametrize(
    ("text", "line", "complaint"),
    [
        ('[[fault]]\nkind = "explode"\n', 2, "kind: 'explode' is unknown; allowed: absent, "),
        ('seed = 1\n[[fault]]\nkind = "slow"\n\n[[fault]]\nfirst = 3\n', 5, "kind: is missing"),
        ('[[fault]]\nkind = "slow"\nfactor = 0.5\n', 3, "factor: 0.5; allowed: a number from 1 to 1e"),
        ('[[fault]]\nkind = "slow"\n[[fault]]\nkind = "error"\nevery = 0\n', 5, "every: 0; allowed: a whole"),
        ('[[fault]]\nkind = "slow"\nwhen = 3\n', 3, "when: is unknown; allowed: kind, device, "),
        ('[[fault]]\nkind = "queue-full"\nburst = [4, 2]\n', 3, "burst: "),
        ('faults = []\n', 1, "faults: is unknown; allowed: seed"),
        ('[[fault]]\nkind =\n', 2, "Invalid value"),
    ],
)  # fmt: skip
def test_a_mistake_is_named_with_its_line(rules, text, line, complaint):
    path = rules(text)
    with pytest.raises(SpecError) as fault:
        schedule(path)
    assert str(fault.value).startswith(f"{path}:{line}: {complaint}".split(": Invalid")[0])
    assert complaint in str(fault.value)


def test_neither_a_preset_nor_a_file():
    with pytest.raises(
        SpecError, match="'explode' is unknown; allowed: absent, .* or the path of a .toml file"
    ):
        schedule("explode")
    with pytest.raises(SpecError, match="nowhere.toml: No such file"):
        schedule("nowhere.toml")


# faulty prints: done failed overflowed refused restarting lost
@pytest.mark.parametrize(
    ("text", "counts"),
    [
        ('[[fault]]\nkind = "error"\nfirst = 10\nevery = 2\ncount = 5\n', [115, 5, 0, 0, 0, 0]),
        ('[[fault]]\nkind = "error"\ndevice = "dsa"\n', [120, 0, 0, 0, 0, 0]),
        ('[[fault]]\nkind = "overflow"\noperation = "decompress"\n', [120, 0, 0, 0, 0, 0]),
        ('[[fault]]\nkind = "queue-full"\nfirst = 100\ncount = 2\nburst = 7\n', [120, 0, 0, 14, 0, 0]),
        ('[[fault]]\nkind = "verify"\nevery = 3\n', [120, 0, 0, 0, 0, 0]),  # recovered
    ],
)
def test_rules_hit_the_requests_they_name(emulator, rules, text, counts):
    assert emulator.run(["faulty"], faults=rules(text)).numbers == counts


def test_draws_depend_on_the_seed_only(emulator, rules):
    text = '[[fault]]\nkind = "error"\nprobability = 0.25\n'
    one, again, other = (
        emulator.run(["faulty"], faults=rules(f"seed = {seed}\n{text}")).stats.devices[0]
        for seed in (1, 1, 2)
    )
    assert one == again
    assert 10 < one.errors < 60
    assert (one.errors, one.bytes_out) != (other.errors, other.bytes_out)


@pytest.mark.parametrize(
    ("faults", "said"),
    [
        ("verify", ["recovered", "20", "verify-errors", "0", "wrong", "0"]),
        ("corrupt", ["recovered", "0", "verify-errors", "0", "wrong"]),
        ("", ["recovered", "0", "verify-errors", "0", "wrong", "0"]),
    ],
)
@pytest.mark.parametrize("work", ["late", "eager"])
def test_results_are_checked_against_their_input(emulator, faults, said, work):
    words = emulator.run(["verified", "1"], faults=faults, work=work).output.split()
    assert words[: len(said)] == said
    if faults == "corrupt":
        assert 3 < int(words[-1]) < 40


def test_without_recovery_a_failed_verification_is_an_error(emulator):
    assert emulator.run(["verified", "0"], faults="verify").output.split() == [
        *("recovered", "0", "verify-errors", "20", "wrong", "0")
    ]


def test_resources_run_out(emulator):
    assert emulator.run(["verified", "memory"], faults="no-memory").numbers == [32]
    assert emulator.run(["verified", "instances"], faults="no-instances").numbers == [0]
    assert emulator.run(["verified", "instances"]).numbers == [
        int(emulator.model.parameter("instances").value)
    ]
