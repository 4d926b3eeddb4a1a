"""Services run together share one timeline and its devices; each keeps figures of its own."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from accelagent.devices import device
from accelagent.domain import Clock, Composition, Metric, Objective, Sense, Service, Workload
from accelagent.emulator import ensure_built
from accelagent.evaluation.gates import Answer
from accelagent.evaluation.running import Runner
from accelagent.evaluation.sandbox import Sandbox
from accelagent.evaluation.together import Meeting, Member, meet
from mini import MAKEFILE, PACK_C

FASTER = Objective(Metric.THROUGHPUT, Sense.MAXIMIZE, text="maximize throughput")


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    tree = tmp_path_factory.mktemp("packer")
    (tree / "pack.c").write_text(PACK_C)
    (tree / "Makefile").write_text(MAKEFILE)
    subprocess.run(["make", "-s"], cwd=tree, check=True)
    return tree


@pytest.fixture
def runner(tmp_path: Path) -> Runner:
    return Runner(Sandbox(), ensure_built(), ((device("qat-4xxx"), 1),), "mid", True, tmp_path)


def member(name: str, built: Path, tmp_path: Path, command: str) -> Member:
    tree = tmp_path / name
    subprocess.run(["cp", "-a", str(built), str(tree)], check=True)
    workload = Workload(command, unit="block")
    return Member(Service(name, tree, "make", None, None, workload, (), (FASTER,)), tree)


def test_each_workload_has_its_own_figures_and_the_short_one_lasts_as_long_as_the_long_one(
    built: Path, runner: Runner, tmp_path: Path
) -> None:
    short = member("short", built, tmp_path, "echo x >> turns; ./pack 5")
    long = member("long", built, tmp_path, "./pack 40")
    met = meet(runner, [short, long], Composition(), Clock.VIRTUAL, 2)
    assert isinstance(met, Meeting)
    assert (met.figures["short", "items"], met.figures["long", "items"]) == (5, 40)
    assert met.figures["long", "cpu_seconds"] > 2 * met.figures["short", "cpu_seconds"]
    for name in ("short", "long"):
        assert met.figures[name, "throughput"] > 0
    assert len((short.tree / "turns").read_text().split()) > 1


def test_a_command_drives_the_services_and_its_lines_name_them(
    built: Path, runner: Runner, tmp_path: Path
) -> None:
    driver = tmp_path / "spec"
    driver.mkdir()
    script = '"$1"/pack 3 | sed "s/^accel-metric /accel-metric a./"; "$2"/pack 2 > /dev/null; echo accel-metric b.path_latency_p99 7 us'
    (driver / "drive.sh").write_text(script + "\n")
    members = [member("a", built, tmp_path, "false"), member("b", built, tmp_path, "false")]
    composition = Composition("sh {here}/drive.sh {a} {b}", base=driver)
    met = meet(runner, members, composition, Clock.VIRTUAL, 2)
    assert isinstance(met, Meeting)
    assert met.figures["a", "items"] == 3
    assert met.figures["b", "path_latency_p99"] == pytest.approx(7e-6)
    assert met.figures["a", "cpu_seconds"] > 0
    assert met.figures["b", "cpu_seconds"] > 0


def test_a_service_that_fails_among_the_others_is_said_with_its_output(
    built: Path, runner: Runner, tmp_path: Path
) -> None:
    members = [
        member("good", built, tmp_path, "./pack 2"),
        member("bad", built, tmp_path, "echo kaputt; exit 3"),
    ]
    met = meet(runner, members, Composition(), Clock.VIRTUAL, 2)
    assert isinstance(met, Answer)
    assert met.failed
    assert "kaputt" in met.log
