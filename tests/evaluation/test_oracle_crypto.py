"""Generated cryptography is OpenSSL's to the byte, and the oracle sees where it is not."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from accelagent.bench._packer import packer
from accelagent.codegen.recipes._support import Features, render
from accelagent.domain import Design, Patch
from accelagent.evaluation.gates import Answer
from accelagent.evaluation.oracle import Oracle

TEXT = render(Features(ciphers=True, digests=True), {})
BOTH = render(Features(ciphers=True, digests=True, qat=True, streams=True, asynchronous=True), {})

CARELESS = [
    ("accel_advance(s->iv, job->length / 16);", ";"),  # the counter stays where it was
    ("(s->encrypt ? job->out : job->in) + job->length - 16", "job->out + job->length - 16"),
    ("const int good = EVP_CipherUpdate(s->owner, job->out, &n, job->in, (int)job->length);", "const int good = 1;"),
    ("memcpy(job->aad, s->aad, s->aad_length);", ";"),
    ("s->tag_given = CRYPTO_memcmp(s->tag, data, 16) == 0;", "s->tag_given = 1;"),
    ("if (job->verified != CPA_TRUE) {", "if (0) {"),  # any tag is good
    ("held_back ? length - 1 : length", "length"),
    ("accel_cy.api.stop_instance(accel_cy.instances[i].handle);", ";"),
]  # fmt: skip


@pytest.fixture(scope="module")
def ask() -> Iterator[Callable[..., Answer]]:
    with packer(3, streams=True) as evaluator:
        evaluator.baseline()
        oracle = Oracle(evaluator.bench, checked=False)

        def answer(text: str, **changes: str) -> Answer:
            return oracle(Patch((("accel_offload.h", text),), ()), Design("offload-crypto"), **changes)

        yield answer


@pytest.mark.parametrize("faults", ["", "full,error", "hang-early"])
def test_ciphers_and_digests_are_openssls(ask: Callable[..., Answer], faults: str) -> None:
    answer = ask(TEXT, faults=faults)
    assert answer.status == "passed", answer.detail
    assert "ciphers, digests" in answer.detail


def test_compression_and_cryptography_share_one_start_of_the_device(ask: Callable[..., Answer]) -> None:
    answer = ask(BOTH)
    assert answer.status == "passed", answer.detail


@pytest.mark.parametrize(("old", "new"), CARELESS, ids=[old[:30] for old, _ in CARELESS])
def test_careless_changes_are_seen(ask: Callable[..., Answer], old: str, new: str) -> None:
    assert old in TEXT
    assert ask(TEXT.replace(old, new)).failed
