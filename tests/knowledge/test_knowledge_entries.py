import re
from pathlib import Path

import pytest

import accelagent.identifier as identifier
from accelagent.devices import catalogue
from accelagent.errors import SpecError
from accelagent.knowledge import entries, parse, search


def test_there_are_enough_entries_and_ids_are_file_names():
    folder = Path(identifier.__file__).parent.parent / "knowledge" / "entries"
    assert len(entries()) >= 30
    assert set(entries()) == {f.stem for f in folder.glob("*.md")}


@pytest.mark.parametrize("entry", entries().values(), ids=lambda e: e.id)
def test_entry_is_complete_and_found_by_its_title(entry):
    assert entry.sources
    assert entry.operations
    assert len(entry.text) > 100
    assert entry.device == "*" or entry.device in catalogue()
    assert search(entry.title)[0].id == entry.id


def test_every_reference_between_entries_exists():
    for entry in entries().values():
        for name in re.findall(r"see `([a-z0-9-]+)`", entry.text, re.I):
            assert name in entries()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("deflateSetDictionary", "preset-dictionary"),
        ("set dictionary", "preset-dictionary"),
        ("CPA_STATUS_RETRY", "retry-and-fallback"),
        ("retry status", "retry-and-fallback"),
        ("Z_SYNC_FLUSH", "sync-flush"),
        ("fork", "fork-after-init"),
        ("cpaDcCompressData2", "interface-cpa-dc"),
    ],
)
def test_search_knows_parts_of_identifiers(text, expected):
    assert expected in [e.id for e in search(text, limit=3)]


def test_search_filters_by_device_and_kind():
    assert all(e.device in ("*", "dsa") for e in search("memory copy", device="dsa"))
    assert {e.kind for e in search("compression device", kind="device")} == {"device"}


@pytest.mark.parametrize("text", ["", "   ", '"', "* OR (", "NEAR"])
def test_search_takes_any_text(text):
    assert isinstance(search(text), list)


def test_broken_entry_is_refused_with_file_and_key():
    with pytest.raises(SpecError, match=r"x\.md: front matter: exactly these keys"):
        parse("x.md", "---\nid: x\n---\ntext")
    good = "---\nid: x\ntitle: t\ndevice: '*'\nkind: K\noperations: [copy]\nsources: [s]\ngrade: assumed\n---\ntext"
    with pytest.raises(SpecError, match=r"x\.md: kind: 'K'; allowed: pattern"):
        parse("x.md", good)
    assert parse("x.md", good.replace("kind: K", "kind: limit")).text == "text"
