"""The oracle sees what streams owe their callers beside the data: memory, messages, levels, and inflate's answers."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from accelagent.bench._packer import packer
from accelagent.codegen.recipes._support import Features, render
from accelagent.domain import Design, Patch
from accelagent.evaluation.gates import Answer
from accelagent.evaluation.oracle import Oracle

Ask = Callable[[str], Answer]


@pytest.fixture(scope="module")
def ask() -> Iterator[Ask]:
    with packer(3, streams=True) as evaluator:
        evaluator.baseline()
        oracle = Oracle(evaluator.bench, checked=False)

        def answer(text: str) -> Answer:
            recipe = "offload-async" if "accel_qat" in text else "incore-isal"
            return oracle(Patch((("accel_offload.h", text),), ()), Design(recipe))

        yield answer


QAT = render(Features(qat=True, asynchronous=True, streams=True), {})
ISAL = render(Features(isal=True, inflate=True), {})

# A careless change of the support file, and what the oracle says of it.
CARELESS = [
    (QAT, "strm->msg = (char *)(uintptr_t)zError(status);", "(void)strm;", "says nothing"),
    (QAT, "    accel_drop_blocks(s);\n#endif\n    accel_stream_restart(s);", "#endif\n    accel_stream_restart(s);", ""),
    (QAT, "a->start_instance(handle, 0, NULL) != CPA_STATUS_SUCCESS ||", "a->start_instance(handle, 0, NULL) == 1 ||", "call for its start failed"),
    (QAT, "i < found; i++", "i <= found; i++", ""),
    (ISAL, "strm->adler = w->state.crc;", ";", "checksum"),
    (ISAL, "step < 0) {", "step < -1) {", "inflate"),
]  # fmt: skip


@pytest.mark.parametrize("text", [QAT, ISAL], ids=["qat", "isal"])
def test_what_the_recipes_write_is_right(ask: Ask, text: str) -> None:
    answer = ask(text)
    assert answer.status == "passed", answer.detail


@pytest.mark.parametrize(("text", "old", "new", "said"), CARELESS, ids=[c[1][:24] for c in CARELESS])
def test_careless_changes_are_seen(ask: Ask, text: str, old: str, new: str, said: str) -> None:
    assert old in text
    answer = ask(text.replace(old, new))
    assert answer.failed
    assert said in answer.detail
