"""Interleaved runs of baseline and candidate, in random order within each pair, and the estimates from them."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from accelagent.domain import Clock, Estimate, Metric, Tier, Workload
from accelagent.evaluation.gates import Answer, Bench, ended, failed
from accelagent.evaluation.metrics import Sample, sample, written_files
from accelagent.evaluation.running import Conditions, Observed
from accelagent.evaluation.sandbox import left_running
from accelagent.evaluation.stats import estimate

HELD_OUT_PAIRS = 3
PAIRS = {Tier.QUICK: 5, Tier.FULL: 11}
RACE = (3, 9)  # pairs of the quick tier: more only for who may still win
PROOF = (
    11,
    27,
)  # of the full tier: more only for an effect that is there in the median and not in the interval
PATIENCE_S = 1.5  # of one run of the workload, beyond which nobody waits for 27 pairs
_NOISE_S = 180.0  # for the A/A run of a slow workload
GoesOn = Callable[[tuple[Estimate, ...]], bool]


def noise_pairs(run_s: float) -> int:
    """Pairs of the A/A run for a workload that takes `run_s`: those of the full tier, fewer from 8 s on, at least 5."""
    fit = int(_NOISE_S / (2 * run_s)) if run_s > 0 else PAIRS[Tier.FULL]
    return max(PAIRS[Tier.QUICK], min(PAIRS[Tier.FULL], fit))


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two programs compared."""

    name: str
    tree: Path
    conditions: Conditions
    workload: Workload | None = None  # None: the service's


@dataclass(frozen=True, slots=True)
class Probe:
    """One run with its figures and what ran where."""

    sample: Sample
    observed: Observed


def probe(bench: Bench, side: Side, turn: int = 0) -> Probe | Answer:
    """Run the workload once; an answer says why there are no figures."""
    assert side.conditions.clock is not None, "a measured run needs a clock"
    work = side.workload or bench.service.workload
    if work.output is not None:
        _empty(side.tree, work.output, bench.modes)
    seen = bench.workload(side.tree, side.conditions, work, turn)
    if not seen.finished.ok:
        return ended(seen.finished, "crash", "workload")
    left = left_running(seen.finished)
    if side.name == "baseline":
        bench.left_running = max(bench.left_running, left)
    elif left > bench.left_running:
        return failed(f"the workload left {left} processes running", seen.finished.output, "left-running")
    if seen.forged:
        return failed(seen.forged, seen.finished.output, "forged-counters")
    figures = sample(seen, work, bench.cores, side.tree)
    if isinstance(figures, str):
        return failed(figures, seen.finished.output, "no-figures")
    return _uncharged(bench, side, seen) or Probe(figures, seen)


# What emulation may cost the processor beyond the record: software is at most so much slower than a device's engine.
_SLOWER_THAN_ENGINE = 20.0
_SOFTWARE_BYTES_PER_S = 20e6
_OPERATION_S = 50e-6
_SLACK_S = 0.15


def _uncharged(bench: Bench, side: Side, seen: Observed) -> Answer | None:
    """Processor time that the kernel counted and the program's own record leaves out: by whom, it does not say."""
    extra = seen.finished.cpu_s - seen.cpu_s
    if side.name == "baseline":
        bench.uncharged_s = max(bench.uncharged_s, extra)
        return None
    if bench.runner.sandbox.unsafe:
        return None  # orphans are not counted then
    counters = seen.counters
    emulation = _SLOWER_THAN_ENGINE * counters.device_busy_s + counters.device_bytes / _SOFTWARE_BYTES_PER_S
    allowed = 2 * bench.uncharged_s + emulation + counters.device_ops * _OPERATION_S + _SLACK_S
    if extra <= allowed + 0.25 * seen.cpu_s:
        return None
    said = f"the kernel counted {seen.finished.cpu_s:.2f} s of processor time, the record of the run {seen.cpu_s:.2f} s"
    return failed(said, "", "uncharged-cpu")


def compare(
    bench: Bench, baseline: Side, candidate: Side, pairs: int, *, warm: bool = False
) -> tuple[Estimate, ...] | Answer:
    """Estimates over `pairs` pairs after one discarded run of each side (`warm`: the candidate had its own)."""
    return race(bench, baseline, candidate, (pairs,), lambda _: False, warm=warm)


def race(
    bench: Bench,
    baseline: Side,
    candidate: Side,
    stages: Sequence[int],
    goes_on: GoesOn,
    *,
    warm: bool = False,
) -> tuple[Estimate, ...] | Answer:
    """As `compare`, over the first of `stages` pairs and on to the next ones for as long as the estimates are worth it."""
    for side in (baseline,) if warm else (baseline, candidate):
        first = probe(bench, side)
        if isinstance(first, Answer):
            return first
    # Order depends on the seed and the count alone, so that a repeated comparison runs alike.
    order = [turn % 2 == 0 for turn in range(stages[-1])]  # as often first as second, but in no pattern
    random.Random(f"{bench.seed}:{bench.service.name}:{stages[-1]}").shuffle(order)
    taken: list[tuple[Sample, Sample]] = []
    found: tuple[Estimate, ...] | Answer = ()
    for stage in stages:
        found = _more(bench, baseline, candidate, order[:stage], taken)
        if isinstance(found, Answer) or not goes_on(found):
            return found
    return found


def _more(
    bench: Bench, baseline: Side, candidate: Side, order: Sequence[bool], taken: list[tuple[Sample, Sample]]
) -> tuple[Estimate, ...] | Answer:
    """Estimates when as many pairs as `order` has are `taken`, those out of line once more."""
    begun = len(taken)
    started = time.monotonic()
    for turn, candidate_first in enumerate(order[begun:], begun + 1):
        bench.say(
            _standing(
                candidate.name, turn, len(order), (time.monotonic() - started) / (turn - begun - 1 or 1)
            )
        )
        found = _pair(bench, baseline, candidate, turn, candidate_first=candidate_first)
        if isinstance(found, Answer):
            return found
        taken.append(found)
    for turn in (n for n in outliers(taken) if n >= begun):  # once more, whatever the second run says
        found = _pair(bench, baseline, candidate, turn + 1, candidate_first=order[turn])
        if isinstance(found, Answer):
            return found
        taken[turn] = found
        bench.rerun.append(f"pair {turn + 1} of {candidate.name}")
    clock = candidate.conditions.clock
    assert clock is not None
    return _mismatch(bench, taken) or estimates(taken, clock, bench.seed)


def _standing(name: str, turn: int, pairs: int, each_s: float) -> str:
    """`measuring candidate: pair 3 of 11, about 25 s each`; the time is known from the second pair on."""
    each = f", about {each_s:.2g} s each" if turn > 1 and each_s >= MENTIONED_S else ""
    return f"measuring {'the noise' if name == 'twin' else name}: pair {turn} of {pairs}{each}"


MENTIONED_S = 0.1
OUTLIER = 5.0  # times the median span of its side


def outliers(taken: Sequence[tuple[Sample, Sample]]) -> list[int]:
    """The pairs in which one run took more than OUTLIER times the median of its side."""
    spans = [[s.items / s.metrics[Metric.THROUGHPUT] for s in pair] for pair in taken]
    medians = [median(column) for column in zip(*spans, strict=True)]
    return [
        n for n, pair in enumerate(spans) if any(s > OUTLIER * m for s, m in zip(pair, medians, strict=True))
    ]


def _pair(
    bench: Bench, baseline: Side, candidate: Side, turn: int, *, candidate_first: bool
) -> tuple[Sample, Sample] | Answer:
    samples: dict[str, Sample] = {}
    for side in (candidate, baseline) if candidate_first else (baseline, candidate):
        found = probe(bench, side, turn)
        if isinstance(found, Answer):
            return found
        samples[side.name] = found.sample
    return samples[baseline.name], samples[candidate.name]


def _mismatch(bench: Bench, taken: Sequence[tuple[Sample, Sample]]) -> Answer | None:
    """A candidate that does another amount of work, or no longer says what the baseline says, has no ratio."""
    ours = {pair[0].items for pair in taken}
    theirs = {pair[1].items for pair in taken}
    if len(ours) == 1 and ours != theirs:
        unit = bench.service.workload.unit
        found = ", ".join(f"{items:g}" for items in sorted(theirs))
        said = f"the candidate did {found} {unit}s where the baseline does {ours.pop():g}"
        return failed(said, "", "other-work")
    for baseline, candidate in taken:
        for metric, value in baseline.metrics.items():
            other = candidate.metrics.get(metric)
            if value > 0 and not other:
                said = f"{metric}: the baseline has {value:g} {metric.unit}, the candidate {other}"
                return failed(said, "", "no-figures")
    return None


def estimates(taken: Sequence[tuple[Sample, Sample]], clock: Clock, seed: int) -> tuple[Estimate, ...]:
    """One estimate per metric that is positive in every run of both sides, in the order of Metric."""
    metrics = [m for m in Metric if all(side.metrics.get(m, 0.0) > 0 for pair in taken for side in pair)]
    return tuple(
        estimate(metric, clock, [(b.metrics[metric], c.metrics[metric]) for b, c in taken], seed)
        for metric in metrics
    )


def _empty(tree: Path, output: str, tracked: Mapping[str, str]) -> None:
    """Remove what an earlier run wrote, so that no run is credited with it; files of the source stay."""
    for path in written_files(tree, output):
        if path.relative_to(tree).as_posix() not in tracked:
            path.unlink()
