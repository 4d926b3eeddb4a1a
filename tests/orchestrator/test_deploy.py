"""What is written for a plan is valid, complete and true to it."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from dataclasses import replace
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from accelagent.devices import catalogue, device
from accelagent.domain import DeviceUse, Metric, Objective, Plan, Sense, Spec
from accelagent.orchestrator import idxd, orchestrate, qatfiles, queuelints, to_dict, write
from accelagent.orchestrator.deploy import to_yaml
from accelagent.planned import DevicePolicy

T = Metric.THROUGHPUT
GOAL = Objective(T, Sense.MAXIMIZE, text="maximize throughput")


def offloading(world: Any) -> Any:
    world.service("Thumb_nailer", load=50.0)
    world.candidate(
        "Thumb_nailer",
        "t1",
        {T: 2.0},
        recipe="offload-async",
        busy_s=0.01,
        ops=5,
        in_flight=100,
        knobs=(("depth", 32), ("min_bytes", 2048)),
    )
    world.service("store")
    return world.spec(GOAL)


def loaded(text: str) -> list[Any]:
    return list(YAML(typ="safe", pure=True).load_all(StringIO(text)))


def test_every_changed_service_gets_environment_and_manifest_and_qat_its_configuration(
    world: Any, tmp_path: Path
) -> None:
    spec = offloading(world)
    plan = orchestrate(spec, world.trees, catalogue())
    paths = write(plan, spec, tmp_path)
    names = {str(p.relative_to(tmp_path)) for p in paths}
    assert names == {
        "thumb-nailer.env",
        "kubernetes/thumb-nailer.yaml",
        "qat.sysconfig",
        "qat.md",
        "kernel.md",
        "systemd/thumb-nailer.service.d/50-accel.conf",
        "rollout.md",
    }
    environment = (tmp_path / "thumb-nailer.env").read_text()
    assert "ACCEL_DEPTH=32\nACCEL_MIN_BYTES=2048\n" in environment
    assert "POLICY=1\n" in (tmp_path / "qat.sysconfig").read_text()


def test_manifests_are_valid_yaml_with_strings_as_values_and_whole_functions(
    world: Any, tmp_path: Path
) -> None:
    spec = offloading(world)
    write(orchestrate(spec, world.trees, catalogue()), spec, tmp_path)
    config, patch = loaded((tmp_path / "kubernetes/thumb-nailer.yaml").read_text())
    assert config["data"] == {"ACCEL_DEPTH": "32", "ACCEL_MIN_BYTES": "2048"}
    [container] = patch["spec"]["template"]["spec"]["containers"]
    assert container["resources"]["limits"] == {"qat.intel.com/dc": 1}
    assert container["envFrom"][0]["configMapRef"]["name"] == config["metadata"]["name"]


def test_a_plan_that_changes_nothing_says_so_and_an_infeasible_one_writes_nothing(
    world: Any, tmp_path: Path
) -> None:
    world.service("a")
    spec = world.spec(GOAL)
    [page] = write(orchestrate(spec, world.trees, catalogue()), spec, tmp_path / "x")
    assert "nothing to roll out" in page.read_text()
    spec = world.spec(GOAL, Objective(Metric.CPU_TIME, Sense.AT_MOST, 0.1, True, "cpu_time <= 0.1x"))
    assert write(orchestrate(spec, world.trees, catalogue()), spec, tmp_path / "y") == []


def test_the_plan_as_a_mapping_follows_its_published_schema(world: Any) -> None:
    import jsonschema

    from accelagent.schemas import load_schema

    spec = offloading(world)
    value = to_dict(orchestrate(spec, world.trees, catalogue()), spec)
    jsonschema.Draft202012Validator(load_schema("plan")).validate(value)


def test_the_plan_as_a_mapping_survives_yaml(world: Any) -> None:
    spec = offloading(world)
    plan = orchestrate(spec, world.trees, catalogue())
    value = to_dict(plan, spec)
    assert loaded(to_yaml(value)) == [value]
    service = value["services"][0]  # type: ignore[index]
    assert service["selected"] == "t1"
    assert service["device"] == "qat"
    assert service["execution"] == "async"
    assert service["instances"] == 2
    assert service["fallback_below"] == 2048
    assert service["subtree"]["path"] == ["Thumb_nailer-root", "t1"]


# --- what the tools themselves say ------------------------------------------------------------------------------

SHIPPED = Path("/etc/accel-config/contrib/configs")
MODELS = {"dsa": device("dsa"), "iax": device("iaa")}


def policy(service: str, **more: Any) -> DevicePolicy:
    values: dict[str, Any] = {
        "device": "mover",
        "queue_mode": "shared",
        "queue_size": 32,
        "priority": 5,
        "group": 0,
        "engines": 4,
        "threshold_bytes": 0,
        "batch_cap": 32,
        "depth": 16,
        "poll": "busy",
        "instances": 2,
        "virtual_functions": 0,
        "rate_limit_bytes_per_s": 0.0,
        "spill_share": 0.0,
        **more,
    }
    return DevicePolicy(service, **values)


def moving(world: Any, model: str, count: int, *policies: DevicePolicy) -> tuple[Plan, Spec]:
    world.service("a")
    spec = world.spec(GOAL)
    spec = replace(spec, devices=(*spec.devices, DeviceUse("mover", model, count)))
    plan = orchestrate(spec, world.trees, catalogue())
    return replace(plan, policies=policies), spec


def test_accel_config_files_have_the_keys_of_those_that_the_tool_ships_and_pass_the_limits(
    world: Any,
) -> None:
    quick = policy("quick", priority=10, queue_size=8, queue_mode="dedicated", instances=1)
    config = idxd.configs(*moving(world, "dsa", 1, policy("bulk"), quick), catalogue())
    assert idxd.lint(config, MODELS) == ()
    [found] = config
    assert [len(g["grouped_engines"]) for g in found["groups"]] == [2, 2]
    first, second = (g["grouped_workqueues"][0] for g in found["groups"])
    assert (first["name"], first["priority"], first["mode"], first["threshold"]) == (
        "quick",
        10,
        "dedicated",
        0,
    )
    assert (second["name"], second["size"], second["threshold"]) == ("bulk", 32, 31)
    if SHIPPED.is_dir():
        shipped = [
            d for f in SHIPPED.glob("*.conf") for d in json.loads(re.sub(r",(?=\s*[\]}])", "", f.read_text()))
        ]
        groups = [g for d in shipped for g in d["groups"]]
        queues = [q for g in groups for q in g.get("grouped_workqueues", [])]
        assert first.keys() <= {k for q in queues for k in q}
        assert found.keys() <= {k for d in shipped for k in d}


@pytest.mark.skipif(shutil.which("accel-config") is None, reason="accel-config is not installed")
def test_accel_config_itself_loads_the_file_on_an_emulated_host(world: Any, tmp_path: Path) -> None:
    quick = policy("quick", priority=10, queue_size=8, queue_mode="dedicated", instances=1)
    config = idxd.configs(*moving(world, "dsa", 1, policy("bulk"), quick), catalogue())
    config += idxd.configs(*moving(world, "iaa", 1, policy("filter", queue_size=16)), catalogue())
    (tmp_path / "accel-config.json").write_text(json.dumps(config))
    show = "for q in wq0.0 wq0.1 wq1.0; do for a in $ATTRIBUTES; do cat /sys/bus/dsa/devices/$q/$a; echo; done; done"
    names = ["mode", "size", "group_id", "priority", "threshold", "type", "name", "max_transfer_size"]
    argv = [sys.executable, "-m", "accelagent", "emulate", "--device", "dsa,iaa", "--", "sh", "-ec"]
    done = subprocess.run(
        [*argv, f"accel-config load-config -c accel-config.json; {show}"],
        cwd=tmp_path,
        env={**os.environ, "ACCEL_EMU_DSA_HOST": "unconfigured", "ATTRIBUTES": " ".join(names)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "fail" not in done.stderr
    loaded_values = done.stdout.split()
    wanted = [
        str(queue[name])
        for device_ in config
        for group in device_["groups"]
        for queue in group["grouped_workqueues"]
        for name in names
    ]
    assert loaded_values == wanted


@pytest.mark.skipif(shutil.which("accel-config") is None, reason="accel-config is not installed")
def test_accel_config_refuses_a_queue_that_the_device_lacks(tmp_path: Path) -> None:
    queue = {
        "dev": "wq0.9",
        "mode": "shared",
        "size": 8,
        "group_id": 0,
        "priority": 1,
        "type": "user",
        "name": "x",
    }
    groups = [{"dev": "group0.0", "grouped_workqueues": [queue]}]
    (tmp_path / "wrong.json").write_text(json.dumps([{"dev": "dsa0", "groups": groups}]))
    argv = [sys.executable, "-m", "accelagent", "emulate", "--device", "dsa", "--"]
    done = subprocess.run(
        [*argv, "accel-config", "load-config", "-c", "wrong.json"],
        cwd=tmp_path,
        env={**os.environ, "ACCEL_EMU_DSA_HOST": "unconfigured"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode != 0
    assert "fail" in done.stderr.lower()


def test_iaa_queues_are_shared_and_carry_no_batch_size(world: Any) -> None:
    config = idxd.configs(*moving(world, "iaa", 2, policy("a"), policy("b")), catalogue())
    assert [d["dev"] for d in config] == ["iax1", "iax3"]
    queues = [q for d in config for g in d["groups"] for q in g["grouped_workqueues"]]
    assert all(q["mode"] == "shared" and "max_batch_size" not in q for q in queues)
    assert idxd.lint(config, MODELS) == ()
    queues[0]["max_batch_size"] = 32
    assert any("batches" in text for text in idxd.lint(config, MODELS))


@pytest.mark.parametrize(
    ("key", "value", "word"),
    [
        ("size", 129, "entries"),
        ("priority", 16, "priority"),
        ("threshold", 33, "threshold"),
        ("group_id", 3, "group 3"),
        ("max_transfer_size", 3000, "power of two"),
        ("mode", "private", "mode private"),
        ("name", "a-name-of-sixteen", "longer than 15"),
    ],
)
def test_what_a_device_would_refuse_is_said_with_its_place(
    world: Any, key: str, value: Any, word: str
) -> None:
    config = idxd.configs(*moving(world, "dsa", 1, policy("bulk")), catalogue())
    config[0]["groups"][0]["grouped_workqueues"][0][key] = value
    assert any(t.startswith(("wq0.0", "dsa0")) and word in t for t in idxd.lint(config, MODELS))


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd is not installed here")
def test_systemd_accepts_the_drop_in(world: Any, tmp_path: Path) -> None:
    spec = offloading(world)
    write(orchestrate(spec, world.trees, catalogue()), spec, tmp_path)
    unit = tmp_path / "systemd/thumb-nailer.service"
    unit.write_text("[Service]\nExecStart=/bin/true\n")

    def said() -> str:
        argv = ["systemd-analyze", "verify", "--man=no", str(unit)]
        done = subprocess.run(argv, capture_output=True, text=True, timeout=60, check=False)
        return done.stdout + done.stderr

    assert "50-accel.conf" not in said()
    drop_in = tmp_path / "systemd/thumb-nailer.service.d/50-accel.conf"
    drop_in.write_text(drop_in.read_text() + "LimitMEMLOCKED=1\n")
    assert "LimitMEMLOCKED" in said()  # so a wrong key would have been seen


def test_the_rate_limit_script_writes_what_the_kernel_asks_for(tmp_path: Path) -> None:
    limit = policy("bulk", device="qat", rate_limit_bytes_per_s=562.5e6)
    assert qatfiles.permille(limit, device("qat-4xxx"), 1) == (80, 100)
    script = tmp_path / "limit.sh"
    script.write_text(qatfiles.rate_limits([(limit, 80, 100)]))
    rl = tmp_path / "0000:6b:00.0/qat_rl"
    rl.mkdir(parents=True)
    (rl / "id").write_text("4\n")

    def call(*argv: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            ["sh", str(script), *argv],
            env={"QAT_SYSFS": str(tmp_path), "PATH": "/bin:/usr/bin"},
            capture_output=True,
            text=True,
            timeout=20,
            check=False,
        )

    for function, mask in ((0, 0xF), (7, 0xF << 28), (8, 0xF << 32), (15, 0xF << 60)):
        assert call("bulk", "0000:6b:00.0", str(function)).stdout == "4\n"
        assert int((rl / "rp").read_text(), 16) == mask
    written = {name: (rl / name).read_text().strip() for name in ("srv", "cir", "pir", "sla_op")}
    assert written == {"srv": "dc", "cir": "80", "pir": "100", "sla_op": "add"}
    assert call("other", "0000:6b:00.0", "0").returncode == 2
    assert call("bulk", "0000:6b:00.0", "16").returncode == 2
    assert call("bulk", "0000:00:00.0", "1").returncode == 2


def test_lints_name_queues_that_lose_or_refuse_work() -> None:
    models = {"mover": device("dsa"), "filter": device("iaa")}

    def said(*policies: DevicePolicy) -> str:
        return "; ".join(queuelints.lints(policies, models))

    assert said(policy("a")) == ""
    assert "one owner" in said(policy("a", instances=1))
    assert "2 owners" in said(policy("a", queue_mode="dedicated"))
    assert "finds shared user queues only" in said(policy("a", device="filter", queue_mode="dedicated"))
    assert "same priority" in said(policy("a"), policy("b"))
    assert "same priority" not in said(policy("a"), policy("b", priority=10))
    assert "the device has 128" in said(policy("a", queue_size=100), policy("b", queue_size=64))


def test_the_page_names_what_to_watch_and_when_to_go_back(world: Any, tmp_path: Path) -> None:
    world.service("bulk", load=50.0)
    world.candidate("bulk", "b1", {T: 2.0, Metric.CPU_TIME: 0.5}, recipe="offload-async", busy_s=0.001, ops=5)
    bound = Objective(Metric.CPU_TIME, Sense.AT_MOST, 0.8, True, "cpu_time <= 0.8x")
    spec = world.spec(GOAL, bound)
    write(orchestrate(spec, world.trees, catalogue()), spec, tmp_path)
    page = (tmp_path / "rollout.md").read_text()
    assert "| cpu_time | 0.8x of unmodified instances; planned 0.5x |" in page
    assert "`retries` of bulk" in page
    assert "utilisation of qat" in page


def test_the_page_speaks_of_devices_and_levels_only_where_the_plan_has_them(
    world: Any, tmp_path: Path
) -> None:
    world.service("bulk")
    world.candidate("bulk", "b1", {T: 2.0, Metric.CPU_TIME: 0.5}, recipe="incore-isal")
    spec = world.spec(GOAL)
    write(orchestrate(spec, world.trees, catalogue()), spec, tmp_path)
    page = (tmp_path / "rollout.md").read_text()
    assert "Roll back when" in page
    for word in ("devices configure", "utilisation", "ACCEL_LEVEL", "Compressed bytes"):
        assert word not in page
