"""A model that chooses among the recipes' designs: what it names is checked, recipes write the code, gates judge it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from pydantic import BaseModel
from pydantic_ai import models
from pydantic_ai.messages import ModelMessage, ModelResponse, ToolCallPart
from pydantic_ai.models.function import AgentInfo, FunctionModel

from accelagent.agents.adviser import ModelAdviser
from accelagent.agents.record import loaded, restored, saved
from accelagent.agents.session import Session
from accelagent.domain import Tier, Trial
from accelagent.options import ModelSettings, Options, Writes
from accelagent.pipeline import Pipeline
from accelagent.spec import load_spec
from accelagent.store import Store
from mini import make_service

models.ALLOW_MODEL_REQUESTS = False
SETTINGS = ModelSettings("test:none", attempts=2, writes=Writes.DESIGNS)


class Number(BaseModel):
    value: int


class Quiet:
    def stage(self, service: str, text: str) -> None: ...

    def node(self, service: str, trial: Trial) -> None: ...


class Chooser:
    """Names a recipe that does not exist, then a value that is not offered, then a design that is; facts are plain."""

    def __init__(self) -> None:
        self.told: list[str] = []
        self.choices = [
            {"recipe": "offload-everything", "knobs": {}},
            {"recipe": "incore-isal", "knobs": {"incore_level": 99}},
            {"recipe": "incore-isal", "knobs": {"incore_level": 3}, "why": "less output"},
        ]

    def __call__(self, messages: list[ModelMessage], info: AgentInfo) -> ModelResponse:
        name = info.output_tools[0].name
        first = str(messages[0].parts[0].content)
        if "Choose the design" not in first:
            plain: dict[str, Any] = {"frequency": "unknown", "operation": None, "size_text": ""}
            plain |= {"explanation": "x", "risks": [], "alternatives": []}
            return ModelResponse(parts=[ToolCallPart(name, plain)])
        self.told.append(str(messages[-1].parts[0].content))
        turn = min(len(self.told), len(self.choices)) - 1
        return ModelResponse(parts=[ToolCallPart(name, self.choices[turn])])


def grown(tmp_path: Path, adviser: Any) -> list[Trial]:
    options = Options(backend="emulated", gates=Tier.QUICK, trials=3, proposers=("llm",), model=SETTINGS)
    spec = load_spec(make_service(tmp_path / "app"))
    run = Pipeline(spec, tmp_path / "run", options, Quiet(), adviser).run()
    return [t for t in run.services[0].trials if t.candidate.proposer == "llm"]


def test_only_designs_that_are_offered_reach_the_gates_and_stand_as_recipes_in_the_tree(
    tmp_path: Path,
) -> None:
    settings, model = replace(SETTINGS), Chooser()
    # One objection is put to the model per question, so its second question ends in the design.
    nodes = grown(tmp_path, lambda s: ModelAdviser(Session.over(settings, s, FunctionModel(model))))
    assert any("offload-everything" in text and "incore-isal" in text for text in model.told)
    assert [t.candidate.design.recipe for t in nodes] == ["incore-isal"]
    assert nodes[0].candidate.design.knob("incore_level") == 3
    assert not nodes[0].candidate.design.written


def test_a_saved_record_answers_as_the_run_did(tmp_path: Path) -> None:
    with Store.open(tmp_path / "asked.db") as store:
        store.append("exchange", "s/identifier/r/0", {"asked": "f", "prompt": ["long"], "answer": [1]})
        known = loaded(saved(store))
    assert known == {"s/identifier/r/0": {"asked": "f", "answer": [1]}}


def test_a_recording_that_was_interrupted_goes_on_without_asking_again(tmp_path: Path) -> None:
    asked: list[str] = []

    def say(messages: list[ModelMessage], info: AgentInfo) -> ModelResponse:
        asked.append(str(messages[0].parts[0].content))
        return ModelResponse(parts=[ToolCallPart(info.output_tools[0].name, {"value": len(asked)})])

    def values(store: Store, questions: str) -> list[int]:
        session = Session.over(SETTINGS, store, FunctionModel(say))
        answers = [session.ask(f"s/test/{q}", "be brief", q, Number) for q in questions]
        return [a.value for a in answers if a is not None]

    with Store.open(tmp_path / "first.db") as store:
        assert values(store, "ab") == [1, 2]
        text = saved(store)
    with Store.open(tmp_path / "second.db") as store:
        restored(store, text)
        assert values(store, "abc") == [1, 2, 3]
    assert asked == ["a", "b", "c"]
