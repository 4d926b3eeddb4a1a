"""What is written for a plan is valid, complete and true to it."""

from __future__ import annotations

from io import StringIO
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from accelagent.devices import catalogue
from accelagent.domain import Metric, Objective, Sense
from accelagent.orchestrator import orchestrate, to_dict, write
from accelagent.orchestrator.deploy import to_yaml

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
