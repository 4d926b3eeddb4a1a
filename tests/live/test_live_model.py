"""A real small model behind an OpenAI-compatible server: `make test-llm`. What it answers is recorded when asked to.

Nothing here says that a small model is right; it says that its answers parse, that limits hold, and that gates judge its code.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from accelagent.agents.adviser import ModelAdviser
from accelagent.agents.record import KIND, restored, saved
from accelagent.agents.session import Session
from accelagent.bench._review import SUFFIX, cases, read
from accelagent.domain import Measured, Rejected, Tier, Trial
from accelagent.options import ModelSettings, Options, Output, Writes
from accelagent.pipeline import Pipeline
from accelagent.spec import load_spec
from accelagent.store import Store
from mini import make_service

URL = os.environ.get("ACCELAGENT_LLM_URL", "")
RECORD = os.environ.get("ACCELAGENT_LLM_RECORD", "")  # a folder that recordings are written to
NAME = os.environ.get("ACCELAGENT_LLM_NAME", "qwen2.5-coder-1.5b")
CORPUS = Path(__file__).parents[1] / "corpus"

pytestmark = [
    pytest.mark.llm,
    pytest.mark.skipif(not URL, reason="ACCELAGENT_LLM_URL names no server; make test-llm starts one"),
]

SETTINGS = ModelSettings(
    f"local:{NAME}",
    base_url=URL,
    output=Output.JSON_OBJECT,
    requests=200,
    seconds=20_000.0,
    answer_s=1200.0,
    attempts=3,
    temperature=0.0,
)


class Quiet:
    def stage(self, service: str, text: str) -> None: ...

    def node(self, service: str, trial: Trial) -> None: ...


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(tmp_path / "asked.db") as opened:
        yield opened


def keep(store: Store, name: str) -> None:
    if RECORD:
        (Path(RECORD) / f"{NAME}{name}").write_text(saved(store), encoding="utf-8")


def go_on(store: Store, name: str) -> None:
    """An earlier recording's answers count: an interrupted recording goes on where it ended."""
    file = Path(RECORD) / f"{NAME}{name}"
    if RECORD and file.is_file():
        restored(store, file.read_text(encoding="utf-8"))


def test_forty_regions_of_the_corpus_get_facts_that_parse(store: Store, tmp_path: Path) -> None:
    found = cases(CORPUS, tmp_path, int(os.environ.get("ACCELAGENT_LLM_REGIONS", "40")))
    go_on(store, SUFFIX)
    session = Session.over(SETTINGS, store)
    answers = []
    for case in found:
        answers += read(session, [case])
        keep(store, SUFFIX)
    assert sum(a.answered for a in answers) >= 0.9 * len(found), session.notes
    assert session.tokens > 0


def test_a_budget_in_tokens_ends_the_asking_and_is_told(store: Store, tmp_path: Path) -> None:
    session = Session.over(replace(SETTINGS, tokens=300), store)
    read(session, cases(CORPUS, tmp_path, 3))
    assert session.stopped
    assert any("asked no more" in note for note in session.notes)
    assert session.asked <= 2


def grown(tmp_path: Path, settings: ModelSettings, name: str) -> list[Trial]:
    spec = load_spec(make_service(tmp_path / "app"))
    options = Options(backend="emulated", gates=Tier.QUICK, trials=8, proposers=("llm",), model=settings)
    run = Pipeline(
        spec, tmp_path / "run", options, Quiet(), lambda s: ModelAdviser(Session.over(settings, s))
    ).run()
    with Store.open(tmp_path / "run" / "run.db", create=False) as record:
        assert record.all(KIND)
        keep(record, name)
    return [t for t in run.services[0].trials if t.candidate.proposer == "llm"]


def test_designs_that_it_chooses_go_through_the_gates(tmp_path: Path) -> None:
    nodes = grown(tmp_path, replace(SETTINGS, writes=Writes.DESIGNS), ".designs.jsonl")
    assert all(isinstance(t.outcome, Measured | Rejected) for t in nodes)
    assert not any(t.candidate.design.written for t in nodes)


def test_code_that_it_writes_is_judged_and_repaired_within_the_attempts(tmp_path: Path) -> None:
    nodes = grown(tmp_path, SETTINGS, ".code.jsonl")
    assert len(nodes) <= SETTINGS.attempts * 2  # of two objectives
    assert all(isinstance(t.outcome, Measured | Rejected) for t in nodes)
