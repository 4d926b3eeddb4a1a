"""What the command line adds to a specification."""

from __future__ import annotations

from dataclasses import dataclass

from accelagent.domain import Tier


@dataclass(frozen=True, slots=True)
class Options:
    """Stored with the run, so that it resumes alike."""

    backend: str = "auto"  # auto | emulated | hardware
    gates: Tier = Tier.FULL
    seed: int = 1
    trials: int | None = None  # None: the specification's budget
    corner: str = "mid"  # low | mid | high
    unsafe: bool = False
