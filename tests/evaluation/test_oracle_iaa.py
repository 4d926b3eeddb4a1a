"""Whole buffers on an emulated IAA by generated code: every decoder reads them, whatever the device does."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from accelagent.bench._packer import packer
from accelagent.codegen.recipes import RECIPES
from accelagent.codegen.recipes._apply import call_support
from accelagent.devices import device
from accelagent.domain import Design, Patch
from accelagent.evaluation.evaluator import Evaluator
from accelagent.evaluation.oracle import Oracle


@pytest.fixture(scope="module")
def oracle(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Oracle]:
    with packer(1) as usual:
        place: Path = tmp_path_factory.mktemp("iaa")
        devices = [("iaa", device("iaa"), 1)]
        yield Oracle(
            Evaluator(usual.service, place, devices, backend="emulated", seed=1, cores=2).bench, checked=False
        )


@pytest.mark.parametrize("faults", ["", "absent", "error", "hang-early"])
def test_buffers_come_back(oracle: Oracle, faults: str) -> None:
    text = call_support([RECIPES["offload-iaa"]], {"compress2"}, loops=False)
    patch = Patch((("accel_offload.h", text),), (), ())
    answer = oracle(patch, Design("offload-iaa"), **({"faults": faults} if faults else {}))
    assert answer.status == "passed", answer.detail
    on_device = int(answer.detail.split(";")[1].split()[0])
    assert on_device == 0 if faults == "absent" else on_device > 0
