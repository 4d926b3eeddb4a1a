"""The published JSON Schemas of the specification and of every JSON output."""

from __future__ import annotations

import json
from importlib.resources import files
from typing import Any

_SUFFIX = ".schema.json"


def schema_names() -> list[str]:
    """Names that `load_schema` knows, sorted."""
    return sorted(f.name.removesuffix(_SUFFIX) for f in files(__name__).iterdir() if f.name.endswith(_SUFFIX))


def load_schema(name: str) -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of that name; KeyError lists the names there are."""
    if name not in schema_names():
        raise KeyError(f"no schema '{name}'; allowed: {', '.join(schema_names())}")
    schema: dict[str, Any] = json.loads((files(__name__) / f"{name}{_SUFFIX}").read_text(encoding="utf-8"))
    return schema
