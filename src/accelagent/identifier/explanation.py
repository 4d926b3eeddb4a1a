"""One region in full: what each pass said of it, with numbers and evidence, and what would change the verdict."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from accelagent.devices import offload_cost
from accelagent.domain import Call, Execution, Region, Verdict
from accelagent.identifier.benefit import Option, Work, options, show_bytes, show_seconds

if TYPE_CHECKING:
    from accelagent.devices import DeviceModel

_WIDTH = 100
_TYPICAL = 64 << 10  # bytes at which costs are shown when the source gives no size
_MODELS = {
    Execution.SYNC: "waiting for each request",
    Execution.ASYNC: "several in flight",
    Execution.IN_CORE: "on the core",
    Execution.BATCH: "in batches",
}
PASSES = ("syntax", "meaning", "context", "profile", "benefit")


def explain(region: Region, devices: Sequence[DeviceModel] = (), passes: Sequence[str] = PASSES) -> str:
    """All that is known about one region, pass by pass, in lines of at most 100 characters."""
    model = f", {region.execution_model.value}" if region.execution_model else ""
    start = f" from {region.min_bytes} bytes" if region.min_bytes is not None else ""
    lines = [
        f"{region.id}  {region.path}:{region.start_line}-{region.end_line}  {region.function}",
        f"{region.operation.value} {region.algorithm} through {region.interface}: {region.verdict.value}{model}{start}"
        f" (confidence {region.confidence:.2f})",
    ]
    told = {
        "syntax": _syntax,
        "meaning": _meaning,
        "context": _context,
        "profile": _profile,
        "benefit": _benefit,
    }
    for name in PASSES:
        if name in passes:
            lines += [f"{name}:", *(f"  {line}" for line in told[name](region, devices))]
    lines += ["why:", *(f"  - {r.text} [{r.knowledge}]" for r in region.reasons)]
    if region.considerations:
        lines.append("mind:")
        lines += [f"  - {c.text} [{c.knowledge}; {_enforced(c.enforced_by)}]" for c in region.considerations]
    changes = list(_changes(region, devices))
    if changes:
        lines += ["what would change the verdict:", *(f"  - {line}" for line in changes)]
    return "\n".join(_wrap(line) for line in lines)


def _wrap(line: str) -> str:
    return textwrap.fill(
        line, _WIDTH, subsequent_indent="    ", break_long_words=False, break_on_hyphens=False
    )


def _enforced(by: str) -> str:
    return "yours to mind" if by == "engineer" else f"enforced by {by}"


def _syntax(region: Region, devices: Sequence[DeviceModel]) -> Iterator[str]:
    yield f"{region.language}, lines {region.start_line} to {region.end_line} of {region.function}"
    if region.command:
        yield f"read as the build compiles it: {region.command}"
    yield "calls: " + (", ".join(map(_called, region.calls)) or "none: an idiom")


def _called(call: Call) -> str:
    meant = f" (which calls {call.stands_for})" if call.stands_for else ""
    return f"{call.name}{meant} at line {call.line}"


def _meaning(region: Region, devices: Sequence[DeviceModel]) -> Iterator[str]:
    yield f"{region.interface} means {region.operation.value} {region.algorithm}"
    yield f"devices that run it: {', '.join(region.devices) or 'none'}"


def _context(region: Region, devices: Sequence[DeviceModel]) -> Iterator[str]:
    yield f"sizes: {sizes_text(region)}"
    yield f"loops: {region.loop_depth}; called by: {', '.join(region.callers) or 'nothing in this tree'}"


def _profile(region: Region, devices: Sequence[DeviceModel]) -> Iterator[str]:
    seen = [r.text for r in region.reasons if r.knowledge == "measured-profile"]
    yield from seen or [
        "none given; `accelagent trace -- CMD`, then --profile trace.json, adds sizes, counts and time of a real run"
    ]


def _benefit(region: Region, devices: Sequence[DeviceModel]) -> Iterator[str]:
    work = _work(region)
    size = region.sizes.typical or region.sizes.high or _TYPICAL
    found = options(work, devices)
    if not found:
        yield "no device of those asked for runs it"
        return
    yield f"on a core: {show_seconds(work.core_seconds(size))} for {show_bytes(size)}"
    for option in found:
        cost = offload_cost(option.model, work.operation, work.algorithm, size, option.execution)
        freed = max(0.0, work.core_seconds(size) - cost.host_s)
        need = _need(option)
        yield (
            f"{option.model.name}, {_MODELS[option.execution]}: {show_seconds(option.seconds(work, size))} per call, "
            f"answer after {show_seconds(cost.latency_s)}, frees {show_seconds(freed)} of the core; {need}"
        )


def _need(option: Option) -> str:
    low, mid, high = option.needs
    if low is None:
        return "never pays"
    ends = f"{show_bytes(low)} at its fastest end, {show_bytes(high) if high is not None else 'never'} at its slowest"
    return f"pays from {show_bytes(mid) if mid is not None else 'no size at its middle'} ({ends})"


def _changes(region: Region, devices: Sequence[DeviceModel]) -> Iterator[str]:
    """Sizes and depths from which another verdict would be given."""
    work = _work(region)
    size = region.sizes.typical or region.sizes.high
    for option in options(work, devices):
        need = option.from_bytes
        if need is None or (size is not None and size >= need and region.verdict is not Verdict.AVOID):
            continue
        depth = _depth(option, work, need) if option.execution is Execution.ASYNC else 1
        flight = f" and ≥ {depth} requests in flight" if depth > 1 else ""
        yield f"≥ {show_bytes(need)} per call{flight}: {option.model.name}, {_MODELS[option.execution]}, pays"
    if region.sizes.typical is None:
        yield "size evidence: a constant or a guard in the source, or --profile FILE of a real run"
    if region.verdict is Verdict.OFFLOAD and region.min_bytes:
        yield f"calls below {show_bytes(region.min_bytes)}: then it loses"


def _depth(option: Option, work: Work, nbytes: int) -> int:
    """Requests that must be in flight for the slower of caller and engines to be busy."""
    cost = offload_cost(option.model, work.operation, work.algorithm, nbytes, option.execution)
    return max(2, math.ceil(cost.latency_s / max(option.seconds(work, nbytes), 1e-9)))


def _work(region: Region) -> Work:
    return Work(region.operation, region.algorithm, None, region.interface != "zlib-stream")


def sizes_text(region: Region) -> str:
    """Bytes per operation with their evidence."""
    sizes = region.sizes
    if sizes.low is None and sizes.high is None:
        return sizes.evidence
    ends = [str(n) if n is not None else "?" for n in (sizes.low, sizes.high)]
    shown = ends[0] if ends[0] == ends[1] else f"{ends[0]} to {ends[1]}"
    return f"{shown} bytes ({sizes.evidence})"
