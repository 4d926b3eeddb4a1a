"""Conversations within limits: every failure of a model is counted and told, none reaches the run."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Any, TypeVar

from accelagent.agents.models import build, redacted
from accelagent.options import ModelSettings, Output
from accelagent.store import Store

if TYPE_CHECKING:
    from pydantic import BaseModel
    from pydantic_ai.models import Model

    from accelagent.agents.record import Place

T = TypeVar("T", bound="BaseModel")
_GIVE_UP = 3  # failures in a row after which the model counts as down
_NONSENSE = (
    9  # answers in a row that fit no form, after which it counts as unfit: a small model gives some such
)


@dataclass
class Session:
    """One run's dealings with a model. `ask` gives None when there is no usable answer; `notes` say why."""

    settings: ModelSettings
    model: Model
    place: Place
    failures: Counter[str] = field(default_factory=Counter)
    asked: int = 0
    tokens: int = 0
    dollars: float = 0.0
    waited_s: float = 0.0
    stopped: str = ""
    _in_a_row: int = 0  # what failures since the last answer weigh
    _failed_in_a_row: int = 0

    @classmethod
    def over(cls, settings: ModelSettings, store: Store, model: Model | None = None) -> Session:
        """Ask the settings' model (or `model`), recording every exchange in the run's store."""
        from accelagent.agents.record import Place, Recorded

        place = Place()
        return cls(settings, Recorded(model or build(settings), store, place), place)

    @classmethod
    def replaying(cls, settings: ModelSettings, recording: Store) -> Session:
        """Answer from another run's record; nothing is asked of any network."""
        from accelagent.agents.record import KIND

        return cls.answered(settings, lambda key: recording.get(KIND, key))

    @classmethod
    def answered(cls, settings: ModelSettings, look_up: Callable[[str], Any]) -> Session:
        """Answer from whatever holds exchanges by key, None where it has none."""
        from accelagent.agents.record import Place, Replayed

        place = Place()
        return cls(settings, Replayed(look_up, place), place)

    def ask(
        self,
        asker: str,
        instructions: str,
        prompt: str,
        form: type[T],
        *,
        tools: Sequence[Callable[..., str]] = (),
        check: Callable[[T], str] | None = None,
        most: int | None = None,
    ) -> T | None:
        """An answer of the form that `check` has nothing against ("" is nothing); it is asked once more when it has.

        `most` is how many tokens it may have, so that a model which repeats itself is cut off.
        """
        if self.stopped:
            return None
        self.place.asker = asker
        started = time.monotonic()
        try:
            return asyncio.run(self._ask(instructions, prompt, form, tools, check, most))
        except Exception as error:  # noqa: BLE001 (whatever a provider's library raises must not end the run)
            self._failed(asker, error)
            return None
        finally:
            self.waited_s += time.monotonic() - started
            self._check_budget()

    async def _ask(
        self,
        instructions: str,
        prompt: str,
        form: type[T],
        tools: Sequence[Callable[..., str]],
        check: Callable[[T], str] | None,
        most: int | None,
    ) -> T:
        from pydantic_ai import Agent, ModelRetry, RunUsage, UsageLimits
        from pydantic_ai.settings import ModelSettings as Sent

        sent = Sent(temperature=self.settings.temperature)
        if most is not None:
            sent["max_tokens"] = most

        agent: Agent[None, T] = Agent(
            self.model,
            output_type=self._form(form),
            instructions=instructions,
            tools=list(tools),
            retries=1,
            model_settings=sent,
        )
        if check is not None:

            @agent.output_validator
            def valid(answer: T) -> T:
                objection = check(answer)
                if objection:
                    raise ModelRetry(objection)
                return answer

        left = UsageLimits(
            request_limit=min(12, self.settings.requests - self.asked),
            total_tokens_limit=self.settings.tokens - self.tokens,
            cost_limit=None
            if self.settings.dollars is None
            else Decimal(str(self.settings.dollars - self.dollars)),
        )
        usage = RunUsage()
        try:
            left_s = min(self.settings.answer_s, self.settings.seconds - self.waited_s)
            # Entering the model closes its connections afterwards: each question has an event loop of its own.
            async with self.model, asyncio.timeout(left_s):
                done = await agent.run(prompt, usage_limits=left, usage=usage)
        finally:
            self.asked += usage.requests
            self.tokens += usage.total_tokens
        self._in_a_row = self._failed_in_a_row = 0
        return done.output

    def _form(self, form: type[T]) -> Any:
        from pydantic_ai import NativeOutput, PromptedOutput

        if self.settings.output in (Output.NATIVE, Output.JSON_OBJECT):
            return NativeOutput(form)
        return PromptedOutput(form) if self.settings.output is Output.PROMPTED else form

    def _failed(self, asker: str, error: Exception) -> None:
        from pydantic_ai.exceptions import UsageLimitExceeded

        kind = _KINDS.get(type(error).__name__, type(error).__name__)
        self._failed_in_a_row += 1
        self.failures[f"{kind}: {redacted(' '.join(str(error).split()))[:160]}"] += 1
        if isinstance(error, UsageLimitExceeded):
            self.stopped = "its budget is spent"
            return
        self._in_a_row += _NONSENSE // _GIVE_UP if kind != _UNFIT else 1
        if self._in_a_row >= _NONSENSE:
            self.stopped = f"{self._failed_in_a_row} failures in a row"

    def _check_budget(self) -> None:
        limits = (
            (self.asked >= self.settings.requests, f"{self.settings.requests} requests made"),
            (self.tokens >= self.settings.tokens, f"{self.settings.tokens} tokens used"),
            (self.waited_s >= self.settings.seconds, f"{self.settings.seconds:.0f} s waited"),
        )
        if not self.stopped:
            self.stopped = next((why for reached, why in limits if reached), "")

    @property
    def notes(self) -> tuple[str, ...]:
        """What the report says of the model: use, failures, and why it was asked no more."""
        said = [
            f"model {self.settings.model}: {self.asked} requests, {self.tokens} tokens, {self.waited_s:.0f} s"
        ]
        said += [f"model: {count} x {kind}" for kind, count in self.failures.items()]
        drift = getattr(self.model, "drift", 0)
        if drift:
            said.append(f"model: {drift} questions read otherwise than when the answers were recorded")
        return (*said, f"model: asked no more: {self.stopped}") if self.stopped else tuple(said)


_UNFIT = "no usable answer"
_KINDS = {
    "TimeoutError": "no answer in time",
    "UnexpectedModelBehavior": _UNFIT,
    "ModelHTTPError": "the server refused",
    "ModelAPIError": "the server cannot be reached",
    "ModelConnectionError": "the server cannot be reached",
    "ContentFilterError": "declined to answer",
    "UsageLimitExceeded": "limit reached",
    "Missing": "not in the recording",
}
