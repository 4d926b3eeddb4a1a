"""Every device of the catalogue keeps the same contract; a broken file is refused with file and key."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from accelagent.devices import catalogue, describe, device, hardware, load, offload_cost, usual
from accelagent.devices.catalogue import folders
from accelagent.devices.view import capabilities, overview
from accelagent.domain import Execution, Family, Grade
from accelagent.errors import SpecError
from accelagent.spec import load_spec

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
    assert model.capabilities or "no_work" in model.parameters or name == "dlb"  # never recommended
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


# --- devices of other platforms ---

ELSEWHERE = [name for name in MODELS if device(name).on_request]


def test_devices_of_other_platforms_are_judged_for_only_when_named() -> None:
    assert {"power-nxu", "z15-zedc", "kunpeng-kae", "bluefield-2", "bluefield-3"} <= set(ELSEWHERE)
    assert {"cobalt-200", "protoacc", "dlb", "qat-401xx", "qat-402xx", "qat-420xx", "qat-6xxx"} <= set(
        ELSEWHERE
    )
    assert not {m.name for m in usual()} & set(ELSEWHERE)


@pytest.mark.parametrize("name", ELSEWHERE)
@pytest.mark.parametrize("corner", ["low", "mid", "high"])
def test_everything_that_they_can_do_costs_time_at_every_corner(name: str, corner: str) -> None:
    model = device(name)
    for c in model.capabilities:
        small, large = (
            offload_cost(model, c.operation, c.algorithm, n, c.executions[0], corner).latency_s
            for n in (4096, 65536)
        )
        assert 0 < small < large if c.bandwidth else small > 0


def test_a_variant_has_what_its_base_has_and_its_own_numbers() -> None:
    base, variant = device("qat-4xxx"), device("qat-420xx")
    assert variant.capabilities == base.capabilities
    assert variant.parameter("latency_s") == base.parameter("latency_s")
    assert variant.at("bandwidth_cap", "mid") == 40e9 / 8 < base.at("bandwidth_cap", "mid")
    assert device("qat-6xxx").can(Family.COMPRESS, "lz4") is None


SPEC = """
version: 1
application: a
services:
  s: {source: ., build: "true", test: "true", workload: {command: "true", items: 1, unit: u}, objectives: [maximize throughput]}
devices:
  it: MODEL
"""


@pytest.mark.parametrize("name", ELSEWHERE)
def test_a_specification_to_run_refuses_them_in_one_line_and_one_to_judge_takes_them(
    tmp_path: Path, name: str
) -> None:
    spec = tmp_path / "accel.yaml"
    spec.write_text(SPEC.replace("MODEL", name))
    with pytest.raises(SpecError, match=f"'{name}' has no interface to run candidates on") as caught:
        load_spec(spec)
    assert str(caught.value).startswith(f"{spec}:7:")
    assert "\n" not in str(caught.value)
    assert [use.model for use in load_spec(spec, judged_only=True).devices] == [name]


# --- the user's own ---


@pytest.fixture
def _fresh_catalogue() -> Iterator[None]:
    catalogue.cache_clear()
    yield
    catalogue.cache_clear()


@pytest.mark.usefixtures("_fresh_catalogue")
def test_a_users_folder_adds_a_device(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "accelagent" / "devices" / "mine"
    folder.mkdir(parents=True)
    (folder / "device.toml").write_text(GOOD)
    monkeypatch.delenv("ACCELAGENT_DEVICES")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    assert device("toy").title == "A toy"
    assert folders() == (tmp_path / "accelagent" / "devices",)


@pytest.mark.usefixtures("_fresh_catalogue")
def test_a_users_device_may_be_a_variant_but_not_take_a_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "mine").mkdir()
    file = tmp_path / "mine" / "device.toml"
    monkeypatch.setenv("ACCELAGENT_DEVICES", str(tmp_path))
    file.write_text('name = "my-qat"\ntitle = "Ours"\nbased_on = "qat_4xxx"\n')
    assert device("my-qat").parameters == device("qat-4xxx").parameters
    catalogue.cache_clear()
    file.write_text('name = "isal"\ntitle = "Ours"\nbased_on = "qat_4xxx"\n')
    with pytest.raises(SpecError, match="'isal' is taken by"):
        catalogue()
    file.write_text('name = "x"\ntitle = "Ours"\nbased_on = "qat_9xxx"\n')
    with pytest.raises(
        SpecError, match="based_on: 'qat_9xxx' is no folder of the catalogue; allowed: .*qat_4xxx"
    ):
        load(file)
