"""The Identifier: which regions accelerators can run, and which of those should be."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from accelagent.domain import Family, Identification, Region, Verdict, digest
from accelagent.errors import SourceError
from accelagent.identifier.advice import considerations
from accelagent.identifier.context import callers, surround
from accelagent.identifier.group import drafts, sites
from accelagent.identifier.interfaces import usable
from accelagent.identifier.judge import judge
from accelagent.identifier.scan import Project, Tally, scan
from accelagent.identifier.sites import Draft
from accelagent.identifier.sizes import Measurer
from accelagent.identifier.views import explain, to_json, to_sarif
from accelagent.identifier.wrappers import dispatches, follow

if TYPE_CHECKING:
    from accelagent.devices import DeviceModel

__all__ = ["explain", "identify", "to_json", "to_sarif"]

_INLINED_BYTES = (
    64  # compilers turn copies and fills of a known size up to this into a few moves: no call remains
)


def identify(
    root: Path,
    *,
    service: str,
    devices: Sequence[DeviceModel],
    exclude: Sequence[str] = (),
    progress: Callable[[str], None] | None = None,
) -> Identification:
    """The regions of a source tree that the devices can run, with verdicts; the same for the same tree.

    `progress` is told each file before it is parsed. SourceError when there is no such tree.
    """
    if not root.exists():
        raise SourceError(f"{root}: no such directory; give a directory with C or C++ sources")
    started = time.perf_counter()
    parts = usable(devices)
    project, tally = scan(root, [s for p in parts for s in p.stems], exclude, progress)
    defined = {f.name for source in project.files.values() for f in source.functions}
    calls = {path: sites(source, parts, defined) for path, source in project.files.items()}
    calls = follow(project, calls)
    for path, chosen in dispatches(project.files, calls, parts).items():
        calls[path] = [*calls.get(path, ()), *chosen]
    found = [d for path, source in project.files.items() for d in drafts(path, source, calls.get(path, ()))]
    found = [d for d in found if _concerns(d, devices)]
    known = callers(project, found)
    measurer = Measurer(project, known)
    found = [replace(d, sizes=measurer.measure(d)) for d in surround(project, found, calls, known)]
    regions = _regions(service, [d for d in found if not _is_inlined(d)], devices)
    _note_degraded(project, tally)
    seconds = time.perf_counter() - started
    return Identification(root, regions, tally.files, tally.lines, seconds, tuple(tally.skipped))


def _concerns(draft: Draft, devices: Sequence[DeviceModel]) -> bool:
    """A device can run it, or runs operations of its family in other formats, of which a reader should be told."""
    if any(m.can(draft.operation, draft.algorithm) for m in devices if m.kind != "host"):
        return True
    if draft.operation not in (Family.COMPRESS, Family.DECOMPRESS):
        return False
    return any(c.operation is draft.operation for m in devices if m.kind != "host" for c in m.capabilities)


def _is_inlined(draft: Draft) -> bool:
    high = draft.sizes.high
    return draft.interface == "libc-memory" and high is not None and high <= _INLINED_BYTES


def _note_degraded(project: Project, tally: Tally) -> None:
    for path, source in project.files.items():
        if source.errors:
            tally.skip(path, f"read in spite of {source.errors} places that do not parse")


def _regions(service: str, found: Sequence[Draft], devices: Sequence[DeviceModel]) -> tuple[Region, ...]:
    seen: dict[tuple[str, ...], int] = {}
    regions = []
    for draft in sorted(found, key=lambda d: (d.path, d.sites[0].place.call.start_byte)):
        key = (service, draft.path, draft.name, draft.operation, draft.interface)
        seen[key] = seen.get(key, 0) + 1
        # Overloads and conditionally compiled twins share all names; only then does their order count.
        name = digest([*key, seen[key]] if seen[key] > 1 else list(key))
        regions.append(_region(name, service, draft, devices))
    return tuple(regions)


def _region(name: str, service: str, draft: Draft, devices: Sequence[DeviceModel]) -> Region:
    judged = judge(draft, devices)
    avoided = judged.verdict is Verdict.AVOID or judged.option is None
    spans = [s.place.statement for s in draft.sites]
    return Region(
        id=name,
        service=service,
        path=draft.path,
        function=draft.name,
        start_line=draft.source.line(min(start for start, _ in spans)),
        end_line=draft.source.line(max(end for _, end in spans)),
        language=draft.source.language,
        operation=draft.operation,
        algorithm=draft.algorithm,
        interface=draft.interface,
        calls=tuple(s.place.call for s in draft.sites),
        devices=tuple(
            m.name for m in devices if m.can(draft.operation, draft.algorithm) and m.kind != "host"
        ),
        verdict=judged.verdict,
        min_bytes=None if avoided else judged.min_bytes,
        execution_model=None if judged.option is None else judged.option.execution,
        confidence=judged.confidence,
        sizes=draft.sizes,
        loop_depth=draft.facts.loop_depth,
        callers=draft.facts.callers,
        reasons=judged.reasons,
        considerations=considerations(draft, judged.option) if judged.option else (),
    )
