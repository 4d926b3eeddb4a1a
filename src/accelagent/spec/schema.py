"""The shapes of the specification's mappings: the loader takes its keys from them, editors the JSON Schema."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

from accelagent.domain import Budget, Composition, Metric, Workload
from accelagent.units import SECONDS

Schema: TypeAlias = dict[str, object]
NAME = r"[A-Za-z][A-Za-z0-9_-]{0,62}"
_NUMBER = r"\d+(\.\d+)?([eE][+-]?\d+)?"
_METRIC = "|".join(Metric)
_BOUND = rf"(\s*(<=|≤|>=|≥)\s*{_NUMBER}\s*\S+)"


@dataclass(frozen=True, slots=True)
class Shape:
    """A mapping with these keys and no others."""

    description: str
    properties: Mapping[str, Schema]
    required: tuple[str, ...] = ()

    def schema(self) -> Schema:
        return {
            "type": "object",
            "description": self.description,
            "properties": dict(self.properties),
            "required": list(self.required),
            "additionalProperties": False,
        }


def _text(description: str, **more: object) -> Schema:
    return {"type": "string", "minLength": 1, "description": description, **more}


def _texts(description: str, **item: object) -> Schema:
    return {"type": "array", "description": description, "items": {"type": "string", "minLength": 1, **item}}


def _count(description: str, **more: object) -> Schema:
    return {"type": "integer", "minimum": 1, "description": description, **more}


def _named(description: str, value: Schema) -> Schema:
    return {
        "type": "object",
        "description": description,
        "minProperties": 1,
        "propertyNames": {"pattern": f"^{NAME}$"},
        "additionalProperties": value,
    }


_DURATION = rf"^\s*{_NUMBER}\s*({'|'.join(SECONDS)})\s*$"

WORKLOAD = Shape(
    "How to drive the service: a command that ends by itself.",
    {
        "command": _text("Shell command, run in the source directory"),
        "items": {
            "type": "number",
            "exclusiveMinimum": 0,
            "description": "Items per run, when the command does not print `accel-metric items N UNIT`",
        },
        "unit": _text("What an item is, such as frame", pattern=f"^{NAME}$", default=Workload("").unit),
        "output": _text("File or directory in the source whose bytes are the output size"),
        "timeout": _text("Longest run, such as 120 s", pattern=_DURATION, default="120 s"),
        "held_out": _texts(
            "Commands of the same kind on other inputs and sizes: they judge, and nothing is tuned to them"
        ),
    },
    required=("command",),
)

ARM = Shape(
    "A control arm: the unmodified source under other commands.",
    {
        "description": _text("What it shows, in a few words"),
        "prepare": _text("Instead of the service's prepare"),
        "build": _text("Instead of the service's build"),
        "command": _text("Instead of the workload's command"),
    },
    required=(),
)

CONFIGURATION = Shape(
    "A change of configuration, tried as a candidate: the unmodified source in another environment.",
    {
        "description": _text("What it sets, in a few words"),
        "environment": _named(
            "Variables of every command of the service; {providers} stands for the folder of the emulator's OpenSSL provider",
            _text("A value"),
        ),
        "command": _text("Instead of the workload's command, such as with an option for jobs in flight"),
    },
    required=("environment",),
)

SERVICE = Shape(
    "One program: where its source is, how to build, test and drive it, and what to improve.",
    {
        "source": _text("Directory of the source, relative to this file"),
        "prepare": _text("Shell command run once per worktree before the first build, such as ./configure"),
        "build": _text("Shell command that builds the source in place"),
        "test": _text("Shell command that fails when the service is broken"),
        "verify": _text(
            "Shell command that compares outputs; {baseline} and {candidate} stand for the two directories"
        ),
        "workload": {"oneOf": [_text("The command alone"), WORKLOAD.schema()]},
        "devices": {
            **_texts("Devices it may use; all when absent", pattern=f"^{NAME}$"),
            "uniqueItems": True,
        },
        "objectives": {
            **_texts(
                "What to optimise and which bounds to hold",
                pattern=rf"^\s*((maximi[sz]e|minimi[sz]e)\s+({_METRIC})|({_METRIC}){_BOUND})\s*$",
            ),
            "minItems": 1,
        },
        "load": _text("Offered load, such as 900 frame/s"),
        "calls": {
            **_named("Requests to other services per own request", {"type": "number", "exclusiveMinimum": 0}),
            "minProperties": 0,
        },
        "exclude": _texts("Globs of files, relative to the source, that no candidate may touch"),
        "allow": {
            **_texts("Changes that need your word: crypto lets candidates change who does cryptography"),
            "items": {"enum": ["crypto"]},
            "uniqueItems": True,
        },
        "configurations": _named("Changes of configuration by name", CONFIGURATION.schema()),
        "arms": _named("Control arms by name, measured beside the candidates", ARM.schema()),
    },
    required=("source", "build", "workload", "objectives"),
)

DEVICE = Shape(
    "A device of the host.",
    {
        "model": _text("Model in the device catalogue (`accelagent devices list`), such as qat-4xxx"),
        "count": _count("How many of it a host has", default=1),
        "engines": _count("How many engines of each the application has; the rest belongs to others"),
    },
    required=("model",),
)

BUDGET = Shape(
    "When the search stops.",
    {
        "trials": _count("Candidates evaluated over all services", default=Budget().trials),
        "wall": _text("Time, such as 20min", pattern=_DURATION, default=f"{Budget().wall_s / 60:.0f}min"),
    },
)

COMPOSITION = Shape(
    "How all services are run together to prove the plan.",
    {
        "command": _text(
            "Shell command that drives all services at once and prints `accel-metric SERVICE.NAME VALUE UNIT`; "
            "{SERVICE} stands for the directory of a built service, {here} for this file's; "
            "when absent, every service's own workload runs"
        ),
        "timeout": _text(
            "Longest run, such as 120 s", pattern=_DURATION, default=f"{Composition().timeout:.0f} s"
        ),
        "rounds": _count("Interleaved runs of each combination", default=Composition().rounds),
    },
)

SPECIFICATION = Shape(
    "Specification of an application for AccelAgent.",
    {
        "version": {"const": 1, "description": "Version of the specification language"},
        "application": _text("Name of the application", pattern=f"^{NAME}$"),
        "services": _named("The application's services by name", SERVICE.schema()),
        "devices": _named(
            "The host's devices by name", {"oneOf": [_text("The catalogue model alone"), DEVICE.schema()]}
        ),
        "goal": _text(
            "What to optimise over all services, subject to which bounds; needed from two services on",
            pattern=r"^\s*(maximi[sz]e|minimi[sz]e)\s",
        ),
        "composition": COMPOSITION.schema(),
        "power": _named(
            "Watts while busy, for goals that speak of energy: of one host core (core) and of devices by name",
            {"type": "number", "exclusiveMinimum": 0},
        ),
        "budget": BUDGET.schema(),
    },
    required=("version", "application", "services", "devices"),
)


def json_schema() -> Schema:
    """The JSON Schema (draft 2020-12) of the specification, for editors; the loader checks more than it can say."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "AccelAgent specification",
        **SPECIFICATION.schema(),
    }
