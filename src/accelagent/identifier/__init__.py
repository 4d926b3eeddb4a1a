"""The Identifier: which regions accelerators can run, and which of those should be."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from accelagent.domain import Family, Identification, Reason, Region, Verdict, digest
from accelagent.errors import SourceError
from accelagent.identifier.advice import considerations
from accelagent.identifier.callers import Callers
from accelagent.identifier.compiled import load as compile_commands
from accelagent.identifier.context import surround
from accelagent.identifier.explanation import explain
from accelagent.identifier.group import drafts
from accelagent.identifier.interfaces import usable
from accelagent.identifier.judge import judge
from accelagent.identifier.profile.weigh import informed, weighed
from accelagent.identifier.scan import Project
from accelagent.identifier.sites import Draft, Site
from accelagent.identifier.sizes import Measurer
from accelagent.identifier.tree import Setting, scan
from accelagent.identifier.views import to_json, to_sarif

if TYPE_CHECKING:
    from accelagent.devices import DeviceModel
    from accelagent.identifier.profile.match import Profile

__all__ = ["PARTS", "explain", "identify", "to_json", "to_sarif"]

_BOUND_BYTES = 1 << 20
_INLINED_BYTES = (
    64  # compilers turn copies and fills of a known size up to this into a few moves: no call remains
)
_MEMORY = (Family.COPY, Family.FILL, Family.COMPARE)
_PLAIN_BYTES = 512  # no device is ahead with one copy of less, by any of its ranges


# What `identify` can leave out: hand-written operations, what surrounds a region, its sizes, the rules that knowledge
# entries state, or the cost model.
PARTS = ("idioms", "context", "sizes", "knowledge", "benefit")
_WRAPPED = "project-wrapper"  # calls of the project's own function around a library's


def identify(
    root: Path,
    *,
    service: str,
    devices: Sequence[DeviceModel],
    exclude: Sequence[str] = (),
    progress: Callable[[str], None] | None = None,
    jobs: int | None = None,
    remember: bool = False,
    whole: bool = False,
    profile: Profile | None = None,
    without: str = "",
    commands: Path | None = None,
) -> Identification:
    """The regions of a source tree that the devices can run, with verdicts; the same for the same tree.

    `progress` is told each file that was parsed. `jobs` is the number of processes (None: one per core for a large
    tree), `remember` takes what an earlier scan found in files that have not changed, `whole` leaves out the prefilter.
    None of them changes an answer; a `profile` of a real run does. `without` leaves out a part, to see what it is worth:
    one of PARTS. `commands` is a compile_commands.json (None: the tree's own). SourceError when there is no such tree.
    """
    if not root.exists():
        raise SourceError(f"{root}: no such directory; give a directory with C or C++ sources")
    started = time.perf_counter()
    ran = profile.key if profile else ""
    key = (service, list(exclude), whole, [repr(m) for m in devices], ran, without) if remember else None
    passes = _Passes(service, tuple(devices), profile, without)
    database = compile_commands(root if root.is_dir() else root.parent, commands)
    setting = Setting(root, usable(devices), passes, exclude, jobs, whole, key, progress, database)
    regions, tally = scan(setting)
    seconds = time.perf_counter() - started
    return Identification(root, regions, tally.files, tally.lines, seconds, tuple(tally.skipped))


@dataclass(frozen=True, slots=True)
class _Passes:
    """The passes on one file, which ask the project for what they need of others."""

    service: str
    devices: tuple[DeviceModel, ...]
    profile: Profile | None = None
    without: str = ""

    def drafts(self, project: Project, path: str, sites: Sequence[Site]) -> list[Draft]:
        """Regions in the making: calls with a meaning, grouped, of operations that the devices concern."""
        found = [d for d in drafts(path, project.files[path], sites) if _concerns(d, self.devices)]
        if self.without == "idioms":
            return [d for d in found if not d.interface.startswith("idiom-")]
        return found

    def regions(self, project: Project, path: str, sites: Sequence[Site]) -> tuple[Region, ...]:
        """The finished regions of the file, in source order."""
        found = self.drafts(project, path, sites)
        known = Callers(project)
        measurer = Measurer(project, known)
        if self.without != "context":
            found = surround(project, found, {path: sites}, known)
        if self.without != "sizes":
            found = [replace(d, sizes=measurer.measure(d)) for d in found]
        kept = [d for d in found if not (_is_inlined(d) or _is_managed_copy(d))]
        regions = _regions(self.service, kept, self.devices, self.profile, self.without)
        build = project.compiled.get(path)
        return tuple(replace(r, command=build.command) for r in regions) if build else regions


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


def _is_managed_copy(draft: Draft) -> bool:
    """In a managed language a copy, fill or comparison is worth a word only where its size is known to be one that a device may be bound for."""
    if draft.source.language not in ("go", "java", "python") or draft.operation not in _MEMORY:
        return False
    return (draft.sizes.low or 0) < _BOUND_BYTES


def _regions(
    service: str,
    found: Sequence[Draft],
    devices: Sequence[DeviceModel],
    profile: Profile | None,
    without: str = "",
) -> tuple[Region, ...]:
    seen: dict[tuple[str, ...], int] = {}
    regions = []
    drafts_of: dict[str, Draft] = {}
    for draft in sorted(found, key=lambda d: (d.path, d.sites[0].place.call.start_byte)):
        wrapped = all(s.via for s in draft.runs)
        key = (service, draft.path, draft.name, draft.operation, _WRAPPED if wrapped else draft.interface)
        seen[key] = seen.get(key, 0) + 1
        # Overloads and conditionally compiled twins share all names; only then does their order count.
        name = digest([*key, seen[key]] if seen[key] > 1 else list(key))
        regions.append(_region(name, service, draft, devices, profile, without))
        drafts_of[name] = draft
    judged = (_as_called(region, regions) for region in regions)
    return tuple(r for r in judged if not _is_plain(drafts_of[r.id], r, profile))


def _is_plain(draft: Draft, region: Region, profile: Profile | None) -> bool:
    """Nothing that anybody would ask about: a copy, fill or comparison of a few bytes or in a test, or a
    call of the project's own function, of sizes nobody knows, where that function is reported."""
    if region.verdict is not Verdict.AVOID or (profile and profile.of(draft)):
        return False
    if region.interface == _WRAPPED:
        return region.sizes.high is None and draft.interface != "dispatch"
    if draft.operation not in _MEMORY:
        return False
    facts = draft.facts
    if region.sizes.high is not None:
        return region.sizes.high <= _PLAIN_BYTES or facts.frequency == "test"
    return facts.small_hint == "sizeof" and not facts.frequency or facts.frequency == "test"


def _as_called(region: Region, regions: Sequence[Region]) -> Region:
    """A call of the project's own function is not worth more than what that function does, where this file shows it."""
    if region.interface != _WRAPPED or region.verdict is Verdict.AVOID:
        return region
    called = {c.name for c in region.calls}
    inner = [
        r for r in regions if r.function in called and r.operation is region.operation and r is not region
    ]
    sized = region.sizes.high is not None and all(r.sizes.high is None for r in inner)
    if not inner or sized or any(r.verdict is not Verdict.AVOID for r in inner):
        return region
    text = f"{', '.join(sorted({r.function for r in inner}))} does the work, and there it is not worth it"
    return replace(
        region,
        verdict=Verdict.AVOID,
        min_bytes=None,
        execution_model=None,
        reasons=(Reason(text, "wrapper-functions"), *inner[0].reasons),
        considerations=(),
    )


def _region(
    name: str,
    service: str,
    draft: Draft,
    devices: Sequence[DeviceModel],
    profile: Profile | None,
    without: str = "",
) -> Region:
    seen = profile.of(draft) if profile else None
    draft = informed(draft, seen) if seen else draft
    judged = judge(draft, devices, without)
    judged = weighed(judged, seen) if seen else judged
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
        interface=_WRAPPED if all(s.via for s in draft.runs) else draft.interface,
        calls=tuple(s.place.call for s in draft.sites),
        devices=tuple(
            m.name for m in devices if m.can(draft.operation, draft.algorithm) and m.kind != "host"
        ),
        verdict=judged.verdict,
        min_bytes=None if avoided else judged.min_bytes,
        execution_model=judged.execution or (judged.option.execution if judged.option else None),
        confidence=judged.confidence,
        sizes=draft.sizes,
        loop_depth=draft.facts.loop_depth,
        callers=draft.facts.callers,
        reasons=judged.reasons,
        considerations=considerations(draft, judged.option) if judged.option else (),
    )
