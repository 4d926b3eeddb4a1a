"""Where buffers lie and how latencies vary: off unless the host says so, and then exactly what the catalogue says."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from accelagent.bench._clients import Clients, changed, clients
from accelagent.devices import device

MOVE, BYTES = 3, 1 << 20


@pytest.fixture(scope="module")
def programs() -> Iterator[Clients]:
    with clients() as made:
        yield made


def one_copy(programs: Clients, monkeypatch: pytest.MonkeyPatch, host: str = "", **values: float) -> float:
    """Nanoseconds of a synchronous copy on one engine."""
    monkeypatch.setenv("ACCEL_EMU_HOST", host)
    model = changed(device("dsa"), engines=1, **values)
    return programs.run("dsa", "one", MOVE, BYTES, 0, 1, 1 << 21, model=model)[0]


def times(emulator, monkeypatch: pytest.MonkeyPatch, host: str, count: int = 1, **values: float) -> list[int]:
    monkeypatch.setenv("ACCEL_EMU_HOST", host)
    return emulator.with_parameters(**values).run(["pipeline", "sync", str(count), "65536"]).numbers


@pytest.mark.parametrize("host", ["", "data=both", "node=local", "data=source"])
def test_neutral_ratios_change_nothing(emulator, monkeypatch, host):
    assert times(emulator, monkeypatch, host) == times(emulator, monkeypatch, "")


@pytest.mark.parametrize(
    ("host", "ratio"),
    [("data=source", 1.5), ("data=destination", 0.5), ("data=both", 0.75), ("node=remote", 2.0)],
)
def test_a_transfer_takes_as_many_times_as_long_as_the_place_says(
    emulator, monkeypatch, nanoseconds: Callable[[float], int], host, ratio
):
    given = {
        "cached_source_ratio": 1.5,
        "cached_destination_ratio": 0.5,
        "remote_ratio": 2.0,
        "remote_latency_s": 0.0,
    }
    bandwidth = emulator.model.parameter("engine_bandwidth_l1").value
    usual, placed = (times(emulator, monkeypatch, h, **given)[0] for h in ("", host))
    assert placed - usual == nanoseconds(65536 * ratio / bandwidth) - nanoseconds(65536 / bandwidth)


def test_the_other_socket_adds_its_latency_once_per_request(emulator, monkeypatch):
    usual, remote = (times(emulator, monkeypatch, h, remote_latency_s=3e-7)[0] for h in ("", "node=remote"))
    assert remote - usual == 300


def test_latencies_vary_within_the_ratio_and_repeat_with_the_seed(emulator, monkeypatch):
    latency_s = emulator.model.parameter("latency_s").value
    [usual] = times(emulator, monkeypatch, "jitter=0", jitter_ratio=0.2)
    found = [
        times(emulator, monkeypatch, f"jitter={seed}", jitter_ratio=0.2)[0] for seed in (1, 1, 2, 3, 4, 5)
    ]
    assert found[0] == found[1]
    assert len(set(found)) == 5
    assert all(abs(ns - usual) <= 0.2 * latency_s * 1e9 + 1 for ns in found)
    assert times(emulator, monkeypatch, "jitter=7", jitter_ratio=0.0) == [usual]


def test_a_copy_by_dsa_is_placed_as_well(programs, monkeypatch):
    transfer_ns = BYTES / device("dsa").parameter("engine_bandwidth").value * 1e9
    ratios = {"cached_source_ratio": 1.5, "cached_destination_ratio": 2.0, "remote_latency_s": 5e-7}
    usual = one_copy(programs, monkeypatch, "", **ratios)
    assert usual == one_copy(programs, monkeypatch, "data=both")
    assert one_copy(programs, monkeypatch, "data=both", **ratios) - usual == pytest.approx(
        2 * transfer_ns, abs=2
    )
    assert one_copy(programs, monkeypatch, "node=remote", **ratios) - usual == pytest.approx(500, abs=2)


def test_noise_is_of_the_latency_and_not_of_the_transfer(programs, monkeypatch):
    found = {one_copy(programs, monkeypatch, f"jitter={seed}") for seed in range(1, 6)}
    usual = one_copy(programs, monkeypatch)
    assert len(found) > 1
    assert all(abs(ns - usual) < 0.15 * 2000 for ns in found)  # of 35 microseconds, all but two are transfer
