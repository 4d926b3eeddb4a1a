"""Brief prompts: one function, what it may call and an example; the model writes that function and code does the rest."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from pydantic_ai import models
from pydantic_ai.messages import ModelMessage, ModelResponse, ToolCallPart
from pydantic_ai.models.function import AgentInfo, FunctionModel

from accelagent.agents import brief
from accelagent.agents.adviser import ModelAdviser
from accelagent.agents.codegen import Ground
from accelagent.agents.feedback import SHORT, telling
from accelagent.agents.prompting import render
from accelagent.agents.session import Session
from accelagent.agents.tools import marked
from accelagent.codegen.recipes import RECIPES, declarations, support, support_for
from accelagent.devices import device
from accelagent.domain import Measured, Rejected, Run, Tier, Trial
from accelagent.identifier import identify
from accelagent.options import ModelSettings, Options, Prompts
from accelagent.pipeline import Pipeline
from accelagent.spec import load_spec
from accelagent.store import Store
from mini import SPEC, make_service

models.ALLOW_MODEL_REQUESTS = False
TOKENS, CHARACTERS = 1500, 3.2  # of code per token of a code model, at the low end of what was counted
ROOT = Path(__file__).parents[2]
SPECS = ("examples/photo-service", "examples/value-store", "tests/agents/chunklog")
SETTINGS = ModelSettings("test:none", attempts=3, prompts=Prompts.BRIEF)
OPTIONS = Options(backend="emulated", gates=Tier.QUICK, trials=6, proposers=("llm",), model=SETTINGS)


def grounds(spec_path: Path) -> list[Ground]:
    spec = load_spec(spec_path)
    found = []
    for service in spec.services:
        uses = [device(spec.device(d).model) for d in service.devices]
        regions = identify(service.source, service=service.name, devices=uses).regions
        found.append(Ground(service, regions, ""))
    return found


@pytest.fixture(scope="module")
def every() -> list[tuple[Ground, brief.Focus]]:
    found = [g for name in SPECS for g in grounds(ROOT / name / "accel.yaml")]
    return [(ground, focus) for ground in found for focus in brief.foci(ground, None)]


def prompt(focus: brief.Focus) -> str:
    return render(
        "codegen_brief",
        **brief.about("maximize throughput", focus),
        code=marked("function", focus.code),
        rejected=None,
    )


def test_every_function_of_the_examples_fits_a_small_prompt(every: list[tuple[Ground, brief.Focus]]) -> None:
    assert len(every) >= 20
    longest = max(len(render("codegen_brief_rules")) + len(prompt(focus)) for _, focus in every)
    assert longest < TOKENS * CHARACTERS


def test_a_prompt_holds_the_function_alone_and_what_concerns_it(
    every: list[tuple[Ground, brief.Focus]],
) -> None:
    text = prompt(next(f for _, f in every if f.function.name == "store_put" and f.recipe == "incore-isal"))
    assert "accel_crc32(uLong value" in text
    assert "accel_memcpy" not in text  # another device's
    assert "store_clear" not in text
    assert "Here crc32 becomes accel_crc32." in text
    text = prompt(next(f for _, f in every if f.function.name == "expand"))
    assert "accel_inflateInit2" in text
    assert "accel_uncompress" not in text  # the function uses the other interface
    assert "accel_deflate" not in text
    assert (
        "Here inflateInit2 becomes accel_inflateInit2, inflate becomes accel_inflate, inflateEnd becomes"
        in text
    )
    text = prompt(next(f for _, f in every if f.function.name == "crc_update"))
    assert "a loop written by hand" in text


def test_a_rejection_is_told_in_the_same_prompt(every: list[tuple[Ground, brief.Focus]]) -> None:
    _, focus = every[0]
    rejected = {"stage": "build", "reason": "make failed", "log": marked("log", "error: no member")}
    code = marked("function", focus.code)
    text = render("codegen_brief", **brief.about("maximize throughput", focus), code=code, rejected=rejected)
    assert "rejected at the gate build: make failed" in text
    assert "error: no member" in text


def test_the_telling_lines_of_a_log_come_first_and_few() -> None:
    noise = "\n".join(f"cc -c file{n}.c" for n in range(500))
    assert telling(f"{noise}\npack.c:3: error: 'x' undeclared\n{noise}") == "pack.c:3: error: 'x' undeclared"
    assert len(telling(noise)) <= SHORT


@pytest.mark.parametrize("recipe", sorted(RECIPES))
def test_each_recipes_support_file_tells_what_stands_in_for_what(recipe: str) -> None:
    said = declarations(support([recipe]))
    wanted = RECIPES[recipe].oneshots | RECIPES[recipe].checksums | RECIPES[recipe].memory
    assert said
    assert [name for name in wanted if f"accel_{name}(" not in said] == []
    assert "{\n" not in said.replace("struct accel_ticket {\n", "")  # declarations, no bodies


def test_loops_of_whole_buffers_have_their_functions() -> None:
    said = declarations(support(["offload-async"]))
    for name in (
        "accel_compress2_submit(",
        "accel_compress2_wait(",
        "accel_ticket_drop(",
        "accel_compress2(",
    ):
        assert name in said


# --- what an answer becomes ---------------------------------------------------------------------------------

GOOD = """static int pack(unsigned char *out, uLongf *produced, const unsigned char *block, size_t size)
{
    return accel_compress2(out, produced, block, size, 6) == Z_OK ? 0 : -1;
}"""


@pytest.fixture
def focus(tmp_path: Path) -> brief.Focus:
    [ground] = grounds(make_service(tmp_path / "app"))
    return next(f for f in brief.foci(ground, None) if f.function.name == "pack")


@pytest.mark.parametrize(
    ("code", "objection"),
    [
        ("int other(void) { return 0; }", "this holds other"),
        ("no code at all", "no function"),
        (GOOD + "\nint main(void) { return 0; }", "this holds pack, main"),
        (GOOD.replace("size_t size)", "long size)"), "has to begin as it did"),
        (GOOD.replace("accel_compress2", "compress2"), "nothing of the library is called"),
    ],
)
def test_an_answer_that_is_not_that_function_is_told_why(
    focus: brief.Focus, code: str, objection: str
) -> None:
    made = brief.rewritten(focus, code)
    assert isinstance(made, str)
    assert objection in made


def test_an_answer_replaces_the_function_and_nothing_else(focus: brief.Focus) -> None:
    made = brief.rewritten(focus, GOOD)
    assert isinstance(made, bytes)
    assert made == focus.text.replace(focus.code.encode(), GOOD.encode()).replace(
        b"#include <zlib.h>\n", b'#include <zlib.h>\n#include "accel_offload.h"\n'
    )


def test_the_support_file_follows_from_the_region(every: list[tuple[Ground, brief.Focus]]) -> None:
    for _, focus in every:
        recipe = RECIPES[support_for(focus.region)]
        assert recipe.device in focus.region.devices
        assert recipe.name == focus.recipe


# --- a run with them ----------------------------------------------------------------------------------------


class Scripted:
    """Writes a typo, mends it when told, then turns a knob; says nothing sensible of anything else."""

    def __init__(self) -> None:
        self.prompts: list[str] = []

    def __call__(self, messages: list[ModelMessage], info: AgentInfo) -> ModelResponse:
        asked = str(messages[0].parts[0].content)
        self.prompts.append(asked)
        retried = str(messages[-1].parts[0].content) if len(messages) > 1 else ""
        return ModelResponse(parts=[ToolCallPart(info.output_tools[0].name, self.answer(asked, retried))])

    def answer(self, asked: str, retried: str) -> dict[str, Any]:
        if "Knobs, with their values" in asked:
            # The first is what the candidate has already: it is told so, and says another.
            return {"limit": "waiting", "knob": "depth", "value": 16 if "already" in retried else 8}
        if "Answer with the function mended" in asked:
            return {"plan": "whole buffer", "code": GOOD}
        if "The function does" in asked:
            return {"plan": "whole buffer", "code": GOOD.replace("produced, block", "produced_, block")}
        if "Goal of the application" in asked:
            return {"explanation": "It is what there is.", "risks": [], "alternatives": []}
        return {"operation": None, "size_text": "", "frequency": "unknown"}


def written(result: Run) -> list[Trial]:
    return [t for t in result.services[0].trials if t.candidate.proposer == "llm"]


def test_a_function_is_written_mended_by_the_log_and_tuned_by_the_counters(tmp_path: Path) -> None:
    spec = make_service(
        tmp_path / "app", SPEC.replace(", output_size <= 1.40x", "").replace("./pack 40", "./pack 12")
    )
    model = Scripted()

    def adviser(store: Store) -> ModelAdviser:
        return ModelAdviser(Session.over(SETTINGS, store, FunctionModel(model)))

    result = Pipeline(load_spec(spec), tmp_path / "run", OPTIONS, _Quiet(), adviser).run()
    first, second, third = written(result)
    assert isinstance(first.outcome, Rejected)
    assert first.outcome.stage == "build"
    assert any("produced_" in p and "undeclared" in p for p in model.prompts)
    assert isinstance(second.outcome, Measured), second.outcome
    assert second.outcome.counters is not None
    assert second.outcome.counters.device_ops > 0
    assert third.candidate.design.knobs == (("depth", 16),)
    assert third.candidate.patch == second.candidate.patch


class _Quiet:
    def stage(self, service: str, text: str) -> None: ...

    def node(self, service: str, trial: Trial) -> None: ...
