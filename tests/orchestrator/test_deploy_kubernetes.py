"""Manifests are what a cluster's API accepts: held against the API's published schemas by kubernetes-validate.

Slow: the validator's schemas are 70 MB from the package registry, in an environment of its own.
"""

from __future__ import annotations

import json
import subprocess
import sys
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from accelagent.devices import catalogue
from accelagent.domain import Metric, Objective, Sense
from accelagent.orchestrator import orchestrate, write

VALIDATE = """
import json, sys
import kubernetes_validate
for manifest in json.load(sys.stdin):
    kubernetes_validate.validate(manifest, sys.argv[1], strict=True)
"""
BASE = {
    "selector": {"matchLabels": {"app": "x"}},
    "template": {"metadata": {"labels": {"app": "x"}}, "spec": {"containers": [{"image": "x"}]}},
}


@pytest.fixture(scope="module")
def validator(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("validator")
    subprocess.run([sys.executable, "-m", "venv", str(home)], check=True)
    python = home / "bin" / "python"
    subprocess.run([python, "-m", "pip", "install", "-q", "kubernetes-validate==1.37.0"], check=True)
    return python


def validated(python: Path, manifests: list[Any], version: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [python, "-c", VALIDATE, version], input=json.dumps(manifests), text=True, capture_output=True
    )


def patched(patch: Any) -> Any:
    """A whole deployment: the least one that the API takes, with our patch merged in."""
    [container] = patch["spec"]["template"]["spec"]["containers"]
    pod = {**patch["spec"]["template"]["spec"], "containers": [{"image": "x", **container}]}
    return {**patch, "spec": {**BASE, "template": {**BASE["template"], "spec": pod}}}


@pytest.mark.slow
@pytest.mark.parametrize("version", ["1.27", "1.31", "1.33"])
def test_the_api_accepts_the_manifests_and_refuses_a_broken_one(
    world: Any, tmp_path: Path, validator: Path, version: str
) -> None:
    world.service("thumbnailer", load=50.0)
    knobs = (("depth", 32), ("min_bytes", 2048))
    gain = {Metric.THROUGHPUT: 2.0}
    world.candidate(
        "thumbnailer", "t1", gain, recipe="offload-async", busy_s=0.01, ops=5, in_flight=100, knobs=knobs
    )
    spec = world.spec(Objective(Metric.THROUGHPUT, Sense.MAXIMIZE, text="maximize throughput"))
    write(orchestrate(spec, world.trees, catalogue()), spec, tmp_path)
    text = (tmp_path / "kubernetes/thumbnailer.yaml").read_text()
    config, patch = YAML(typ="safe", pure=True).load_all(StringIO(text))

    accepted = validated(validator, [config, patched(patch)], version)
    assert accepted.returncode == 0, accepted.stderr
    config["data"]["ACCEL_DEPTH"] = 32  # the API wants strings
    assert validated(validator, [config], version).returncode != 0
