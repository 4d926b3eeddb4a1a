"""A design made concrete: edited call sites of all files, and one support file specialised to them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from accelagent.codegen.edits import Edit, apply_edits, include_edit
from accelagent.codegen.recipes._calls import CallFile
from accelagent.codegen.recipes._evp import CIPHERS, DIGESTS, evp_edits
from accelagent.codegen.recipes._gzfiles import gz_edits
from accelagent.codegen.recipes._memory import memory_edits
from accelagent.codegen.recipes._recipe import (
    CHECKSUM,
    EVP,
    MEMORY,
    MEMORY_LOOP,
    ONESHOT,
    STREAM,
    Recipe,
    on_gzfiles,
)
from accelagent.codegen.recipes._streams import (
    DEFLATE,
    INFLATE,
    Direction,
    StreamUnit,
    survey,
    together,
    unit_of,
)
from accelagent.codegen.recipes._support import HEADER, Features, render
from accelagent.domain import Declined, Family, Knob, Patch, Region

_INFLATE_FLUSHES = frozenset({"Z_SYNC_FLUSH", "Z_FULL_FLUSH", "Z_PARTIAL_FLUSH"})  # inflate() ignores them


@dataclass
class _Work:
    """What the edits so far amount to."""

    edits: dict[str, list[Edit]] = field(default_factory=dict)
    served: set[str] = field(default_factory=set)
    refused: dict[str, str] = field(default_factory=dict)
    replaced: set[str] = field(default_factory=set)
    streams: bool = False
    inflate: bool = False
    gzfiles: bool = False
    loops: bool = False
    memory: set[str] = field(default_factory=set)
    ciphers: bool = False
    digests: bool = False


def make_patch(
    root: Path, regions: Sequence[Region], recipes: Sequence[Recipe], knobs: Mapping[str, Knob]
) -> Patch | Declined:
    """Edit what the recipes can serve; `knobs` become the header's defaults. Declined when that is nothing."""
    name = "+".join(r.name for r in recipes)
    work = _Work()
    mine = []
    regions = [r for r in regions if PurePosixPath(r.path).name != HEADER]  # an earlier patch's own calls
    for region in regions:
        reasons = [r.refusal(region) for r in recipes]
        if None in reasons:
            mine.append(region)
        else:
            work.refused[region.id] = reasons[0] or ""
    streams = [r for r in mine if r.interface == STREAM]
    flushes = frozenset.intersection(*(r.flushes for r in recipes))
    work.streams = _edit_streams(
        root, [r for r in streams if r.operation is Family.COMPRESS], DEFLATE, flushes, work
    )
    work.inflate = _edit_streams(
        root, [r for r in streams if r.operation is Family.DECOMPRESS], INFLATE, _INFLATE_FLUSHES, work
    )
    _edit_evp(root, [r for r in mine if r.interface == EVP], work)
    _edit_gzfiles(root, [r for r in mine if on_gzfiles(r)], work)
    _edit_calls(root, [r for r in mine if r.interface in {ONESHOT, CHECKSUM}], recipes, work)
    _edit_memory(root, [r for r in mine if r.interface in {MEMORY, MEMORY_LOOP}], recipes, work)
    declined = tuple((r.id, work.refused[r.id]) for r in regions if r.id in work.refused)
    if not work.edits:
        return Declined(name, _first_reason(mine, work, recipes), declined)
    try:
        files = _files(root, work.edits, render(_features(recipes, work), knobs))
    except UnicodeDecodeError as error:
        return Declined(name, f"a file to change is not UTF-8: {error.reason}", declined)
    return Patch(files, tuple(r.id for r in regions if r.id in work.served), declined)


def _first_reason(mine: Sequence[Region], work: _Work, recipes: Sequence[Recipe]) -> str:
    reasons = [work.refused[r.id] for r in mine if r.id in work.refused]
    if not mine:  # what the device cannot do says more than that nothing was found
        limits = {f"{r.device} {why}" for r in recipes for why in r.declines.values()}
        reasons = [why for why in work.refused.values() if why in limits]
    return reasons[0] if reasons else "no region that it can serve"


def _edit_streams(
    root: Path, regions: Sequence[Region], direction: Direction, flushes: frozenset[str], work: _Work
) -> bool:
    """Hand the regions' streams over where that keeps their meaning; whether any was."""
    if not regions:
        return False
    units = survey(root, direction)
    chosen: dict[int, StreamUnit] = {}
    for region in regions:
        unit = unit_of(units, region.path, region.function)
        group = together(units, unit) if unit else []
        # What others of the group do with streams of their own decides only whether they can be carried along.
        reasons = [r for r in (u.refusal(flushes) if u is unit else u.obstacle(flushes) for u in group) if r]
        if reasons or not any(u.edits() for u in group):
            reached = "reaches zlib through other functions, which are regions themselves"
            none = f"{region.path} has no call to replace" if unit else f"{region.function} {reached}"
            work.refused[region.id] = reasons[0] if reasons else none
        else:
            chosen.update((id(u), u) for u in group)
            work.served.add(region.id)
    for unit in chosen.values():
        work.edits.setdefault(unit.path, []).extend([*unit.edits(), *unit.bounds()])
    return bool(chosen)


def _edit_gzfiles(root: Path, regions: Sequence[Region], work: _Work) -> None:
    """All files of the tree that use zlib's gz functions, or none: a gzFile may go from one to the other."""
    if not regions:
        return
    found = gz_edits(root)
    if isinstance(found, str):
        work.refused.update((r.id, found) for r in regions)
        return
    for path, edits in found.items():
        work.edits.setdefault(path, []).extend(edits)
    work.served |= {r.id for r in regions}
    work.gzfiles = True


def _edit_evp(root: Path, regions: Sequence[Region], work: _Work) -> None:
    """Ciphers in all files of the program or in none, as contexts go from one to the other; digests of whole messages."""
    if not regions:
        return
    found = evp_edits(root)
    for region in regions:
        names = {call.name for call in region.calls}
        if names & CIPHERS and not found.refused and region.path in found.ciphers:
            work.ciphers = True
        elif names & DIGESTS and region.path in found.digests:
            work.digests = True
        else:
            work.refused[region.id] = found.refused or f"{region.path} has no call to replace"
            continue
        work.served.add(region.id)
    for path, edits in found.ciphers.items() if work.ciphers else ():
        work.edits.setdefault(path, []).extend(edits)
    for path in {r.path for r in regions if r.id in work.served} & found.digests.keys():
        work.edits.setdefault(path, []).extend(found.digests[path])
        work.digests = True


def _edit_calls(root: Path, regions: Sequence[Region], recipes: Sequence[Recipe], work: _Work) -> None:
    names = frozenset.union(*(r.oneshots | r.checksums for r in recipes))
    loops = any(r.loops for r in recipes)
    for path in sorted({r.path for r in regions}):
        done = CallFile.read(root, path).edit([r for r in regions if r.path == path], names, loops=loops)
        if done.edits:
            work.edits.setdefault(path, []).extend(done.edits)
        work.served |= done.served
        work.refused.update(done.refused)
        work.replaced |= done.replaced
        work.loops |= done.loops


def _edit_memory(root: Path, regions: Sequence[Region], recipes: Sequence[Recipe], work: _Work) -> None:
    later = any(r.memory and r.asynchronous for r in recipes)
    found = {
        path: memory_edits(root, path, [r for r in regions if r.path == path], later=later)
        for path in sorted({r.path for r in regions})
    }
    if later and not any("later" in done.replaced for done in found.values()):
        for done in found.values():  # nothing but what the recipe that waits at once would write
            work.refused.update({**done.refused, **done.at_once})
            work.refused.update((r, "is needed where it stands") for r in done.served - done.at_once.keys())
        return
    for path, done in found.items():
        if done.edits:
            work.edits.setdefault(path, []).extend(done.edits)
        work.served |= done.served
        work.refused.update(done.refused)
        work.memory |= done.replaced


def _features(recipes: Sequence[Recipe], work: _Work) -> Features:
    return Features(
        isal=any(r.device == "isal" for r in recipes),
        qat=any(r.device.startswith("qat") and not r.crypto for r in recipes),
        iaa=any(r.device == "iaa" for r in recipes),
        asynchronous=any(r.asynchronous and not r.memory for r in recipes),
        streams=work.streams,
        oneshot=bool(work.replaced & {"compress", "compress2"}),
        checksums=bool(work.replaced & {"crc32", "adler32"}),
        uncompress="uncompress" in work.replaced,
        loops=work.loops,
        inflate=work.inflate,
        gzfiles=work.gzfiles,
        dsa=bool(work.memory),
        memory=frozenset(work.memory),
        ciphers=work.ciphers,
        digests=work.digests,
    )


def whole_support(recipes: Sequence[Recipe]) -> str:
    """The support file with everything that these recipes can stand in for: streams, cut in blocks where a device does them,
    whole buffers, checksums, files, ciphers, operations on memory."""
    plain = [r for r in recipes if not (r.memory or r.crypto)]
    calls = {name for r in recipes for name in r.oneshots | r.checksums}
    compresses = any(r.asynchronous for r in plain)
    work = _Work(
        streams=any(STREAM not in r.declines for r in plain),
        replaced=calls | ({"compress", "compress2"} if compresses else set()),
        loops=any(r.loops for r in recipes),
        inflate=any(r.inflates for r in recipes),
        gzfiles=any(r.gzfiles for r in recipes),
        ciphers=any(r.crypto for r in recipes),
        digests=any(r.crypto for r in recipes),
        memory={name for r in recipes for name in r.memory}
        | ({"later"} if any(r.memory and r.asynchronous for r in recipes) else set()),
    )
    return render(_features(recipes, work), {k: v for r in recipes for k, v in r.defaults.items()})


def call_support(recipes: Sequence[Recipe], replaced: set[str], *, loops: bool) -> str:
    """The support file for calls of the functions in `replaced`, and for loops of them."""
    work = _Work(replaced=set(replaced), loops=loops)
    return render(_features(recipes, work), {k: v for r in recipes for k, v in r.defaults.items()})


def _files(root: Path, edits: Mapping[str, Sequence[Edit]], header: str) -> tuple[tuple[str, str], ...]:
    """Whole new texts, the header beside the first edited file. Raises UnicodeDecodeError for other encodings."""
    first = min(edits)
    place = (PurePosixPath(first).parent / HEADER).as_posix()
    files = [(place, header)]
    for path, changes in sorted(edits.items()):
        text = (root / path).read_bytes()
        include = include_edit(text, path, place)
        files.append((path, apply_edits(text, [*changes, *([include] if include else [])]).decode()))
    return tuple(files)
