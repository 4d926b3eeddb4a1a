"""Whatever comes back instead of a patch is recorded, counted and no proposal; nothing of it is an exception to the run."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from pydantic_ai import models
from pydantic_ai.exceptions import ModelHTTPError
from pydantic_ai.messages import ModelMessage, ModelResponse, TextPart, ToolCallPart
from pydantic_ai.models.function import AgentInfo, FunctionModel

from accelagent.agents import codegen, compiler
from accelagent.agents.codegen import Ground
from accelagent.agents.record import KIND
from accelagent.agents.session import Session
from accelagent.domain import Candidate, Design, Kind, Patch, Proposal, Rejected, Tier, Trial
from accelagent.options import ModelSettings
from accelagent.spec import load_spec
from accelagent.store import Store
from mini import PACK_C, make_service

models.ALLOW_MODEL_REQUESTS = False
LEVEL = "deflateInit(&stream, 6)"


def edits(new: str, old: str = LEVEL, path: str = "pack.c") -> dict[str, Any]:
    return {"plan": "p", "offloads": False, "edits": [{"path": path, "old": old, "new": new}], "knobs": {}}


@pytest.fixture
def ground(tmp_path: Path) -> Ground:
    [service] = load_spec(make_service(tmp_path / "app")).services
    return Ground(service, (), "")


def session(store: Store, answer: object, **limits: Any) -> Session:
    def say(messages: list[ModelMessage], info: AgentInfo) -> ModelResponse:
        if isinstance(answer, Exception):
            raise answer
        if isinstance(answer, str):
            return ModelResponse(parts=[TextPart(answer)])
        return ModelResponse(parts=[ToolCallPart(info.output_tools[0].name, answer)])

    return Session.over(ModelSettings("test:none", **limits), store, FunctionModel(say))


def asked(model: Session, ground: Ground) -> Proposal | None:
    return codegen.ask(model, "packer/codegen/throughput", "change it", ground, None, None)


@pytest.mark.parametrize(
    ("answer", "limits", "said"),
    [
        ('{"plan": "half a', {}, "no usable answer"),
        ('{"plan": ' + "[" * 5000, {}, "no usable answer"),
        (edits("x", old="no such text"), {}, "no usable answer"),
        (edits("x", path="../../etc/passwd"), {}, "no usable answer"),
        (edits("x" * (10 << 20)), {}, "no usable answer"),
        (edits("deflateInit(&stream, 1)"), {"tokens": 20}, "limit reached"),
        (
            ModelHTTPError(400, "m", {"error": {"code": "context_length_exceeded"}}),
            {},
            "the server refused",
        ),
        (ModelHTTPError(429, "m", {"error": "slow down"}), {}, "the server refused"),
        (UnicodeDecodeError("utf-8", b"\xff", 0, 1, "bad"), {}, "UnicodeDecodeError"),
    ],
    ids=[
        *("half an answer", "deep nesting", "does not apply", "outside", "10 MB", "budget spent mid-answer"),
        *("context overflow", "rate limit", "bytes"),
    ],
)
def test_what_is_no_patch_is_counted_and_no_proposal(
    ground: Ground, tmp_path: Path, answer: object, limits: dict[str, Any], said: str
) -> None:
    with Store.open(tmp_path / "run.db") as store:
        model = session(store, answer, **limits)
        assert asked(model, ground) is None
        assert any(said in note for note in model.notes), model.notes
        assert bool(store.all(KIND)) is not isinstance(answer, Exception)  # what came is on record


def test_the_same_code_again_ends_the_repair(ground: Ground, tmp_path: Path) -> None:
    before = Patch((("pack.c", PACK_C.replace(LEVEL, "deflateInit(&stream, LEVEL)")),), ())
    candidate = Candidate("a", "packer", Kind.LEAF, Design("incore-written-a"), (), (), before)
    failed = Trial(candidate, Rejected("build", "exit 2", "error: LEVEL"), Tier.QUICK, 1.0)
    task: Any = SimpleNamespace(
        objective=ground.service.objectives[0], attempt=None, parent=failed, declined=()
    )
    for new, repaired in (
        ("deflateInit(&stream, LEVEL)", False),
        ("deflateInit(&stream, 1)", True),
    ):
        with Store.open(tmp_path / f"{repaired}.db") as store:
            model = session(store, edits(new, old="deflateInit(&stream, LEVEL)"))
            assert (compiler.repair(model, ground, task, failed) is not None) is repaired
