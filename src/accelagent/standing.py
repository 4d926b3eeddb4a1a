"""Nodes that stand out of a tree: which a plan may choose, which is the best of its kind, and how sure a figure is."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace

from accelagent.codegen.explore import first_generation
from accelagent.codegen.tree import CONTROL, CandidateTree
from accelagent.devices import DeviceModel
from accelagent.domain import (
    Arm,
    Declined,
    Design,
    Estimate,
    Measured,
    Metric,
    Objective,
    Region,
    Service,
    Tier,
    Trial,
    Verdict,
)
from accelagent.evaluation.policy import guarded_files
from accelagent.objectives import loss


def best_incore(tree: CandidateTree) -> Trial | None:
    """Proven ones come first: the full gates measure in wall time as well."""
    nodes = [t for t in tree.measured if t.candidate.design.recipe == "incore-isal"]
    proven = [t for t in nodes if t.tier is Tier.FULL] or nodes
    return min(proven, key=lambda t: tree.loss(t, tree.objectives[0]), default=None)


def best_offload(tree: CandidateTree) -> Trial | None:
    nodes = [t for t in tree.candidates if "offload-" in t.candidate.design.recipe and tree.feasible(t)]
    return min(nodes, key=lambda t: tree.loss(t, tree.objectives[0]), default=None)


def contenders(tree: CandidateTree) -> tuple[Trial, ...]:
    """The best in-core and the best offloading node, unless the one is worse than the other over its whole interval."""
    both = [t for t in (best_incore(tree), best_offload(tree)) if t is not None]
    if len(both) < 2:
        return tuple(both)
    objective = tree.objectives[0]
    first, second = sorted(both, key=lambda t: tree.loss(t, objective))
    hopeful = _best_case(tree, second, objective) <= tree.surest_loss(first, objective)
    return (first, second) if hopeful or not tree.feasible(first) else (first,)


def _best_case(tree: CandidateTree, trial: Trial, objective: Objective) -> float:
    """The loss at the better end of the interval."""
    estimate = (
        trial.outcome.estimate(objective.metric, tree.clock) if isinstance(trial.outcome, Measured) else None
    )
    if estimate is None:
        return float("inf")
    return loss(objective.metric, estimate.high if objective.metric.maximise else estimate.low)


def eligible(trial: Trial) -> bool:
    """Whether the plan may choose it: measured, and no control arm."""
    return isinstance(trial.outcome, Measured) and trial.candidate.proposer != CONTROL


def cautious(trial: Trial, optimised: Collection[Metric]) -> Trial:
    """A quick measurement with what is optimised at the worse end of its interval; bounds are judged as measured.

    Otherwise the best of many noisy figures wins the plan each time, only to disappoint under the full gates.
    """
    if trial.tier is Tier.FULL or not isinstance(trial.outcome, Measured):
        return trial
    estimates = tuple(_worse_end(e) if e.metric in optimised else e for e in trial.outcome.estimates)
    return replace(trial, outcome=replace(trial.outcome, estimates=estimates))


def _worse_end(estimate: Estimate) -> Estimate:
    ratio = estimate.low if estimate.metric.maximise else estimate.high
    scale = ratio / estimate.ratio if estimate.ratio > 0 else 1.0
    return replace(estimate, ratio=ratio, value=estimate.value * scale)


def judged_regions(service: Service, regions: Iterable[Region], modes: Mapping[str, str]) -> tuple[str, ...]:
    """A warning, where regions worth changing lie in files that no candidate may touch; `modes` are the source's files."""
    worthwhile = [r.path for r in regions if r.verdict is not Verdict.AVOID]
    guarded = guarded_files(service, modes)
    held = sorted({path for path in worthwhile if path in guarded})
    if not held:
        return ()
    count = sum(path in guarded for path in worthwhile)
    named = ", ".join(held[:3]) + (", …" if len(held) > 3 else "")
    return (
        f"{count} of {len(worthwhile)} regions that could be changed are in {named}, which the test or verify command "
        "names as its judge or whose name is a test's: no candidate may touch them (docs/spec.md, What is guarded)",
    )


def tree_arms(tree: CandidateTree) -> list[Arm]:
    """Control arms that the tree holds: the in-core library alone, and the best of what was made without refinement."""
    arms = []
    best, first = best_incore(tree), first_generation(tree)
    if best is not None:
        arms.append(Arm("in-core library inline", "ISA-L in place of zlib, no device", best.outcome))
    if first:
        what = "the best first-generation design: no refinement, no merge"
        chosen = tree.best(tree.objectives[0], first).outcome
        arms.append(Arm(f"best of {len(first)} without the tree", what, chosen))
    return arms


def why_not_offloaded(
    models: Iterable[DeviceModel], naive: Sequence[Design], declined: Iterable[Declined], stopped: str
) -> str:
    """Why a service has no control arm that sends every call to a device; `naive` are the designs of that kind."""
    if all(model.kind != "lookaside" for model in models):
        return "the specification names no offload device for the service"
    if not naive:
        return "no region for it"
    return next((d.reason for d in declined if d.recipe == "offload-sync"), f"search ended: {stopped}")


def backend_notes(backend: str, corner: str) -> tuple[str, ...]:
    """What stood in for the devices, for everybody who reads a figure of the run."""
    if backend == "emulated":
        return (
            "Device results are EMULATED: host CPU time measured here plus the waits of the device model"
            f" (corner {corner}).",
        )
    if backend == "helper-core":
        return (
            "Device results are HELPER CORE, WALL TIME: another core of this machine did the devices' work in software;"
            " its CPU time is not counted as the service's, and every program was kept off it.",
        )
    return ()
