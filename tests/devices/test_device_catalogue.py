"""Every device of the catalogue keeps the same contract; a broken file is refused with file and key."""

from __future__ import annotations

from pathlib import Path

import pytest

from accelagent.devices import catalogue, describe, device, hardware, load
from accelagent.devices.view import capabilities, overview
from accelagent.domain import Execution, Family, Grade
from accelagent.errors import SpecError

MODELS = sorted(catalogue())
GOOD = """
name = "toy"
title = "A toy"
kind = "in-core"
interface = ""
[[capability]]
operation = "copy"
algorithm = "*"
executions = ["in-core"]
bandwidth = "copy_bandwidth"
[parameter.copy_bandwidth]
value = 2.0
low = 1.0
high = 3.0
unit = "byte/s"
grade = "assumed"
source = "a guess"
"""


def toy(tmp_path: Path, old: str = "", new: str = "") -> Path:
    path = tmp_path / "device.toml"
    path.write_text(GOOD.replace(old, new))
    return path


def test_the_five_devices_and_the_host_are_found() -> None:
    assert {"qat-4xxx", "isal", "host-cpu", "dsa", "iaa", "openssl"} <= set(MODELS)


@pytest.mark.parametrize("name", MODELS)
def test_every_number_is_ordered_graded_and_sourced(name: str) -> None:
    for parameter in device(name).parameters.values():
        assert 0 <= parameter.low <= parameter.value <= parameter.high
        assert isinstance(parameter.grade, Grade)
        assert len(parameter.source) > 10


@pytest.mark.parametrize("name", MODELS)
def test_every_capability_is_a_family_with_executions_that_fit_the_kind(name: str) -> None:
    model = device(name)
    assert model.capabilities or "no_work" in model.parameters  # what does nothing is never recommended
    for capability in model.capabilities:
        assert isinstance(capability.operation, Family)
        in_core = Execution.IN_CORE in capability.executions
        assert in_core == (model.kind != "lookaside")


def test_a_corner_is_the_end_of_device_cost_for_times_and_for_bandwidths() -> None:
    qat = device("qat-4xxx")
    latency, speed = qat.parameter("latency_s"), qat.parameter("engine_bandwidth_l1")
    assert latency.at("low") == latency.low < latency.at("high") == latency.high
    assert speed.at("low") == speed.high > speed.at("high") == speed.low


def test_qat_engines_reach_the_published_cap_even_at_their_slow_end() -> None:
    qat = device("qat-4xxx")
    together = qat.at("engines", "high") * qat.at("engine_bandwidth_l1", "high")
    assert together >= qat.at("bandwidth_cap", "high") == 45e9 / 8


@pytest.mark.parametrize(
    ("old", "new", "key"),
    [
        ("value = 2.0", "value = 5.0", "parameter.copy_bandwidth.value"),
        ('grade = "assumed"', 'grade = "sure"', "parameter.copy_bandwidth.grade"),
        ('source = "a guess"', 'source = " "', "parameter.copy_bandwidth.source"),
        ('unit = "byte/s"', 'unit = "furlong"', "parameter.copy_bandwidth.unit"),
        ('operation = "copy"', 'operation = "teleport"', "capability.0.operation"),
        ('["in-core"]', '["telepathic"]', "capability.0.executions"),
        ('bandwidth = "copy_bandwidth"', 'bandwidth = "speed"', "capability.0.bandwidth"),
        ("[[capability]]", "[capability]", "capability.operation"),
        ('kind = "in-core"', 'kind = "magic"', "kind"),
    ],
)
def test_a_wrong_device_file_is_refused_with_file_and_key(
    tmp_path: Path, old: str, new: str, key: str
) -> None:
    path = toy(tmp_path, old, new)
    with pytest.raises(SpecError, match=f"{path.name}: {key}:"):
        load(path)


def test_a_right_device_file_loads(tmp_path: Path) -> None:
    assert load(toy(tmp_path)).can(Family.COPY, "memmove") is not None


def test_an_unknown_name_lists_the_nearest() -> None:
    with pytest.raises(SpecError, match="nearest: qat-4xxx"):
        device("qat4xxx")
    with pytest.raises(KeyError, match=r"device isal.*call_s"):
        device("isal").parameter("calls_s")


def test_hardware_is_read_from_sysfs(tmp_path: Path) -> None:
    (tmp_path / "bus/pci/drivers/4xxx/0000:6b:00.0").mkdir(parents=True)
    (tmp_path / "bus/dsa/devices/dsa0").mkdir(parents=True)
    (tmp_path / "bus/dsa/devices/wq0.0").mkdir()
    found = set(hardware(tmp_path))
    assert {"qat-4xxx", "dsa"} <= found
    assert "iaa" not in found
    assert "dsa" not in hardware(tmp_path / "nothing")


@pytest.mark.parametrize("name", MODELS)
def test_views_have_a_row_per_parameter_and_capability(name: str) -> None:
    model = device(name)
    assert [row[0] for row in describe(model)] == list(model.parameters)
    assert len(capabilities(model)) == len(model.capabilities)
    assert len(overview({name: model}, ())) == 1


def test_numbers_are_shown_in_a_readable_unit() -> None:
    rows = {row[0]: row for row in describe(device("qat-4xxx"))}
    assert rows["latency_s"][1:5] == ("10", "6", "15", "us")
    assert rows["bandwidth_cap"][1:5] == ("5.625", "5.625", "5.625", "GB/s")
