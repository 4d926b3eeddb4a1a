"""gzip files of a support file answer call by call as zlib's do: short, long, cut off, damaged, sought, printed."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from accelagent.bench._packer import packer
from accelagent.codegen.recipes._support import Features, render
from accelagent.domain import Design, Patch
from accelagent.evaluation.gates import Answer
from accelagent.evaluation.oracle import Oracle

Ask = Callable[[str], Answer]
TEXT = render(Features(isal=True, gzfiles=True), {})

# A careless change of the support file.
CARELESS = [
    ("if ((unsigned)length >= g->want) {", "if (length < 0) {"),
    ("    if (accel_gz_give_up(g)) {\n        return 0;\n    }\n    g->position", "    g->position"),
    ("accel_gz_fill_up(g) && (g->in_member", "(g->in_member"),
    ("g->members == 0)) {\n            accel_gz_push(g, flush);", "g->members == 0)) {"),
    ("g->past = 1;", ";"),
]


@pytest.fixture(scope="module")
def ask() -> Iterator[Ask]:
    with packer(3, streams=True) as evaluator:
        evaluator.baseline()
        oracle = Oracle(evaluator.bench, checked=False)
        yield lambda text: oracle(Patch((("accel_offload.h", text),), ()), Design("incore-isal"))


def test_what_the_recipe_writes_is_right(ask: Ask) -> None:
    answer = ask(TEXT)
    assert answer.status == "passed", answer.detail
    assert "gzfiles" in answer.detail


@pytest.mark.parametrize(("old", "new"), CARELESS, ids=[c[0][:24] for c in CARELESS])
def test_careless_changes_are_seen(ask: Ask, old: str, new: str) -> None:
    assert old in TEXT
    assert ask(TEXT.replace(old, new, 1)).failed
