"""Programs written for IAA's descriptors find, use and misuse emulated queues as they would real ones."""

from __future__ import annotations

import os
import subprocess
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from accelagent.devices import DeviceModel, device
from accelagent.emulator import DeviceStats, IdxdHost, Install, environment, read_stats
from accelagent.emulator.idxd import IAA_QUEUES, Queue, units
from accelagent.errors import SpecError

CLIENT = Path(__file__).parent / "idxd" / "analytics.c"


@dataclass(frozen=True)
class Iax:
    """Runs programs on hosts with IAA, and with DSA beside it when asked."""

    install: Install
    scratch: Path
    client: Path
    host: IdxdHost = IdxdHost()
    beside: tuple[tuple[DeviceModel, int], ...] = ()

    def run(
        self, *argv: object, clock: str = "fixed", work: str = "late", faults: str = ""
    ) -> tuple[str, list[DeviceStats]]:
        room = self.scratch / f"run-{len(list(self.scratch.iterdir()))}"
        room.mkdir()
        extra = environment(
            self.install,
            [(device("iaa"), 1), *self.beside],
            stats=room / "stats",
            clock=clock,
            work=work,
            faults=faults,
            scratch=room,
            host=self.host,
        )
        words = [str(word) for word in argv]
        done = subprocess.run(words, env={**os.environ, **extra}, capture_output=True, text=True, timeout=60)
        assert done.returncode == 0, done.stderr
        return done.stdout, list(read_stats(room / "stats").devices)


@pytest.fixture(scope="session")
def iax_client(install: Install, tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("iax") / "analytics"
    strict = ("gcc", "-std=gnu11", "-Wall", "-Wextra", "-Werror", "-O1", f"-I{install.include}")
    subprocess.run([*strict, "-o", str(target), str(CLIENT), "-lz"], check=True)
    return target


@pytest.fixture
def iax(install: Install, iax_client: Path, tmp_path: Path) -> Iax:
    return Iax(install, tmp_path, iax_client)


@pytest.mark.parametrize("clock", ["fixed", "virtual", "wall", "real"])
@pytest.mark.parametrize("work", ["late", "eager"])
def test_descriptors_compress_decompress_filter_and_are_refused_as_the_hardware_does(iax, clock, work):
    output, [iaa] = iax.run(iax.client, clock=clock, work=work)
    assert output == "ok\n"
    assert (iaa.name, iaa.ops, iaa.errors) == ("iaa", 13, 10)


def test_without_the_right_to_map_the_portal_descriptors_go_through_write(iax):
    host = replace(iax.host, privileged=False)
    output, _ = replace(iax, host=host).run(iax.client, "/dev/iax/wq1.0", "write")
    assert output == "ok\n"


def test_dsa_and_iaa_share_one_bus_and_count_apart(iax):
    both = replace(iax, beside=((device("dsa"), 1),))
    output, devices = both.run(iax.client)
    assert output == "ok\n"
    assert {d.name: d.ops for d in devices} == {"dsa": 0, "iaa": 13}
    listed, _ = both.run("bash", "-c", "ls /sys/bus/dsa/devices")
    assert {"dsa0", "wq0.0", "iax1", "wq1.0", "engine1.7"} <= set(listed.split())


def test_a_dedicated_queue_opens_once(iax):
    host = replace(iax.host, iaa_queues=(Queue(1, 2, False, 16),))
    only = replace(iax, host=host)
    twice = "exec 3<>/dev/iax/wq1.2; exec 4<>/dev/iax/wq1.2 || echo busy"
    assert only.run("bash", "-c", f"{{ {twice}; }} 2>/dev/null || echo busy")[0] == "busy\n"


def test_numbers_of_iaa_devices_are_those_that_dsa_leaves():
    _, unit = units((device("dsa"), 2), (device("iaa"), 2))
    assert unit.numbers == (3, 5)
    with pytest.raises(SpecError, match="ACCEL_EMU_IAA_WQS: wq1.0: there are iax3, iax5"):
        IdxdHost.from_environment({IAA_QUEUES: "wq1.0:shared:8"}).queues_of(unit)
