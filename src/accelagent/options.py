"""What the command line adds to a specification: stored with a run, so that it resumes alike."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from accelagent.domain import Tier


class Output(StrEnum):
    """How a model is made to answer with a structure; servers differ in what they hold to."""

    TOOL = "tool"  # a call of a final tool: most hosted models
    NATIVE = "native"  # response_format json_schema
    JSON_OBJECT = "json-object"  # response_format json_object with a schema: llama.cpp's Python server
    PROMPTED = "prompted"  # the schema in the prompt, text back


class Writes(StrEnum):
    """What a model proposes: its own code, or a choice among the recipes' designs, which small models manage better."""

    CODE = "code"
    DESIGNS = "designs"


class Prompts(StrEnum):
    """How much a model that writes code is told at a time."""

    FULL = "full"  # a service's regions, the recipes' patch, tools; the answer is edits of any files
    BRIEF = "brief"  # one function and what it may call; the answer is that function: small or slow models


@dataclass(frozen=True, slots=True)
class ModelSettings:
    """`model` is PROVIDER:NAME as pydantic-ai spells it; several, comma-separated, fall back in order.

    With `base_url` any OpenAI-compatible server. Limits are over the whole run; money in US dollars where the
    price is known.
    """

    model: str
    base_url: str = ""
    output: Output = Output.TOOL
    requests: int = 60
    tokens: int = 1_000_000
    dollars: float | None = None
    seconds: float = 900.0  # waiting for the model, in all
    answer_s: float = 180.0  # one answer with its tool calls
    attempts: int = 3  # patches per objective (with brief prompts: and region), repairs included
    temperature: float = 0.2
    writes: Writes = Writes.CODE
    prompts: Prompts = Prompts.FULL


@dataclass(frozen=True, slots=True)
class Options:
    """Stored with the run, so that it resumes alike."""

    backend: str = "auto"  # auto | emulated | helper-core | hardware
    gates: Tier = Tier.FULL
    seed: int = 1
    trials: int | None = None  # None: the specification's budget
    corner: str = "mid"  # low | mid | high
    unsafe: bool = False
    proposers: tuple[str, ...] = ("recipes",)  # recipes | llm
    model: ModelSettings | None = None
    replay: Path | None = None  # the run whose recorded answers stand in for the model
