"""Automatic mutants of patches that the gates accept: how many of them the gates reject."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from accelagent.bench._mutate import Mutant, mutants
from accelagent.bench._packer import packer, patch_of
from accelagent.bench._part import Figure, Part
from accelagent.bench._reached import reached
from accelagent.domain import Candidate, Design, Kind, Outcome, Patch, Rejected, Tier, candidate_id
from accelagent.errors import ToolchainError
from accelagent.evaluation.evaluator import Evaluator
from accelagent.evaluation.oracle import Oracle, support_file

COUNT = 210
SEED = 1
RECIPES = ("offload-sync", "offload-async", "incore-isal")
_KNOBS = {"min_bytes": 4096}
_SHOWN = 20  # survivors in the note; all of them are among the samples
_LIMIT_S = 6.0  # of one run of the oracle, or so many times what the unmutated file takes:
_SLOWER = 4.0
_FAULTS = (
    "absent",
    "full,error,overflow",
    "reset-early",
    "hang-early",
    "reset",
    "hang",
)  # several at once cost as one


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of a mutant; `by` is the stage and pattern that killed it, empty for a survivor."""

    mutant: Mutant
    by: str
    equivalent: str = ""  # why it is no fault


def run() -> tuple[Figure, ...]:
    """Mutants, those killed, their ratio, and those that are equivalent to the unmutated patch."""
    return figures(list(judge(COUNT, SEED)))


def figures(verdicts: list[Verdict]) -> tuple[Figure, ...]:
    """The figures of judged mutants; equivalent ones count neither way."""
    real = [v for v in verdicts if not v.equivalent]
    killed = [v for v in real if v.by]
    lost = [v.mutant.what for v in real if not v.by]
    note = f"{len(lost)} survive" + (": " + "; ".join(lost[:_SHOWN]) if lost else "")
    stages = Counter(v.by for v in killed)
    same = Counter(v.equivalent for v in verdicts if v.equivalent)
    return (
        Figure("mutants", len(real), "", None, tuple(sorted(Counter(v.mutant.kind for v in real).items()))),
        Figure(
            "killed",
            len(killed),
            "",
            None,
            tuple(stages.most_common()),
            note="samples: by which stage and pattern",
        ),
        Figure("kill_ratio", len(killed) / len(real) if real else None, "", None, tuple(lost), 0.98, note),
        Figure("equivalent", len(verdicts) - len(real), "", None, tuple(same.items()), note="samples: why"),
    )


def judge(count: int, seed: int) -> Iterator[Verdict]:
    """Mutants of the support file of every recipe, each through the gates until one rejects it."""
    with packer(seed, streams=True) as evaluator:
        evaluator.baseline()
        oracle = Oracle(evaluator.bench, checked=False, limit_s=_LIMIT_S)
        for turn, recipe in enumerate(RECIPES):
            patch = patch_of(evaluator, recipe)
            support = support_file(patch)
            assert support is not None, "every recipe writes a support file"
            share = count // len(RECIPES) + (turn < count % len(RECIPES))
            plain = evaluator.bench.builder.candidate(patch, clean=False).programs
            design = Design(recipe).with_knobs(**_KNOBS)
            schedules = ("", *(_FAULTS if "offload" in recipe else ()))
            oracle.limit_s = max(_LIMIT_S, _SLOWER * _slowest(evaluator, patch, design, schedules))
            lines = reached(oracle, patch, design, schedules)
            for mutant in mutants(support[1], share, seed + turn, lines):
                yield _judged(evaluator, oracle, patch, support[0], mutant, recipe, plain)


def _slowest(evaluator: Evaluator, patch: Patch, design: Design, schedules: Sequence[str]) -> float:
    """Seconds of the longest run of the oracle on the unmutated file, which has to pass."""
    oracle, longest = Oracle(evaluator.bench, checked=False), 0.0
    for faults in schedules:
        started = time.monotonic()
        answer = oracle(patch, design, faults=faults)
        if answer.failed:
            raise ToolchainError(f"the unmutated support file under {faults or 'no fault'}: {answer.detail}")
        longest = max(longest, time.monotonic() - started)
    return longest


def _judged(
    evaluator: Evaluator, oracle: Oracle, patch: Patch, path: str, mutant: Mutant, recipe: str, plain: str
) -> Verdict:
    """The cheap gate first: most faults break an operation, and no other gate is needed to see it."""
    text = mutant.text
    changed = replace(patch, files=tuple((p, text if p == path else t) for p, t in patch.files))
    design = Design(recipe).with_knobs(**_KNOBS)
    for faults in ("", *(_FAULTS if "offload" in recipe else ())):
        answer = oracle(changed, design, faults=faults)
        if answer.failed:
            return Verdict(mutant, f"{'faults' if faults else 'verify'}: {answer.pattern}")
    built = evaluator.bench.builder.candidate(changed, clean=False)
    if built.finished.ok and built.programs == plain:
        return Verdict(mutant, "", "the same program: the compiler removes the difference")
    name = candidate_id("packer", design, changed)
    candidate = Candidate(name, "packer", Kind.LEAF, design, ("maximize throughput",), (), changed)
    outcome: Outcome = evaluator.evaluate(candidate, Tier.FULL)
    return Verdict(mutant, f"{outcome.stage}: {outcome.pattern}" if isinstance(outcome, Rejected) else "")


PART = Part(
    "mutants",
    "how many faulty variants of accepted patches the gates reject",
    run,
    "Emulated. Faults in statistics and in what only speed depends on are not made: no gate on correctness could tell them.",
)
