"""What a real 1.5B model wrote, replayed: the same tree without a network, and the figures that `bench agents` reports of it."""

from __future__ import annotations

import json
import shutil
import socket
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from pydantic_ai import models
from typer.testing import CliRunner

from accelagent.agents import brief
from accelagent.agents.codegen import Ground
from accelagent.agents.keeping import SUFFIX, kept, read, revived
from accelagent.agents.session import Session
from accelagent.bench import agents
from accelagent.cli import app
from accelagent.devices import device
from accelagent.domain import Kind, Measured, Rejected, Trial
from accelagent.identifier import identify
from accelagent.options import Options
from accelagent.spec import load_spec
from accelagent.store import Store, decode
from mini import make_service

models.ALLOW_MODEL_REQUESTS = False
HERE = Path(__file__).parent
RECORDINGS = HERE / "recordings"
FREQUENCY = RECORDINGS / f"qwen2.5-coder-1.5b.frequency{SUFFIX}"
PAIR = HERE.parent / "corpus" / "pairs" / "frequency-pays"


@pytest.fixture
def run(tmp_path: Path) -> Path:
    """The kept run as a run directory, and the service that it was about beside it."""
    spec = shutil.copytree(PAIR, tmp_path / "frequency") / "accel.yaml"
    text = spec.read_text().replace("trials: 1, wall: 1min", "trials: 30, wall: 10min")
    spec.write_text(text.replace("./prog 60 ", "./prog 20 "))
    folder = tmp_path / "recorded"
    folder.mkdir()
    with Store.open(folder / "run.db") as store:
        revived(FREQUENCY.read_text(), store, {"path": str(spec), "text": spec.read_text()})
    return folder


def test_a_real_models_run_is_replayed_to_the_same_tree_without_a_network(
    run: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("a replay needs no network")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    arguments = ["run", str(tmp_path / "frequency" / "accel.yaml"), "--replay", str(run), "--gates", "quick"]
    done = CliRunner().invoke(
        app, [*arguments, "--backend", "emulated", "--out", str(tmp_path / "again"), "--json"]
    )
    recorded = {t.candidate.id: _became(t) for t in read(FREQUENCY.read_text()).trials}
    nodes = {
        n["id"]: (n["outcome"], n["stage"])
        for n in json.loads(done.stdout)["services"][0]["tree"]
        if n["proposer"] == "llm"
    }
    assert nodes == recorded
    assert len(nodes) == 3


def test_a_kept_run_says_what_became_of_each_node_and_holds_no_text() -> None:
    found = read(FREQUENCY.read_text())
    assert [t.outcome.stage for t in found.trials if isinstance(t.outcome, Rejected)] == [
        "build",
        "build",
        "test",
    ]
    assert all(
        t.candidate.patch and not t.candidate.patch.files
        for t in found.trials
        if t.candidate.kind is not Kind.ROOT
    )
    assert len(FREQUENCY.read_text()) < 20_000


@pytest.mark.parametrize("name", ["mini", "raw"])
def test_a_real_models_function_passed_the_quick_gates(name: str) -> None:
    found = read((RECORDINGS / f"qwen2.5-coder-1.5b.{name}{SUFFIX}").read_text())
    first, tuned = (t for t in found.trials if t.candidate.proposer == "llm")
    assert isinstance(first.outcome, Measured)
    assert first.outcome.counters.device_ops > 0
    assert first.outcome.estimates[0].low > 1
    assert (
        tuned.candidate.patch == first.candidate.patch
    )  # the profiler's step: the same text, another setting


def test_the_recorded_answer_becomes_the_patch_again(tmp_path: Path) -> None:
    """Prompts may read otherwise by now; the answer is put into the function all the same."""
    spec = load_spec(make_service(tmp_path / "app"))
    [service] = spec.services
    uses = [device(spec.device(d).model) for d in service.devices]
    ground = Ground(service, identify(service.source, service=service.name, devices=uses).regions, "")
    focus = next(f for f in brief.foci(ground, None) if f.function.name == "pack")
    kept_run = read((RECORDINGS / f"qwen2.5-coder-1.5b.mini{SUFFIX}").read_text())
    settings = decode(Options, kept_run.options).model
    assert settings is not None
    task: Any = SimpleNamespace(
        objective=service.objectives[0], parent=SimpleNamespace(candidate=SimpleNamespace(patch=None))
    )
    proposal = brief.write(Session.answered(settings, kept_run.exchanges.get), ground, task, focus)
    assert proposal is not None
    assert proposal.offloads
    text = dict(proposal.patch.files)["pack.c"]
    assert "accel_deflate(&stream, Z_FINISH)" in text
    assert '#include "accel_offload.h"' in text


def test_what_is_kept_of_a_record_can_be_kept_again(run: Path) -> None:
    with Store.open(run / "run.db", create=False) as store:
        again = read(kept(store))
    assert again.exchanges == read(FREQUENCY.read_text()).exchanges
    assert again.options == read(FREQUENCY.read_text()).options


def test_the_bench_counts_kept_runs(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    shutil.copy(FREQUENCY, tmp_path)
    monkeypatch.delenv("ACCELAGENT_RUNS", raising=False)
    monkeypatch.setenv("ACCELAGENT_RECORDINGS", str(tmp_path))
    figures = {f.name: f.value for f in agents.run()}
    assert figures["candidates_llm"] == 3
    assert figures["built_llm"] == 1
    assert figures["passed_tests_llm"] == 0
    assert figures["success_after_2_llm"] == 0
    assert figures["tokens_compiler"] > figures["tokens_codegen"] > 0
    assert figures["tokens_per_accepted"] is None


def _became(trial: Trial) -> tuple[str, str | None]:
    return ("rejected", trial.outcome.stage) if isinstance(trial.outcome, Rejected) else ("measured", None)
