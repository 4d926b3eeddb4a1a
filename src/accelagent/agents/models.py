"""A pydantic-ai model for the settings: any provider it knows, or any OpenAI-compatible server."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from accelagent.errors import SpecError, ToolchainError
from accelagent.options import ModelSettings, Output

if TYPE_CHECKING:
    from pydantic_ai.models import Model

KEY = "ACCELAGENT_API_KEY"  # for --base-url; hosted providers read their own variables


def build(settings: ModelSettings) -> Model:
    """The model, or a chain of fallbacks; SpecError for a name nobody knows, ToolchainError when a package is missing."""
    names = [name.strip() for name in settings.model.split(",") if name.strip()]
    if not names:
        raise SpecError("--model: empty; allowed: PROVIDER:NAME such as anthropic:NAME or openai:NAME")
    try:
        models = [_one(name, settings) for name in names]
        if len(models) == 1:
            return models[0]
        from pydantic_ai.models.fallback import FallbackModel

        return FallbackModel(*models)
    except ImportError as error:
        raise ToolchainError(
            f"--model {settings.model}: {error.name or error} is not installed: pip install 'accelagent[llm]'"
        ) from error


def _one(name: str, settings: ModelSettings) -> Model:
    from pydantic_ai.exceptions import UserError
    from pydantic_ai.models import infer_model

    if settings.base_url:
        return _compatible(name.rpartition(":")[2], settings)
    try:
        return infer_model(name)
    except (UserError, ValueError) as error:
        raise SpecError(f"--model {name}: {redacted(' '.join(str(error).split()))[:240]}") from error


def _compatible(name: str, settings: ModelSettings) -> Model:
    from pydantic_ai.models.openai import OpenAIChatModel
    from pydantic_ai.providers.openai_compatible import OpenAICompatibleProvider

    kind: Any = OpenAIChatModel
    if settings.output is Output.JSON_OBJECT:

        class JsonObject(OpenAIChatModel):
            """llama.cpp's Python server takes the schema beside `json_object` and holds the answer to it."""

            def _map_json_schema(self, o: Any) -> Any:
                return {"type": "json_object", "schema": o.json_schema}

        kind = JsonObject
    key = os.environ.get(KEY, "none")
    provider = OpenAICompatibleProvider("openai-compatible", base_url=settings.base_url, api_key=key)
    model: Model = kind(name, provider=provider)
    return model


def redacted(text: str) -> str:
    """The text without any API key of this environment."""
    for name, value in os.environ.items():
        if len(value) >= 8 and ("KEY" in name or "TOKEN" in name or "SECRET" in name):
            text = text.replace(value, "***")
    return text
