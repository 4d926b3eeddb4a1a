"""What a trial costs beyond the program's own build and runs, and how sure the rule of accepted changes is."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from statistics import median
from typing import Any, ClassVar

from accelagent.bench._packer import packer, patch_of
from accelagent.bench._part import Figure, Part
from accelagent.domain import Candidate, Design, Gate, Kind, Rejected, Tier, candidate_id
from accelagent.errors import BaselineError
from accelagent.evaluation.evaluator import Evaluator
from accelagent.evaluation.power import PAIRS, TRIALS, drifting, error_rates
from accelagent.evaluation.profile import PROOF
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
        overheads, own, builds = [], [], []
        parts: list[Mapping[str, float]] = []
        for level in range(_TRIALS):
            design = Design(_RECIPE).with_knobs(incore_level=level % 4, turn=level)
            candidate = Candidate(
                candidate_id("packer", design, patch), "packer", Kind.LEAF, design, (), (), patch
            )
            before = len(evaluator.bench.builder.built)
            _Timed.commands = []
            started, cpu = time.monotonic(), time.process_time()
            outcome = evaluator.evaluate(candidate, Tier.QUICK)
            ended = time.monotonic()
            own.append(time.process_time() - cpu)
            overheads.append(ended - started - sum(end - begin for begin, end in _Timed.commands))
            parts.append(_parts(outcome.gates, ended, overheads[-1]))
            if isinstance(outcome, Rejected):
                raise BaselineError(f"packer: {outcome.stage}: {outcome.reason}")
            builds.append(len(evaluator.bench.builder.built) - before)
    rates = error_rates(drifting)
    full = error_rates(drifting, pairs=PROOF[0], then=PROOF[1])
    said = f"simulated: {PAIRS} pairs, {TRIALS} comparisons, drift as models.md section 5"
    return (
        Figure("overhead_s_per_trial", median(overheads), "s", "wall", tuple(overheads), 0.5),
        Figure(
            "overhead_cpu_s_per_trial",
            median(own),
            "s",
            "wall",
            tuple(own),
            None,
            "processor time of AccelAgent itself",
        ),
        Figure("overhead_parts", None, "s", "wall", _medians(parts), note="samples: gate, median seconds"),
        Figure("builds_per_knob_change", max(builds[1:]), "", None, tuple(builds), 0),
        Figure("aa_false_positive", rates.false_positive, "", None, (), 0.05, said),
        Figure("power", rates.power, "", None, (), 0.90, f"{said}, effect {rates.effect - 1:.0%}"),
        Figure(
            "power_full_tier",
            full.power,
            "",
            None,
            (),
            0.90,
            f"the same with {PROOF[0]} pairs, {PROOF[1]} where undecided",
        ),
        Figure("aa_false_positive_full_tier", full.false_positive, "", None, (), 0.05, "of that rule"),
    )


def _parts(gates: Sequence[Gate], ended: float, whole: float) -> Mapping[str, float]:
    """Seconds of the overhead by gate; gates follow one another up to the trial's end, and the rest is beside them."""
    found: dict[str, float] = {}
    for gate in reversed(gates):
        begun = ended - gate.seconds
        inside = sum(max(0.0, min(end, ended) - max(begin, begun)) for begin, end in _Timed.commands)
        found[gate.name] = max(0.0, gate.seconds - inside)
        ended = begun
    found["beside the gates"] = max(0.0, whole - sum(found.values()))
    return found


def _medians(parts: Sequence[Mapping[str, float]]) -> tuple[tuple[str, float], ...]:
    """The median of each part over the trials, the dearest first."""
    names = {name for part in parts for name in part}
    rows = ((name, median(part.get(name, 0.0) for part in parts)) for name in names)
    return tuple(sorted(rows, key=lambda row: (-row[1], row[0])))


class _Timed(Sandbox):
    """A sandbox that notes when its commands begin and end, the box itself included."""

    commands: ClassVar[list[tuple[float, float]]] = []

    def run(self, command: str, **more: Any) -> Finished:
        finished = super().run(command, **more)
        now = time.monotonic()
        _Timed.commands.append((now - finished.seconds, now))
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
