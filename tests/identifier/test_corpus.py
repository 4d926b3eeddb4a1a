"""The corpus states what must be found; this runner knows no rule."""

import re
from functools import cache
from pathlib import Path

import pytest

from accelagent.devices import catalogue, device, usual
from accelagent.domain import Region, Verdict
from accelagent.identifier import identify

CORPUS = Path(__file__).parent.parent / "corpus"
SNIPPETS = sorted(p for p in CORPUS.iterdir() if p.is_file() and p.suffix != ".md")
MARK = re.compile(r"(?://|#)\s*(region|degrades|not):\s*(.+)")
WORTH = (Verdict.OFFLOAD, Verdict.CONDITIONAL)


def marks(path: Path) -> list[tuple[int, str, list[str]]]:
    """(line meant, kind, words) of each annotation."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return [(n + 1, m[1], m[2].split()) for n, text in enumerate(lines, 1) if (m := MARK.search(text))]


@cache
def regions(path: Path, name: str = "") -> tuple[Region, ...]:
    models = [device(name)] if name else list(usual())
    return identify(path, service="corpus", devices=models).regions


def words(region: Region) -> set[str]:
    model = region.execution_model.value if region.execution_model else ""
    return {region.operation.value, region.algorithm, region.verdict.value, model}


def at(path: Path, line: int, name: str = "") -> list[Region]:
    return [r for r in regions(path, name) if r.start_line <= line <= r.end_line]


@pytest.mark.parametrize("path", SNIPPETS, ids=lambda p: p.name)
def test_snippet_gets_the_annotated_verdicts(path: Path) -> None:
    found = marks(path)
    assert found, "a snippet without annotation checks nothing"
    for line, kind, wanted in found:
        name = next((w for w in wanted if w in catalogue()), "")
        asked = set(wanted) - {name}
        matching = [r for r in at(path, line, name) if asked <= words(r)]
        if kind == "not":
            assert not matching
        elif kind == "region":
            assert any(r.verdict in WORTH for r in matching), at(path, line)
        else:
            assert matching, regions(path, name)
            assert all(r.verdict is Verdict.AVOID for r in matching)


@pytest.mark.parametrize("path", SNIPPETS, ids=lambda p: p.name)
def test_nothing_unannotated_is_worth_offloading(path: Path) -> None:
    expected = [
        line for line, kind, wanted in marks(path) if kind == "region" or set(wanted) & set(catalogue())
    ]
    for region in regions(path):
        if region.verdict in WORTH:
            assert any(region.start_line <= line <= region.end_line for line in expected), region


def test_corpus_has_more_negatives_than_rules_need() -> None:
    kinds = [kind for path in SNIPPETS for _, kind, _ in marks(path)]
    assert len(SNIPPETS) >= 140
    assert kinds.count("not") + kinds.count("degrades") >= kinds.count("region")
