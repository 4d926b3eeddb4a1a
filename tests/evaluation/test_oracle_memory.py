"""The oracle of operations on memory: what the support file does on an emulated DSA is right, also under faults, and faults in it show."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from accelagent.bench._packer import packer
from accelagent.codegen.recipes._support import Features, render
from accelagent.devices import device
from accelagent.domain import Design, Patch
from accelagent.evaluation.evaluator import Evaluator
from accelagent.evaluation.oracle import Oracle, parts

EVERYTHING = frozenset(
    {"memcpy", "memmove", "memset", "memcmp", "copy_loop", "fill_loop", "zero_loop", "same_loop", "later"}
)
DESIGN = Design("offload-copy")


@pytest.fixture(scope="module")
def oracle(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Oracle]:
    with packer(1) as usual:
        place: Path = tmp_path_factory.mktemp("memory")
        devices = [("dsa", device("dsa"), 1)]
        evaluator = Evaluator(usual.service, place, devices, backend="emulated", seed=1, cores=2)
        yield Oracle(evaluator.bench, checked=False)


def header() -> str:
    return render(Features(dsa=True, memory=EVERYTHING), {})


def patch(text: str) -> Patch:
    return Patch((("accel_offload.h", text),), (), ())


def test_every_operation_on_memory_has_its_part() -> None:
    expected = {"COPY", "MOVE", "FILL", "COMPARE", "COPIED", "CLEARED", "ZERO", "SAME", "LATER"}
    assert set(parts(header())) == expected
    assert parts(render(Features(dsa=True, memory=frozenset({"memset"})), {})) == ("FILL",)


@pytest.mark.parametrize("faults", ["", "full", "hang-early"])
def test_answers_are_right_whatever_the_device_does(oracle: Oracle, faults: str) -> None:
    answer = oracle(patch(header()), DESIGN, **({"faults": faults} if faults else {}))
    assert answer.status == "passed", answer.detail
    if faults == "":
        assert int(answer.detail.split(";")[1].split()[0]) > 100, "the device did most of it"


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("    while (mine->ended != mine->begun) {", "    while (0) {"),  # nothing is waited for
        ("        p->done += moved;", "        p->done = p->length;"),  # a page fault ends the copy
        ("accel_overlap(source, n, p->target, p->length)", "0"),  # a copy reads what another one is writing
        ("accel_overlap(to, n, from, n) || ", ""),  # ranges that overlap are sent off
        ("            *answer = mine->ring", "            if (first == mine->ended) *answer = mine->ring"),
    ],
)
def test_a_fault_in_the_support_file_shows(oracle: Oracle, right: str, wrong: str) -> None:
    text = header()
    assert text.count(right) == 1
    answer = oracle(patch(text.replace(right, wrong)), DESIGN)
    assert answer.failed
    assert answer.pattern in {"wrong-operation", "crash"}
