"""A known landscape: designs whose outcomes follow from their knobs, so that the search can be judged exactly."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from accelagent.codegen.explore import Proposer, Seams
from accelagent.codegen.tree import CandidateTree
from accelagent.domain import (
    Candidate,
    Clock,
    Counters,
    Declined,
    Design,
    Estimate,
    Kind,
    Knob,
    Measured,
    Metric,
    Objective,
    Outcome,
    Patch,
    Rejected,
    Sense,
    Tier,
    Trial,
    candidate_id,
)

THROUGHPUT = Objective(Metric.THROUGHPUT, Sense.MAXIMIZE, text="maximize throughput")
SIZE = Objective(Metric.OUTPUT_SIZE, Sense.AT_MOST, 1.30, relative=True, text="output_size <= 1.30x")
SPACE: Mapping[str, Sequence[Knob]] = {"depth": (1, 4, 8, 16), "block_bytes": (16384, 65536, 262144)}
ASYNC = Design("offload-async", (("block_bytes", 65536), ("depth", 4)))
INCORE = Design("incore-isal", ())


def measured(tier: Tier = Tier.QUICK, **ratios: float) -> Measured:
    estimates = tuple(
        Estimate(Metric(m), Clock.VIRTUAL, 100 * r, 100.0, r, r * 0.99, r * 1.01, 5)
        for m, r in ratios.items()
    )
    return Measured(estimates, Counters(), (), tier)


def root() -> Trial:
    design = Design("")
    candidate = Candidate(candidate_id("s", design, None), "s", Kind.ROOT, design, (), (), None, commit="c0")
    return Trial(candidate, measured(throughput=1.0, output_size=1.0), Tier.QUICK, 0.0)


def tree() -> CandidateTree:
    return CandidateTree((THROUGHPUT, SIZE), (root(),))


def outcome(design: Design) -> Outcome:
    """Deeper is faster up to 8; larger blocks are slower and smaller; both recipes together are best."""
    depth, block = design.knob("depth", 1), design.knob("block_bytes", 65536)
    assert isinstance(depth, int)
    assert isinstance(block, int)
    if depth == 16:
        return Rejected("test", "the ring overflowed")
    speed = 1.0 + 0.25 * depth if "offload-async" in design.recipes else 1.4
    speed *= 1.3 if len(design.recipes) == 2 else 1.0
    size = {16384: 1.5, 65536: 1.2, 262144: 1.05}[block]
    return measured(throughput=speed * (1.1 if block == 16384 else 1.0), output_size=size)


class Ledger:
    """Counts what the search asked of its seams."""

    def __init__(self) -> None:
        self.evaluated: list[Candidate] = []
        self.recorded: dict[str, Trial] = {}

    def evaluate(self, candidate: Candidate, tier: Tier) -> Outcome:
        self.evaluated.append(candidate)
        return outcome(candidate.design)

    def record(self, trial: Trial) -> None:
        self.recorded[trial.candidate.id] = trial

    def seams(self, *proposers: Proposer) -> Seams:
        return Seams(
            apply=self.apply,
            knob_space=lambda design: SPACE if "offload-async" in design.recipes else {},
            commit=lambda patch, message, parents: f"c{len(self.evaluated) + 1}",
            evaluate=self.evaluate,
            known=lambda name, tier: self.recorded.get(name),
            record=self.record,
            proposers=proposers,
        )

    @staticmethod
    def apply(design: Design) -> Patch | Declined:
        if design.recipe == "offload-sync":
            return Declined("offload-sync", "a dictionary is in use")
        return Patch((("a.c", design.describe()),), ("r1",))
