"""A model may build, test and measure drafts before it answers: by the same gates, in the sandbox, a few times, outside the tree."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from pydantic_ai import models
from pydantic_ai.messages import ModelMessage, ModelResponse, ToolCallPart, ToolReturnPart
from pydantic_ai.models.function import AgentInfo, FunctionModel

from accelagent.agents.adviser import ModelAdviser
from accelagent.agents.edits import Edit
from accelagent.agents.session import Session
from accelagent.agents.trying import MOST, Trying
from accelagent.domain import Counters, Measured, Outcome, Patch, Proposal, Rejected, Tier
from accelagent.options import ModelSettings, Options
from accelagent.pipeline import Pipeline
from accelagent.spec import load_spec
from accelagent.store import Store
from mini import SPEC, make_service

models.ALLOW_MODEL_REQUESTS = False
SETTINGS = ModelSettings("test:none", attempts=1)


def edits(level: str, path: str = "pack.c") -> list[dict[str, str]]:
    return [{"path": path, "old": "deflateInit(&stream, 6)", "new": f"deflateInit(&stream, {level})"}]


class Careful:
    """Tries a typo, an edit of the judges, tests that fail and a build with the support file; then answers."""

    drafts: tuple[tuple[str, dict[str, Any]], ...] = (
        ("try_build", {"edits": edits("LEVEL")}),
        ("try_build", {"edits": [{"path": "Makefile", "old": "\t./pack 2\n", "new": "\ttrue\n"}]}),
        (
            "run_tests",
            {"edits": [{"path": "pack.c", "old": "*produced = stream.total_out;", "new": "*produced = 7;"}]},
        ),
        (
            "profile_edits",
            {
                "offloads": False,
                "edits": [
                    *edits("1"),
                    {
                        "path": "pack.c",
                        "old": "#include <zlib.h>\n",
                        "new": '#include <zlib.h>\n#include "accel_offload.h"\n',
                    },
                ],
            },
        ),
        ("try_build", {"edits": edits("2")}),
    )

    def __init__(self) -> None:
        self.told: list[str] = []

    def __call__(self, messages: list[ModelMessage], info: AgentInfo) -> ModelResponse:
        asked = str(messages[0].parts[0].content)
        if "Restructure the service" not in asked:
            return ModelResponse(parts=[])
        returned = [p for m in messages for p in m.parts if isinstance(p, ToolReturnPart)]
        self.told = [str(p.content) for p in returned]
        if len(returned) < len(self.drafts):
            name, arguments = self.drafts[len(returned)]
            return ModelResponse(parts=[ToolCallPart(name, arguments)])
        answer = {"plan": "a cheaper level", "offloads": False, "edits": edits("1"), "knobs": {}}
        return ModelResponse(parts=[ToolCallPart(info.output_tools[0].name, answer)])


def test_drafts_pass_the_gates_they_name_and_leave_no_node(tmp_path: Path) -> None:
    spec = make_service(
        tmp_path / "app", SPEC.replace(", output_size <= 1.40x", "").replace("./pack 40", "./pack 12")
    )
    model = Careful()
    options = Options(backend="emulated", gates=Tier.QUICK, trials=2, proposers=("llm",), model=SETTINGS)

    def adviser(store: Store) -> ModelAdviser:
        return ModelAdviser(Session.over(SETTINGS, store, FunctionModel(model)))

    result = Pipeline(load_spec(spec), tmp_path / "run", options, _Quiet(), adviser).run()
    broken, judges, failing, measured, further = model.told
    assert broken.startswith("rejected at build")
    assert "LEVEL" in broken
    assert "data: log" in broken  # what tools say stands between markers
    assert judges.startswith("rejected at policy")
    assert failing.startswith("rejected at test")
    assert "throughput" in measured or "rejected at profile" in measured
    assert further.startswith("no more drafts")
    [node] = [t for t in result.services[0].trials if t.candidate.proposer == "llm"]
    assert "deflateInit(&stream, 1)" in dict(node.candidate.patch.files)["pack.c"]  # type: ignore[union-attr]


def test_edits_that_do_not_apply_cost_no_draft() -> None:
    asked: list[str] = []

    def attempt(proposal: Proposal, through: str) -> Outcome:
        asked.append(through)
        return Measured((), Counters(), (), Tier.QUICK) if through == "build" else Rejected("test", "no", "")

    def patch_of(given: object) -> Patch | str:
        return Patch((("a.c", "int a;"),), ()) if given else "no edit was given"

    trying = Trying(attempt, patch_of)
    try_build, run_tests, _ = trying.tools()
    assert "do not apply" in try_build([])
    assert trying.left == MOST
    assert try_build([Edit(path="a.c", old="", new="int a;")]) == "build: passed"
    assert run_tests([Edit(path="a.c", old="", new="int a;")]).startswith("rejected at test")
    assert asked == ["build", "test"]


class _Quiet:
    def stage(self, service: str, text: str) -> None: ...

    def node(self, service: str, trial: object) -> None: ...
