"""What a model may try before it answers: build, test or measure a draft, in the sandbox and by the gates of every candidate.

A draft is no node and costs no trial; how many there are per answer is limited, and what they say goes back as data.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from threading import Lock

from accelagent.agents.edits import Edit
from accelagent.agents.feedback import normalised
from accelagent.agents.tools import marked
from accelagent.codegen.explore import Attempt
from accelagent.domain import Counters, Measured, Outcome, Patch, Proposal

MOST = 4  # drafts per answer


@dataclass
class Trying:
    """The drafts of one answer."""

    attempt: Attempt
    patch_of: Callable[[Sequence[Edit]], Patch | str]
    left: int = MOST
    _alone: Lock = field(default_factory=Lock)  # a model may call tools at the same time; the gates take one

    def tools(self) -> tuple[Callable[..., str], ...]:
        """As functions that a model is offered."""

        def try_build(edits: list[Edit]) -> str:
            """Build the service with these edits; compiler messages, or that it builds. Nothing is kept."""
            return self._said(edits, "build", offloads=False)

        def run_tests(edits: list[Edit]) -> str:
            """Build the service with these edits and run its tests; what fails, or that they pass. Nothing is kept."""
            return self._said(edits, "test", offloads=False)

        def profile_edits(edits: list[Edit], offloads: bool) -> str:
            """Put these edits through the quick gates: ratios to the unmodified service and counters. Nothing is kept."""
            return self._said(edits, "profile", offloads=offloads)

        return try_build, run_tests, profile_edits

    def _said(self, edits: list[Edit], through: str, *, offloads: bool) -> str:
        patch = self.patch_of(edits)
        if isinstance(patch, str):
            return f"the edits do not apply: {patch}"
        with self._alone:
            if self.left <= 0:
                return f"no more drafts for this answer; allowed: {MOST}"
            self.left -= 1
            outcome = self.attempt(Proposal(patch, offloads), through)
        return _told(outcome, through)


def _told(outcome: Outcome, through: str) -> str:
    if not isinstance(outcome, Measured):
        log = marked("log", normalised(outcome.log))
        return f"rejected at {outcome.stage}: {outcome.reason}\n{log}"
    if through != "profile":
        return f"{through}: passed"
    ratios = ", ".join(f"{e.metric} {e.ratio:.3g}x ({e.low:.3g} to {e.high:.3g})" for e in outcome.estimates)
    counters = outcome.counters or Counters()
    counted = {n: v for n in counters.__dataclass_fields__ if (v := getattr(counters, n))}
    return f"passed; of the unmodified service: {ratios}; counters: {counted}"
