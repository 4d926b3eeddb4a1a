"""Which files' zlib streams can be handed to the support file, and the edits that do it.

A stream that is a local variable of one function is that function's affair. Any other may be passed from file to file: where
some file has only part of a stream's life, all files that touch such streams change together or not at all.
"""

from __future__ import annotations

import os
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TypeAlias

from accelagent.codegen.edits import Edit, blank_comments, rename_callee
from accelagent.codegen.recipes._sharing import Headers, included_sources
from accelagent.codegen.recipes._support import HEADER
from accelagent.csource import SUFFIXES, CallSite, SourceFile, parse

MAX_SOURCE_BYTES = 8 << 20


@dataclass(frozen=True)
class Direction:
    """One half of zlib's stream interface: what the support file replaces, and what only zlib can answer."""

    run: str
    init: frozenset[str]
    end: str
    replaced: frozenset[str]
    refused: frozenset[str]

    @cached_property
    def names(self) -> re.Pattern[bytes]:
        every = sorted(n.encode() for n in self.replaced | self.refused)
        return re.compile(rb"\b(" + b"|".join(every) + rb")\b")

    def whole_life(self, names: Collection[str]) -> bool:
        """Whether streams seem to begin, run and end with these calls."""
        return not self.init.isdisjoint(names) and {self.run, self.end} <= set(names)


def _direction(run: str, replaced: str, refused: str) -> Direction:
    init = frozenset({f"{run}Init", f"{run}Init2"})
    named = frozenset(run + name for name in replaced.split())
    return Direction(
        run, init, f"{run}End", init | named | {run}, frozenset(run + name for name in refused.split())
    )


DEFLATE = _direction(
    "deflate",
    "Reset End Params Bound",
    "SetDictionary GetDictionary Copy Prime Tune SetHeader Pending ResetKeep Init_ Init2_",
)
INFLATE = _direction(
    "inflate",
    "Reset End",
    "SetDictionary GetDictionary Copy Prime Sync SyncPoint Mark GetHeader Reset2 ResetKeep Undermine Validate "
    "Back BackInit BackEnd Init_ Init2_ CodesUsed",
)
_FLUSHES = {
    "1": "Z_PARTIAL_FLUSH",
    "2": "Z_SYNC_FLUSH",
    "3": "Z_FULL_FLUSH",
    "5": "Z_BLOCK",
    "6": "Z_TREES",
}
_FLUSH_NAMES = frozenset(_FLUSHES.values())
TEST_PLACE = re.compile(r"(?:^|/)(?:tests?|testing|testsuite)/|(?:^|/)test_[^/]*$|_test\.[^/]*$")


@dataclass(frozen=True, eq=False)
class StreamUnit:
    """Calls of one direction that change together: a function's on a local stream, or the other ones of a file."""

    direction: Direction
    source: SourceFile
    function: str  # "" for the file's other calls
    sites: tuple[CallSite, ...]
    known: frozenset[int] = field(repr=False)  # offsets of all the file's calls of that direction
    apart: bool = False  # no other file can come by its streams, nor it by theirs
    values: tuple[int, ...] = ()  # offsets of functions that are kept or passed on by name
    by_blocks: bool = False  # the tree may ask for single blocks, through such a pointer perhaps

    @property
    def path(self) -> str:
        return self.source.path

    @property
    def text(self) -> bytes:
        return self.source.text

    @cached_property
    def names(self) -> frozenset[str]:
        return frozenset(site.call.name for site in self.sites)

    @property
    def closed(self) -> bool:
        """Whether its streams seem to begin, run and end here."""
        return self.direction.whole_life(self.names)

    @property
    def is_test(self) -> bool:
        return TEST_PLACE.search(self.path) is not None

    def edits(self) -> list[Edit]:
        """Every call renamed to its drop-in."""
        renamed = (
            rename_callee(self.text, s.call.start_byte, s.call.name, f"accel_{s.call.name}")
            for s in self.sites
            if s.call.name in self.direction.replaced
        )
        given = (self.direction.names.match(self.text, at) for at in self.values)
        values = [Edit(m.start(), m.end(), f"accel_{m[1].decode()}") for m in given if m]
        return [*(edit for edit in renamed if edit), *values]

    def bounds(self) -> list[Edit]:
        """Every buffer of the file that is sized for zlib's output sized for ours, which may be larger."""
        if self.direction is not DEFLATE:
            return []
        sites = self.source.calls({"compressBound"})
        renamed = (
            rename_callee(self.text, s.call.start_byte, s.call.name, "accel_compressBound") for s in sites
        )
        return [edit for edit in renamed if edit]

    def refusal(self, flushes: frozenset[str]) -> str | None:
        """Why the file's streams should stay with zlib, when only `flushes` can be kept up with; None when they need not."""
        return self._only_zlib() or self._flush_refusal(flushes)

    def obstacle(self, flushes: frozenset[str]) -> str | None:
        """Why the calls cannot be carried along with another unit's; a flushed deflate stream can, it goes over to zlib."""
        return self._only_zlib() if self.direction is DEFLATE else self.refusal(flushes)

    def _only_zlib(self) -> str | None:
        refused = sorted(self.names & self.direction.refused)
        if refused:
            return f"{self.path} uses {refused[0]}, which only zlib can answer"
        if self.values and self.by_blocks and self.direction is INFLATE:
            where = f"{self.path}:{self.source.line(self.values[0])}"
            return f"{where} keeps a pointer to a function of zlib, and blocks may be asked for one by one"
        return self._odd_mention()

    def _declares(self, mention: re.Match[bytes]) -> bool:
        """Whether it names a member of a structure, as in `z_stream deflate;`."""
        node = self.source.root.descendant_for_byte_range(mention.start(), mention.end())
        return node is not None and node.type == "field_identifier"

    def _odd_mention(self) -> str | None:
        masked = blank_comments(self.text)
        for mention in self.direction.names.finditer(masked):
            line = masked[masked.rfind(b"\n", 0, mention.start()) + 1 : mention.end()].lstrip()
            member = masked[: mention.start()].rstrip().endswith((b".", b"->")) or self._declares(mention)
            if (
                mention.start() in self.known
                or mention.start() in self.values
                or member
                or line.startswith(b"#include")
            ):
                continue
            where = f"{self.path}:{self.source.line(mention.start())}"
            how = "in a macro" if line.startswith(b"#") else "other than by calling it"
            return f"{where} uses {mention[1].decode()} {how}"
        return None

    def _flush_refusal(self, flushes: frozenset[str]) -> str | None:
        for site in self.sites:
            if site.call.name != self.direction.run or len(site.call.arguments) != 2:
                continue
            bad = sorted(self._possible_flushes(site) - flushes)
            if bad:
                why = (
                    "which stops at every block"
                    if self.direction is INFLATE
                    else "which needs the stream's history"
                )
                return f"{self.path}:{site.call.line} flushes with {bad[0]}, {why}"
        return None

    def _possible_flushes(self, site: CallSite) -> set[str]:
        """Flush constants that the call may pass, as far as the function's own text says."""
        argument = site.call.arguments[1].strip()
        texts = [argument]
        if argument.isidentifier() and site.function is not None:
            texts += [value for _, _, value in self.source.assignments(site.function, argument)]
        if texts[1:] == [] and argument in _FLUSHES:
            return {_FLUSHES[argument]}
        return {name for text in texts for name in _FLUSH_NAMES if re.search(rf"\b{name}\b", text)}


def survey(root: Path, direction: Direction = DEFLATE) -> dict[tuple[str, str], StreamUnit]:
    """Every call of that direction under `root`, in units by relative path and function."""
    holders: list[tuple[Path, bytes]] = []
    by_blocks = False
    included: set[str] = set()  # texts that are part of other files
    for path in sources(root):
        text = path.read_bytes()
        included |= included_sources(text)
        by_blocks = by_blocks or _BY_BLOCKS.search(text) is not None
        if direction.names.search(text):
            holders.append((path, text))
    headers = Headers.of(root) if holders else Headers({})
    found = {}
    for path, text in holders:
        apart = path.name not in included and headers.keep_apart(text)
        units = _units(parse(path.relative_to(root).as_posix(), text), direction, apart, by_blocks=by_blocks)
        found.update({(unit.path, unit.function): unit for unit in units})
    return dict(sorted(found.items()))


def _units(source: SourceFile, direction: Direction, apart: bool, *, by_blocks: bool) -> list[StreamUnit]:
    sites = source.calls(direction.replaced | direction.refused)
    renamed = (rename_callee(source.text, s.call.start_byte, s.call.name, "") for s in sites)
    known = frozenset(edit.start for edit in renamed if edit)
    values = tuple(_values(source, direction, known))
    groups: dict[str, list[CallSite]] = {}
    for site in sites:
        groups.setdefault(site.function.name if site.function else "", []).append(site)
    # What is called through a pointer may be any stream of the file.
    alone = {} if values else groups
    private = {name: tuple(group) for name, group in alone.items() if _is_private(source, group, direction)}
    units = [StreamUnit(direction, source, name, group, known) for name, group in private.items()]
    rest = tuple(s for s in sites if not s.function or s.function.name not in private)
    if rest or values:
        apart = apart and not values
        units.append(StreamUnit(direction, source, "", rest, known, apart, values, by_blocks))
    return units


_BY_BLOCKS = re.compile(rb"\bZ_(?:BLOCK|TREES)\b")
_BEFORE = re.compile(
    rb"(?:[(,={?:]|\breturn)\s*(?:\(\s*\w[\w\s*]*\)\s*)?&?\s*$"
)  # of a value, perhaps behind a cast
_AFTER = re.compile(rb"\s*[,;)}:]")


def _values(source: SourceFile, direction: Direction, known: Collection[int]) -> Iterator[int]:
    """Offsets at which a replaced function stands as a value, as in `io->step = deflate;`."""
    masked = blank_comments(source.text)
    for mention in direction.names.finditer(masked):
        start = mention.start()
        line = masked[masked.rfind(b"\n", 0, start) + 1 : start].lstrip()
        if start in known or line.startswith(b"#") or mention[1].decode() not in direction.replaced:
            continue
        if mention[1].decode() in direction.init:  # macros of zlib.h, which have no address
            continue
        stands = _BEFORE.search(masked, max(0, start - 80), start) and _AFTER.match(masked, mention.end())
        if stands and not _names_anew(source, start, mention.end()):
            yield start


def _names_anew(source: SourceFile, start: int, end: int) -> bool:
    """Whether an enumerator, variable or member of its own gets that name there."""
    node = source.root.descendant_for_byte_range(start, end)
    if node is None or node.type != "identifier" or node.parent is None:
        return True
    declares = node.parent.child_by_field_name("declarator")
    return node.parent.type in _DECLARING or (declares is not None and declares.id == node.id)


_DECLARING = frozenset({"enumerator", "declaration", "parameter_declaration", "field_declaration"})


def _is_private(source: SourceFile, sites: Sequence[CallSite], direction: Direction) -> bool:
    """Whether all calls of a function are on local streams that begin and end in it."""
    function = sites[0].function
    if function is None or not direction.whole_life({s.call.name for s in sites}):
        return False
    locals_ = source.declarations(function)
    streams = {s.call.arguments[0].replace(" ", "") if s.call.arguments else "" for s in sites}
    return all(x.startswith("&") and locals_.get(x[1:], "").strip() == "z_stream" for x in streams)


def sources(root: Path) -> Iterator[Path]:
    """C and C++ files under `root`, sorted within each folder."""
    for folder, folders, names in os.walk(root):
        folders[:] = sorted(f for f in folders if not f.startswith("."))
        for name in sorted(names):
            path = Path(folder) / name
            if path.suffix.lower() not in SUFFIXES or path.is_symlink() or name == HEADER:
                continue
            if path.stat().st_size <= MAX_SOURCE_BYTES:
                yield path


Units: TypeAlias = Mapping[tuple[str, str], StreamUnit]


def unit_of(units: Units, path: str, function: str) -> StreamUnit | None:
    """The unit that holds the function's calls."""
    return units.get((path, function)) or units.get((path, ""))


def together(units: Units, unit: StreamUnit) -> list[StreamUnit]:
    """The units that may share streams with `unit`, itself among them."""
    shared = [u for u in units.values() if not u.function and not (u.apart and u.closed)]
    if unit not in shared or all(u.closed or u.is_test for u in shared):
        return [unit]
    return [u for u in shared if not u.is_test or u is unit]
