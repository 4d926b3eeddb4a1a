"""Whether a candidate's figures add up: bytes moved, bytes carried, and time that cannot have been saved."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from accelagent.domain import Clock, Counters, Design, Estimate, Measured, Metric, Objective, Patch, Tier
from accelagent.evaluation.binaries import Program, digest_of
from accelagent.evaluation.gates import Answer, Bench, failed, in_core, offloads, passed, skipped, told
from accelagent.evaluation.recorder import Recorded
from accelagent.evaluation.repository import encoded
from accelagent.evaluation.running import Conditions, Observed, conditions_of
from accelagent.evaluation.witness import Witnessed, build_witness
from accelagent.objectives import violation
from accelagent.units import plain

_KEPT = 0.9  # of the baseline's bytes that must be found again, on whatever unit
_DECOY = 0.98  # of the baseline's bytes still done on the processor
_LEAST_BYTES = 1 << 16  # below which nothing is concluded
_BEYOND = 1.3  # tolerance over a bound, for what its measurement is off
_LEAST_SHARE = 0.05


def baseline_accounts(bench: Bench, tree: Path) -> Witnessed:
    """What libraries did for the baseline's workload; found out once."""
    if bench.accounts is None:
        seen = bench.workload(
            tree, Conditions(witness=build_witness(bench.runner.scratch)), bench.service.workload
        )
        bench.accounts = seen.witnessed if seen.finished.ok else Witnessed()
    return bench.accounts


def bytes_found(bench: Bench, design: Design, baseline: Path, tree: Path) -> Answer:
    """The baseline's bytes went through the device, an in-core unit or a library; and not all through a library after all."""
    if not (offloads(design) or in_core(design)):
        return skipped("the design names neither an offload nor an in-core recipe")
    before = baseline_accounts(bench, baseline).moved_bytes
    if before < _LEAST_BYTES:
        return skipped("the unmodified workload calls no library whose bytes can be counted")
    witness = build_witness(bench.runner.scratch)
    conditions = replace(conditions_of(design, Clock.VIRTUAL), witness=witness, contents=True)
    seen = bench.workload(tree, conditions, bench.service.workload)
    if not seen.finished.ok:
        return failed(f"workload: {told(seen.finished)}", seen.finished.output, "crash")
    if seen.forged:
        return failed(seen.forged, seen.finished.output, "forged-counters")
    unmodified = baseline_accounts(bench, baseline).byte_counts
    counters = without_checksums(seen.counters, unmodified, seen.witnessed.byte_counts)
    return balance(before, seen.witnessed.moved_bytes, counters, seen.recorded, unmodified.get("crypto", 0))


def without_checksums(counters: Counters, before: Mapping[str, int], after: Mapping[str, int]) -> Counters:
    """Counters whose bytes in core leave out the checksums that libraries no longer compute: they are not moved anywhere."""
    sums = max(0, before.get("checksum", 0) - after.get("checksum", 0))
    return replace(counters, incore_bytes=max(0, counters.incore_bytes - sums))


def balance(
    before: int, on_cpu: int, counters: Counters, recorded: Recorded | None = None, crypto: int = 0
) -> Answer:
    """Judge bytes: of the baseline, still in libraries, and as counted by device and support file.

    Where a recorder was told, a device's deflate counts as far as it was shown: its output decodes to its input. Its
    cryptography counts for at most the baseline's, in `crypto` bytes.
    """
    on_device = recorded.moved_bytes(crypto) if recorded is not None else counters.device_bytes
    elsewhere = on_device + counters.incore_bytes
    said = (
        f"of {before} bytes {on_cpu} in libraries, {on_device} on the device, {counters.incore_bytes} in core"
    )
    if recorded is not None and recorded.wrong:
        said = f"{recorded.wrong} outputs shown as the device's do not belong to their inputs; {said}"
        return failed(said, "", "forged-counters")
    if on_cpu + elsewhere < _KEPT * before:
        return failed(said, "", "missing-work")
    if on_cpu >= _DECOY * before and elsewhere > (1 - _DECOY) * before:
        return failed(said, "", "decoy-offload")
    return passed(said)


def ran(seen: Observed, tree: Path, workspace: Path, before: Mapping[str, Program]) -> Answer:
    """At least one process ran a program of the candidate's that the baseline does not have."""
    inside = [Path(p.exe) for p in seen.processes if Path(p.exe).is_relative_to(workspace)]
    names = [path.relative_to(workspace).as_posix() for path in inside]
    for name in names:
        path = tree / name
        if path.is_file() and (name not in before or digest_of(path) != before[name].digest):
            return passed(f"{name} is build {digest_of(path)[:12]}")
    if not names:
        return skipped("the workload runs no program of the tree itself, so its build is not identified")
    if any(name.split("/")[-1].split(".so")[0] != name.split("/")[-1] for name in before):
        return skipped("the candidate's change may be in a shared library, which leaves no record of its own")
    return failed(f"only unchanged programs ran: {', '.join(names[:3])}", "", "not-what-ran")


_LOOP = re.compile(rb"\b(?:for|while)\s*\(")
_COMMENTS = re.compile(rb"/\*.*?\*/|//[^\n]*", re.S)
_HANDED = re.compile(rb"\baccel_(?:copied|cleared|all_zero|all_same)\s*\(")


def own_loops(patch: Patch, source: Path) -> bool:
    """Whether the patch takes loops of the program's own out, or puts them behind an operation of its support file."""
    for path, text in patch.files:
        old = source / path
        if not old.is_file():
            continue
        before, after = (_COMMENTS.sub(b" ", t) for t in (old.read_bytes(), encoded(text)))
        if _HANDED.search(after) or len(_LOOP.findall(after)) < len(_LOOP.findall(before)):
            return True
    return False


def caps(
    bench: Bench,
    baseline: Path,
    found: Sequence[Estimate],
    seen: Observed,
    clock: Clock,
    *,
    loops: bool = False,
) -> Answer:
    """Figures within what Amdahl's law and the devices' bandwidth allow; beyond them somebody has to look.

    With `loops`, of the program's own, replaced the share of its libraries is no bound.
    """
    carried = _bandwidth(bench, seen) if clock is Clock.VIRTUAL else None
    if carried is not None:
        return carried
    if loops:
        return skipped("the patch replaces loops of the program's own, whose time no library call shows")
    accounts = baseline_accounts(bench, baseline)
    if accounts.share < _LEAST_SHARE:
        return skipped("the regions' share of the unmodified workload is not known: no library call was seen")
    most = _BEYOND / max(1e-3, 1 - accounts.share)
    for estimate in found:
        waits = bench.baseline_span_s * bench.cores / accounts.cpu_s if accounts.cpu_s > 0 else 1.0
        cap = most * max(1.0, waits) if estimate.metric is Metric.THROUGHPUT else most
        if estimate.metric in (Metric.THROUGHPUT, Metric.CPU_TIME) and estimate.gain > cap:
            said = f"quarantined: {estimate.metric} {estimate.gain:.2f} times better; with {accounts.share:.0%} of the time in the regions at most {cap:.2f}"
            return failed(said, "", "beyond-amdahl")
    return passed(
        f"{accounts.share:.0%} of the unmodified workload's time is in the regions: at most {most:.2f}x"
    )


_SHARE = re.compile(r"^(\d+)% of the unmodified workload's time is in the regions")


def share_said(detail: str) -> float | None:
    """The regions' share of the unmodified workload's time as the gate `physical bounds` put it; None for other details."""
    found = _SHARE.match(detail)
    return int(found[1]) / 100 if found else None


def _bandwidth(bench: Bench, seen: Observed) -> Answer | None:
    limits = [
        m.parameters[n].high * count
        for m, count in bench.runner.devices
        for n in ("bandwidth_cap",)
        if n in m.parameters
    ]
    if not limits or not seen.span_s or not bench.runner.emulated:
        return None
    rate = seen.counters.device_bytes / seen.span_s
    if rate <= sum(limits) * _BEYOND:
        return None
    return failed(
        f"quarantined: {rate / 1e9:.3g} GB/s through devices that carry {sum(limits) / 1e9:.3g}",
        "",
        "beyond-bandwidth",
    )


def bounds(measured: Sequence[Estimate], objectives: Sequence[Objective], clock: Clock) -> Answer:
    """The service's own bounds hold, unless noise alone may have broken them."""
    outcome = Measured(tuple(measured), Counters(), (), Tier.FULL)
    for objective in objectives:
        estimate = outcome.estimate(objective.metric, clock)
        if objective.is_bound and estimate is not None and _surely(objective, estimate):
            return failed(
                f"breaks {objective.text}: {plain(estimate.ratio)}x of the baseline", "", "bound-broken"
            )
    return passed()


def _surely(objective: Objective, estimate: Estimate) -> bool:
    ends = [replace(estimate, ratio=r, value=estimate.baseline * r) for r in (estimate.low, estimate.high)]
    return all(violation(objective, end) > 0 for end in ends)


def overfitted(on_workload: float, held_out: float) -> bool:
    """Whether a gain on the workload is not there on inputs of the same kind that nobody has seen."""
    return on_workload >= 1.2 and math.log(max(held_out, 1e-9)) < 0.3 * math.log(on_workload)
