"""Whatever a model does, the session answers with a value or with None, within its limits, and says what happened."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel
from pydantic_ai import models
from pydantic_ai.exceptions import ModelHTTPError
from pydantic_ai.messages import ModelMessage, ModelResponse, TextPart, ToolCallPart
from pydantic_ai.models.function import AgentInfo, FunctionModel

from accelagent.agents.models import build, redacted
from accelagent.agents.record import KIND
from accelagent.agents.session import Session
from accelagent.errors import SpecError
from accelagent.options import ModelSettings, Output
from accelagent.store import Store

models.ALLOW_MODEL_REQUESTS = False
PLAIN = ModelSettings("test:none")


class Number(BaseModel):
    value: int


def answering(*values: object) -> FunctionModel:
    """A model that answers with these in turn; an exception is raised, a text is said, a mapping fills the form."""
    left = list(values)

    def say(messages: list[ModelMessage], info: AgentInfo) -> ModelResponse:
        value = left.pop(0) if len(left) > 1 else left[0]
        if isinstance(value, Exception):
            raise value
        if isinstance(value, str):
            return ModelResponse(parts=[TextPart(value)])
        return ModelResponse(parts=[ToolCallPart(info.output_tools[0].name, value)])

    return FunctionModel(say)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store.open(tmp_path / "run.db")


def ask(session: Session, **more: Any) -> Number | None:
    return session.ask("s/test", "be brief", "a number, please", Number, **more)


def test_an_answer_is_typed_and_recorded_with_what_it_cost(store: Store) -> None:
    session = Session.over(PLAIN, store, answering({"value": 7}))
    assert ask(session) == Number(value=7)
    [exchange] = store.all(KIND)
    assert exchange["answer"][0]["parts"][0]["args"] == {"value": 7}
    assert exchange["input_tokens"] > 0
    assert session.asked == 1


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ("I would rather not.", "no usable answer"),
        ({"value": "many"}, "no usable answer"),
        ({"number": 1, "junk": "x" * 1000}, "no usable answer"),
        (ModelHTTPError(503, "m", {"error": "overloaded"}), "the server refused"),
        (OSError("unreachable"), "OSError"),
        (ValueError("sk-secret-123456 is wrong"), "ValueError: ***"),
    ],
)
def test_refusal_nonsense_and_a_server_that_is_down_are_counted_and_none(
    store: Store, answer: object, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOME_API_KEY", "sk-secret-123456")
    session = Session.over(PLAIN, store, answering(answer))
    assert ask(session) is None
    assert any(said in note for note in session.notes), session.notes
    allowed = 9 if said == "no usable answer" else 3  # one that answers nonsense is not down
    for _ in range(allowed - 2):
        assert ask(session) is None
    assert session.stopped == ""
    assert ask(session) is None
    assert session.stopped == f"{allowed} failures in a row"
    before = session.asked
    assert ask(session) is None
    assert session.asked == before


def test_an_objection_is_told_once_and_a_better_answer_counts(store: Store) -> None:
    session = Session.over(PLAIN, store, answering({"value": 1}, {"value": 2}))
    assert ask(session, check=lambda n: "" if n.value == 2 else "too small") == Number(value=2)
    assert session.asked == 2


def test_a_slow_model_is_left_alone(store: Store) -> None:
    async def sleep(messages: list[ModelMessage], info: AgentInfo) -> ModelResponse:
        await asyncio.sleep(60)
        raise AssertionError("it should have been left")

    session = Session.over(ModelSettings("test:none", answer_s=0.2), store, FunctionModel(sleep))
    assert ask(session) is None
    assert any("no answer in time" in note for note in session.notes)


@pytest.mark.parametrize(
    ("limits", "said"),
    [({"requests": 2}, "2 requests made"), ({"tokens": 60}, "tokens"), ({"seconds": 1e-9}, "waited")],
)
def test_limits_end_the_session(store: Store, limits: dict[str, Any], said: str) -> None:
    session = Session.over(ModelSettings("test:none", **limits), store, answering({"value": 1}))
    answers = [ask(session) for _ in range(6)]
    assert answers[-1] is None
    assert said in session.stopped or "budget is spent" in session.stopped
    assert session.asked < 6


def test_a_replay_answers_alike_without_any_model_and_counts_drift(store: Store) -> None:
    first = Session.over(PLAIN, store, answering({"value": 1}, {"value": 2}))
    assert [ask(first), ask(first)] == [Number(value=1), Number(value=2)]
    again = Session.replaying(PLAIN, store)
    assert [ask(again), ask(again)] == [Number(value=1), Number(value=2)]
    assert again.model.drift == 0  # type: ignore[attr-defined]
    assert ask(again) is None
    assert any("not in the recording" in note for note in again.notes)
    other = Session.replaying(PLAIN, store)
    assert other.ask("s/test", "be brief", "another question", Number) == Number(value=1)
    assert any("read otherwise" in note for note in other.notes)


def test_a_resumed_session_does_not_ask_again(store: Store) -> None:
    assert ask(Session.over(PLAIN, store, answering({"value": 5}))) == Number(value=5)
    assert ask(Session.over(PLAIN, store, answering(OSError("down")))) == Number(value=5)


def test_an_unknown_model_is_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("nonsense", "nobody:model", ""):
        with pytest.raises(SpecError, match="--model"):
            build(ModelSettings(name))
    monkeypatch.setenv("X_TOKEN", "abcdefgh")
    assert redacted("key abcdefgh here") == "key *** here"


@pytest.mark.parametrize("output", list(Output))
def test_any_openai_compatible_server_can_be_named(output: Output) -> None:
    model = build(ModelSettings("local:qwen", base_url="http://127.0.0.1:1/v1", output=output))
    assert model.model_name == "qwen"


def test_tools_are_called_and_their_use_is_part_of_the_record(store: Store) -> None:
    def say(messages: list[ModelMessage], info: AgentInfo) -> ModelResponse:
        if len(messages) == 1:
            return ModelResponse(parts=[ToolCallPart("look", {"path": "a.c"})])
        content = messages[-1].parts[0].content
        return ModelResponse(parts=[ToolCallPart(info.output_tools[0].name, {"value": len(content)})])

    def look(path: str) -> str:
        """The file."""
        return path * 3

    tools: list[Callable[..., str]] = [look]
    assert ask(Session.over(PLAIN, store, FunctionModel(say)), tools=tools) == Number(value=9)
    assert len(store.all(KIND)) == 2
