import re
from pathlib import Path

import pytest

import accelagent.identifier as identifier
from accelagent.codegen.recipes import RECIPES
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


RULES = Path(identifier.__file__).parent
PLANS = RULES.parent / "orchestrator"


def test_every_pattern_says_who_sees_to_it():
    """What sees to it exists: the rule cites the entry, the recipe and the gate are there, the plan's check has that name."""
    rules = " ".join(f.read_text() for f in RULES.glob("*.py"))
    checks = " ".join(f.read_text() for f in PLANS.glob("*.py"))
    steps = (RULES.parent / "evaluation" / "examination.py").read_text()
    recipes = set(RECIPES)
    for entry in entries().values():
        for name in entry.enforced:
            kind, _, what = name.partition(":")
            match kind:
                case "identifier":
                    assert f'"{entry.id}"' in rules, entry.id
                case "recipe":
                    assert what in recipes, (entry.id, name)
                case "gate":
                    assert f'Step("{what}"' in steps, (entry.id, name)
                case _:
                    assert kind == "plan", (entry.id, name)
                    assert f'"{what}"' in checks, (entry.id, name)


def test_seventy_two_patterns_and_more():
    kinds = [e.kind for e in entries().values() if e.kind in ("pattern", "anti-pattern", "limit")]
    assert len(kinds) >= 72
    minded = [e for e in entries().values() if e.enforced]
    assert len(minded) >= 45


def test_what_the_identifier_says_of_a_region_is_marked_the_same_in_the_entry():
    """A consideration that names a recipe or gate does so because the entry does."""
    text = (RULES / "advice.py").read_text()
    for name in re.findall(r'"([a-z-]+)",?\s*\n?\s*"(?:verify|profile|faults|offload)"', text):
        assert any(e.startswith("gate:") for e in entries()[name].enforced), name


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
