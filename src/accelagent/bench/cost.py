"""What a trial costs beyond the program's own build and runs, and how sure the rule of accepted changes is."""

from __future__ import annotations

import time
from dataclasses import replace
from statistics import median
from typing import Any

from accelagent.bench._packer import packer, patch_of
from accelagent.bench._part import Figure, Part
from accelagent.domain import Candidate, Design, Kind, Rejected, Tier, candidate_id
from accelagent.errors import BaselineError
from accelagent.evaluation.evaluator import Evaluator
from accelagent.evaluation.power import PAIRS, TRIALS, drifting, error_rates
from accelagent.evaluation.sandbox import Sandbox
from accelagent.process import Finished

_TRIALS = 6
_RECIPE = "incore-isal"


def run() -> tuple[Figure, ...]:
    """Seconds of a quick trial that no command of the service accounts for; rebuilds; error rates of the rule."""
    with packer() as evaluator:
        evaluator.baseline()
        _watch(evaluator)
        patch = patch_of(evaluator, _RECIPE)
        overheads, builds = [], []
        for level in range(_TRIALS):
            design = Design(_RECIPE).with_knobs(incore_level=level % 4, turn=level)
            candidate = Candidate(
                candidate_id("packer", design, patch), "packer", Kind.LEAF, design, (), (), patch
            )
            before = len(evaluator.bench.builder.built)
            started, _Timed.seconds = time.monotonic(), 0.0
            outcome = evaluator.evaluate(candidate, Tier.QUICK)
            overheads.append(time.monotonic() - started - _Timed.seconds)
            if isinstance(outcome, Rejected):
                raise BaselineError(f"packer: {outcome.stage}: {outcome.reason}")
            builds.append(len(evaluator.bench.builder.built) - before)
    rates = error_rates(drifting)
    said = f"simulated: {PAIRS} pairs, {TRIALS} comparisons, drift as models.md section 5"
    return (
        Figure("overhead_s_per_trial", median(overheads), "s", "wall", tuple(overheads), 0.5),
        Figure("builds_per_knob_change", max(builds[1:]), "", None, tuple(builds), 0),
        Figure("aa_false_positive", rates.false_positive, "", None, (), 0.05, said),
        Figure("power", rates.power, "", None, (), 0.90, f"{said}, effect {rates.effect - 1:.0%}"),
    )


class _Timed(Sandbox):
    """A sandbox that adds up how long its commands take, the box itself included."""

    seconds = 0.0

    def run(self, command: str, **more: Any) -> Finished:
        finished = super().run(command, **more)
        _Timed.seconds += finished.seconds
        return finished


def _watch(evaluator: Evaluator) -> None:
    """Let every command of this evaluator go through a timed sandbox."""
    bench = evaluator.bench
    plain = bench.runner.sandbox
    timed = _Timed(plain.unsafe, plain.appetite, plain.hidden, plain.real_devices)
    bench.runner = bench.builder.runner = replace(bench.runner, sandbox=timed)


PART = Part(
    "cost",
    "what a trial costs beyond the service's own build and runs",
    run,
    "Measured while nothing else should run: a busy machine's waiting is counted as overhead. Starting the sandbox counts as the command's.",
)
