"""Every exchange with a model, written down as it happens and answered from the record on replay."""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from pydantic_ai.messages import ModelMessage, ModelMessagesTypeAdapter, ModelResponse
from pydantic_ai.models import Model, ModelRequestParameters
from pydantic_ai.models.wrapper import WrapperModel
from pydantic_ai.settings import ModelSettings as Settings

from accelagent.store import Store

KIND = "exchange"
_VARYING = frozenset(
    {"timestamp", "run_id", "conversation_id", "tool_call_id", "metadata", "provider_response_id"}
)


class Missing(Exception):
    """The recording has no answer for this question."""


@dataclass
class Place:
    """Where in the run the next question stands: asker and how many it has asked."""

    asker: str = ""
    counts: dict[str, int] = field(default_factory=dict)

    def next(self) -> str:
        """A key that the same run, run again, gives again."""
        number = self.counts.get(self.asker, 0)
        self.counts[self.asker] = number + 1
        return f"{self.asker}/{number}"


class Recorded(WrapperModel):
    """Asks the wrapped model, or takes the answer that an interrupted run already has."""

    def __init__(self, wrapped: Model, store: Store, place: Place) -> None:
        super().__init__(wrapped)
        self.store = store
        self.place = place

    async def request(
        self,
        messages: list[ModelMessage],
        model_settings: Settings | None,
        model_request_parameters: ModelRequestParameters,
    ) -> ModelResponse:
        key, asked = self.place.next(), fingerprint(messages, model_request_parameters)
        known = self.store.get(KIND, key)
        if known is not None and known["asked"] == asked:
            return _response(known)
        started = time.monotonic()
        response = await self.wrapped.request(messages, model_settings, model_request_parameters)
        exchange = {
            "asked": asked,
            "model": response.model_name or self.model_name,
            "prompt": plain(messages),
            "answer": json.loads(ModelMessagesTypeAdapter.dump_json([response])),
            "input_tokens": response.usage.input_tokens,
            "output_tokens": response.usage.output_tokens,
            "dollars": _price(response),
            "seconds": round(time.monotonic() - started, 3),
        }
        self.store.append(KIND, key if known is None else f"{key}#{asked[:8]}", exchange)
        return response


class Replayed(Model):
    """Answers from a recording alone; `drift` counts questions that read otherwise than when they were recorded."""

    def __init__(self, look_up: Callable[[str], Any], place: Place) -> None:
        super().__init__()
        self._look_up = look_up
        self._place = place
        self.drift = 0

    @property
    def model_name(self) -> str:
        return "replay"

    @property
    def system(self) -> str:
        return "replay"

    async def request(
        self,
        messages: list[ModelMessage],
        model_settings: Settings | None,
        model_request_parameters: ModelRequestParameters,
    ) -> ModelResponse:
        key = self._place.next()
        known = self._look_up(key)
        if known is None:
            raise Missing(f"the recording has no answer for {key}")
        self.drift += known["asked"] != fingerprint(messages, model_request_parameters)
        return _response(known)


def saved(store: Store) -> str:
    """The record's exchanges as a file to keep: by key, one a line, without the prompts, whose fingerprints stay."""
    found = zip(store.keys(KIND), store.all(KIND), strict=True)
    lines = (
        json.dumps({"key": k, **_without({n: v for n, v in e.items() if n != "prompt"})}, sort_keys=True)
        for k, e in found
    )
    return "".join(f"{line}\n" for line in lines)


def loaded(text: str) -> dict[str, Any]:
    """Exchanges by key, from what `saved` gave."""
    return {found.pop("key"): found for line in text.splitlines() if (found := json.loads(line))}


def restored(store: Store, text: str) -> None:
    """Put what `saved` gave back into a store: what was asked before the interruption is not asked again."""
    for key, exchange in loaded(text).items():
        store.append(KIND, key, exchange)


def fingerprint(messages: list[ModelMessage], parameters: ModelRequestParameters) -> str:
    """A name for what was asked: texts, tool calls and schemas, without ids and times."""
    tools = [[t.name, t.parameters_json_schema] for t in parameters.function_tools + parameters.output_tools]
    text = json.dumps([plain(messages), tools], sort_keys=True, default=str)
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()


def plain(messages: list[ModelMessage]) -> Any:
    """Messages as JSON without what differs between equal conversations."""
    return _without(json.loads(ModelMessagesTypeAdapter.dump_json(messages)))


def _without(value: Any) -> Any:
    if isinstance(value, dict):
        return {k: _without(v) for k, v in value.items() if k not in _VARYING and v is not None}
    return [_without(v) for v in value] if isinstance(value, list) else value


def _response(known: Any) -> ModelResponse:
    [message] = ModelMessagesTypeAdapter.validate_python(known["answer"])
    assert isinstance(message, ModelResponse)
    return message


def _price(response: ModelResponse) -> float | None:
    try:
        return float(response.cost().total_price)
    except (LookupError, AssertionError, ValueError, AttributeError):
        return None
