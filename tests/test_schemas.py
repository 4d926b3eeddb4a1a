from __future__ import annotations

import copy
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from accelagent.schemas import load_schema, schema_names

REGION: dict[str, Any] = {
    "id": "r1", "service": "svc", "path": "src/a.c", "function": "f", "start_line": 3, "end_line": 9,
    "language": "c", "operation": "compress", "algorithm": "deflate", "devices": ["qat-4xxx"],
    "verdict": "conditional", "min_bytes": 4096, "execution_model": "async", "confidence": 0.9,
    "sizes": {"low": None, "typical": 65536, "high": None, "evidence": "buffer size"},
    "reasons": [{"text": "pays from 4 KiB", "knowledge": "qat-latency"}],
    "considerations": [{"text": "stateful", "knowledge": "qat-stateless", "enforced_by": "engineer"}],
}  # fmt: skip
IDENTIFY: dict[str, Any] = {
    "schema": 1, "root": "/src", "regions": [REGION], "files_scanned": 3, "lines_scanned": 900, "seconds": 0.2,
}  # fmt: skip
ROOT: dict[str, Any] = {
    "id": "root", "commit": "abc", "parents": [], "objectives": [], "design": {"recipe": "", "knobs": {}},
    "outcome": "measured", "stage": None, "reason": None,
    "metrics": {"throughput": {"value": 3.0, "unit": "item/s", "ci": [0.9, 1.1], "clock": "virtual"}},
    "gates": [{"name": "verify", "status": "skipped", "detail": "no verify command"}],
}  # fmt: skip
REJECTED: dict[str, Any] = {
    **ROOT, "id": "n1", "parents": ["root"], "objectives": ["maximize throughput"], "outcome": "rejected",
    "stage": "build", "reason": "does not compile", "metrics": {}, "gates": [],
    "design": {"recipe": "incore-isal", "knobs": {"min_bytes": 1024, "device": "isal"}},
}  # fmt: skip
PLAN: dict[str, Any] = {
    "schema": 1, "goal": "maximize throughput(svc)", "feasible": True,
    "services": [{
        "service": "svc", "selected": "root", "device": "cpu", "execution": None, "work_queue": "",
        "instances": 0, "priority": 0, "share": 0.0, "fallback_below": 0, "environment": {"ACCEL_DEVICE": "off"},
        "subtree": {"root": "root", "nodes": ["root"], "path": ["root"], "join_key": "cpu",
                    "pruned": [{"node": "n1", "reason": "rejected at build"}]},
    }],
    "predictions": [{"service": "svc", "metric": "throughput", "value": 3.0, "unit": "item/s", "ratio": None,
                     "bound": "", "holds": None}],
    "certificate": "exact: 1 state", "given_up": [], "lints": [], "validation": "",
    "device_utilisation": {"qat": 0.0},
}  # fmt: skip
RUN: dict[str, Any] = {
    "schema": 1, "run": "r1", "application": "app", "backend": "emulated",
    "services": [{"name": "svc", "regions": [REGION], "tree": [ROOT, REJECTED], "selected": "root",
                  "best": {"maximize throughput": "root"}, "front": ["root"], "noise": [], "arms": []}],
    "plan": PLAN, "artifacts": ["out/report.html"],
    "measurements": [{"service": "svc", "node": "root", "metric": "throughput", "clock": "virtual",
                      "samples": [[3.0, 3.0]]}],
}  # fmt: skip
BENCH: dict[str, Any] = {
    "schema": 1, "bench": "fidelity", "machine": {"cores": 2},
    "figures": [{"name": "qat_plateau_error", "value": 0.01, "unit": "", "clock": "virtual",
                 "samples": [0.01, 0.02], "target": 0.05}],
}  # fmt: skip
VALUES = {"identify": IDENTIFY, "run": RUN, "plan": PLAN, "bench": BENCH}


def validator(name: str) -> Draft202012Validator:
    return Draft202012Validator(load_schema(name))


@pytest.mark.parametrize("name", schema_names())
def test_every_published_schema_is_a_schema(name: str) -> None:
    Draft202012Validator.check_schema(load_schema(name))


def test_an_unknown_schema_names_the_known_ones() -> None:
    with pytest.raises(KeyError, match="allowed: .*identify.*plan"):
        load_schema("no such")


@pytest.mark.parametrize("name", VALUES)
def test_an_output_as_designed_validates_and_may_say_more(name: str) -> None:
    validator(name).validate(VALUES[name])
    validator(name).validate({**VALUES[name], "extra": 1})


@pytest.mark.parametrize("name", VALUES)
def test_every_promised_key_is_required(name: str) -> None:
    for key in VALUES[name]:
        assert not validator(name).is_valid({k: v for k, v in VALUES[name].items() if k != key}), key


def without(value: dict[str, Any], *path: str | int) -> dict[str, Any]:
    changed = copy.deepcopy(value)
    inner: Any = changed
    for step in path[:-1]:
        inner = inner[step]
    del inner[path[-1]]
    return changed


@pytest.mark.parametrize(
    ("name", "path"),
    [
        *(("identify", ("regions", 0, key)) for key in REGION),
        *(("run", ("services", 0, "tree", 1, key)) for key in ROOT if key != "gates"),
        *(("run", ("services", 0, "tree", 0, "metrics", "throughput", key)) for key in ("value", "unit", "ci", "clock")),
        *(("run", ("measurements", 0, key)) for key in RUN["measurements"][0]),
        *(("run", ("plan", key)) for key in PLAN),
        *(("plan", ("services", 0, key)) for key in PLAN["services"][0]),
        *(("plan", ("services", 0, "subtree", key)) for key in PLAN["services"][0]["subtree"]),
        *(("bench", ("figures", 0, key)) for key in BENCH["figures"][0]),
        ("run", ("services", 0, "tree", 0, "gates", 0, "detail")),
    ],
    ids=str,
)  # fmt: skip
def test_a_nested_key_is_required_too(name: str, path: tuple[str | int, ...]) -> None:
    assert not validator(name).is_valid(without(VALUES[name], *path))


def test_a_rejected_node_needs_its_stage_and_reason() -> None:
    changed = copy.deepcopy(RUN)
    changed["services"][0]["tree"][1]["reason"] = None
    assert not validator("run").is_valid(changed)


def test_a_run_may_have_made_no_plan() -> None:
    validator("run").validate({**RUN, "plan": None})


def test_shared_parts_of_the_schemas_are_the_same() -> None:
    run = load_schema("run")["$defs"]
    for name in ("identify", "plan"):
        for part, shape in load_schema(name)["$defs"].items():
            assert run[part] == shape
    plan = load_schema("plan")
    assert {key: run["plan"][key] for key in ("properties", "required")} == {
        key: plan[key] for key in ("properties", "required")
    }


def test_vocabularies_are_those_of_the_domain() -> None:
    from accelagent.domain import Clock, Execution, Family, Kind, Tier, Verdict

    run = load_schema("run")["$defs"]
    region, node = run["region"]["properties"], run["node"]["properties"]
    assert region["operation"]["enum"] == list(Family)
    assert region["verdict"]["enum"] == list(Verdict)
    assert region["execution_model"]["enum"] == [*Execution, None]
    assert run["metric"]["properties"]["clock"]["enum"] == list(Clock)
    assert (node["kind"]["enum"], node["tier"]["enum"]) == (list(Kind), list(Tier))
