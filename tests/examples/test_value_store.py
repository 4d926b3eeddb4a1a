"""The store of large values: what the identifier and the recipes make of it."""

from __future__ import annotations

from pathlib import Path

from accelagent.codegen.recipes import apply
from accelagent.devices import device
from accelagent.domain import Design, Patch, Verdict
from accelagent.identifier import identify
from accelagent.spec import load_spec

ROOT = Path(__file__).resolve().parents[2] / "examples" / "value-store"


def patched(recipe: str) -> str:
    (service,) = load_spec(ROOT / "accel.yaml").services
    found = identify(
        ROOT, service="value-store", devices=[device("dsa"), device("isal")], exclude=service.exclude
    )
    assert any(r.verdict is not Verdict.AVOID for r in found.regions)
    patch = apply(ROOT, found.regions, Design(recipe))
    assert isinstance(patch, Patch)
    return dict(patch.files)["src/store.c"]


def test_large_copies_go_to_dsa_and_the_checksum_stays_in_core() -> None:
    text = patched("incore-isal+offload-copy-async")
    put = text[text.index("void store_put") : text.index("void store_get")]
    order = [put.index(n) for n in ("accel_memcpy_begin(extent", "accel_crc32(0, value", "accel_copies_wait()")]
    assert order == sorted(order)
    assert "accel_memcpy(value, store->pool" in text, "a copy that is returned is waited for"


def test_what_does_not_pay_stays() -> None:
    text = patched("offload-copy")
    assert "memset(store, 0, sizeof *store);" in text
    assert "accel_memcpy(value, store->pool + slot * EXTENT_BYTES" in text
