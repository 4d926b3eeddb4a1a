"""A host is changed only when asked, exactly as was printed, and back again."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from accelagent import configure
from accelagent.errors import SpecError, ToolchainError
from accelagent.orchestrator.qatfiles import sysconfig

BDF = ("0000:6b:00.0", "0000:70:00.0")


def plan(model: str = "qat-4xxx", count: int = 2, **more: Any) -> dict[str, Any]:
    service = {
        "service": "thumbnailer",
        "selected": "t1",
        "device": "unit",
        "execution": "async",
        "work_queue": "unit/vf0.dc0",
        "instances": 1,
        "priority": 5,
        "share": 0.1,
        "fallback_below": 0,
        "environment": {},
        "policy": None,
        "subtree": {"root": "r", "nodes": ["r", "t1"], "path": ["r", "t1"], "join_key": "unit", "pruned": []},
    }
    return {
        "schema": 1,
        "goal": "maximize throughput",
        "feasible": True,
        "services": [service],
        "predictions": [],
        "certificate": "exact",
        "given_up": [],
        "lints": [],
        "validation": "none",
        "devices": {"unit": {"model": model, "count": count}},
        "device_utilisation": {"unit": 0.1},
        **more,
    }


@pytest.fixture
def out(tmp_path: Path) -> Path:
    """A run's directory with the plan and its deployment files."""
    out = tmp_path / "out"
    (out / "deploy").mkdir(parents=True)
    (out / "deploy/qat.sysconfig").write_text(sysconfig(2))
    save(out, plan())
    return out


def save(out: Path, value: dict[str, Any]) -> None:
    with (out / "plan.yaml").open("w") as file:
        YAML().dump(value, file)


@pytest.fixture
def host(tmp_path: Path) -> Path:
    """The files of a host with two QAT devices as the kernel shows them, one of them set to cryptography."""
    root = tmp_path / "host"
    for function, services in zip(BDF, ("sym;asym", "dc"), strict=True):
        (root / "sys/bus/pci/drivers/4xxx" / function).mkdir(parents=True)
        place = root / "sys/bus/pci/devices" / function / "qat"
        place.mkdir(parents=True)
        (place / "state").write_text("up\n")
        (place / "cfg_services").write_text(f"{services}\n")
    return root


def files(root: Path) -> dict[str, str]:
    found = {str(p.relative_to(root)): p.read_text() for p in root.rglob("*") if p.is_file()}
    return {name: text for name, text in found.items() if not name.startswith("var/lib")}


def call(*argv: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "accelagent", "devices", "configure", *map(str, argv)],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_printing_changes_nothing_and_applying_does_what_was_printed(out: Path, host: Path) -> None:
    before = files(host)
    printed = call(out, "--root", host)
    assert printed.returncode == 0, printed.stderr
    assert files(host) == before
    assert not (host / "var").exists()
    applied = call(out, "--root", host, "--apply")
    assert applied.returncode == 0, applied.stderr
    assert applied.stdout.splitlines()[:-1] == printed.stdout.splitlines()[:-1]
    after = files(host)
    place = f"sys/bus/pci/devices/{BDF[0]}/qat"
    changed = {name: text for name, text in after.items() if before.get(name) != text}
    assert changed == {f"{place}/cfg_services": "dc\n", "etc/sysconfig/qat": sysconfig(2)}
    assert "nothing to change" in call(out, "--root", host).stdout
    undone = call(out, "--root", host, "--undo")
    assert undone.returncode == 0, undone.stderr
    assert files(host) == before
    assert call(out, "--root", host, "--undo").returncode == 2


def test_the_service_type_changes_only_while_the_device_is_down(out: Path, host: Path) -> None:
    todo = configure.steps(plan(), out / "deploy", host)
    writes = [(Path(s.target).name, s.after.strip()) for s in todo if "/qat/" in s.target]
    assert writes == [("state", "down"), ("cfg_services", "dc"), ("state", "up")]
    assert todo[-1].target == "systemctl restart qat"
    assert all(BDF[1] not in s.target for s in todo)


def test_what_failed_half_way_can_be_taken_back(out: Path, host: Path) -> None:
    before = files(host)
    (host / "etc").write_text("not a directory")
    with pytest.raises(ToolchainError, match="--undo"):
        configure.apply(configure.steps(plan(), out / "deploy", host), host, "plan", lambda text: None)
    (host / "etc").unlink()
    configure.undo(host, lambda text: None)
    assert files(host) == before
    lines = [json.loads(t) for t in (host / configure.JOURNAL).read_text().splitlines()]
    assert [line.get("undone") for line in lines][-1] == 1


def test_a_device_that_the_host_lacks_is_named_with_what_there_is(out: Path, tmp_path: Path) -> None:
    save(out, plan(count=3))
    empty = tmp_path / "empty"
    empty.mkdir()
    done = call(out, "--root", empty)
    assert done.returncode == 2
    assert "needs 3 qat-4xxx, this host has 0" in done.stderr
    assert done.stderr.count("\n") == 1


def test_a_plan_that_misses_its_goal_or_is_none_configures_no_host(out: Path, host: Path) -> None:
    save(out, plan(feasible=False))
    with pytest.raises(SpecError, match="feasible"):
        configure.read_plan(out)
    (out / "plan.yaml").write_text("goal: 7\n")
    with pytest.raises(SpecError, match=r"plan\.yaml"):
        configure.read_plan(out)
    (out / "plan.yaml").write_text("a: [\n")
    done = call(out / "plan.yaml", "--root", host)
    assert done.returncode == 2
    assert "no YAML" in done.stderr


def test_queues_are_loaded_by_accel_config_and_the_old_ones_saved_first(out: Path, tmp_path: Path) -> None:
    host = tmp_path / "mover"
    (host / "sys/bus/dsa/devices/dsa0").mkdir(parents=True)
    (host / "sys/bus/dsa/devices/dsa0/state").write_text("enabled\n")
    (out / "deploy/accel-config.json").write_text('[{"dev": "dsa0", "groups": []}]\n')
    todo = configure.steps(plan("dsa", 1), out / "deploy", host)
    assert [s.target.split()[1] for s in todo] == ["save-config", "disable-device", "load-config"]
    assert "before-dsa.json" in todo[-1].undo
    (out / "deploy/accel-config.json").write_text('[{"dev": "dsa2", "groups": []}]\n')
    with pytest.raises(ToolchainError, match="dsa2"):
        configure.steps(plan("dsa", 1), out / "deploy", host)
