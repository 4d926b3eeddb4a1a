from __future__ import annotations

import io
import re
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator
from ruamel.yaml import YAML

from accelagent.schemas import load_schema
from accelagent.spec import json_schema, load_spec

ROOT = Path(__file__).parents[2]


def documented_example() -> str:
    page = (ROOT / "docs" / "spec.md").read_text(encoding="utf-8")
    match = re.search(r"```yaml\n(version: 1.*?)```", page, re.DOTALL)
    assert match
    return match[1]


def parsed(text: str) -> object:
    return YAML(typ="safe", pure=True).load(io.StringIO(text))


def test_the_published_schema_is_the_generated_one() -> None:
    assert load_schema("accel-spec") == json_schema()


def test_the_documented_example_validates_and_loads(tmp_path: Path) -> None:
    example = documented_example()
    Draft202012Validator(json_schema()).validate(parsed(example))
    for name in ("thumbnailer", "session-store"):
        (tmp_path / name).mkdir()
    (tmp_path / "accel.yaml").write_text(example, encoding="utf-8")
    assert load_spec(tmp_path / "accel.yaml").application == "photo-service"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("maximize throughput,", "maximise speed,"),
        ("build: make\n", "biuld: make\n"),
        ("20min", "20 fortnights"),
        ("version: 1", "version: 2"),
        ("count: 1", "count: 0"),
    ],
)
def test_an_editor_sees_a_fault(old: str, new: str) -> None:
    example = documented_example()
    assert old in example
    assert not Draft202012Validator(json_schema()).is_valid(parsed(example.replace(old, new, 1)))


def test_the_documentation_names_every_key_metric_and_unit() -> None:
    from accelagent.domain import Metric
    from accelagent.spec import schema
    from accelagent.units import BYTES, SECONDS

    page = (ROOT / "docs" / "spec.md").read_text(encoding="utf-8")
    shapes = (schema.SPECIFICATION, schema.SERVICE, schema.WORKLOAD, schema.DEVICE, schema.BUDGET)
    words = {name for shape in shapes for name in shape.properties} | {*Metric, *BYTES, *SECONDS}
    assert [word for word in sorted(words) if f"`{word}`" not in page] == []
