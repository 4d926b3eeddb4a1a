"""What a scanning process does with one file in each step; it keeps the files that it has parsed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol
from weakref import WeakKeyDictionary

from accelagent.csource import SourceFile, words
from accelagent.ctorn import may_call
from accelagent.domain import Family, Region
from accelagent.identifier.compiled import Command, Compiled, compiled
from accelagent.identifier.context import is_test
from accelagent.identifier.group import library, shared, sites
from accelagent.identifier.idioms import idiom_sites
from accelagent.identifier.languages import foreign_sites, spoken
from accelagent.identifier.recall import Trace
from accelagent.identifier.scan import Project, read
from accelagent.identifier.sites import Draft, Interface, Site
from accelagent.identifier.survey import Interest, survey
from accelagent.identifier.wrappers import Wrapper, candidates, dispatches, first, follow, further, usual

Usual = tuple[tuple[Family, str], ...]
_FEW = 16  # names for which a search of the text is faster than a set of its words
Names = tuple[str, ...]
# Wrappers by step away from the library, usual algorithms, library names that the tree defines itself.
Around = tuple[tuple[tuple[Wrapper, ...], ...], Usual, Names]
Holders = tuple[tuple[str, bool], ...]  # functions that hold regions, and whether no other file can call them


@dataclass(frozen=True, slots=True)
class Visit:
    """What one look at a file shows: all that is known of it where it calls no wrapper and chooses nothing at run time."""

    defined: Names  # library names that it defines itself
    shared: Names  # library names in it that a definition elsewhere in the tree would hide
    wrappers: tuple[Wrapper, ...]
    usual: Usual
    holders: Holders
    drafts: bool  # whether it holds any region
    chooses: bool  # whether it may run an operation that is chosen at run time
    errors: int  # places that did not parse


class Passes(Protocol):
    """What makes regions of a file's calls."""

    def drafts(self, project: Project, path: str, sites: Sequence[Site]) -> list[Draft]:
        """Regions in the making."""

    def regions(self, project: Project, path: str, sites: Sequence[Site]) -> tuple[Region, ...]:
        """Regions with their verdicts."""


class Steps:
    """The steps by name: `tell` changes what is known of the tree, `do` answers for one file.

    `limit` is how many bytes of sources may be kept parsed. Without the prefilter (`whole`) every text that parses is parsed as it is.
    """

    def __init__(
        self,
        root: Path,
        parts: tuple[Interface, ...],
        passes: Passes,
        limit: int,
        *,
        whole: bool = False,
        remembered: Mapping[str, tuple[bytes, bytes]] | None = None,
    ) -> None:
        self.root, self.parts, self.passes = root, parts, passes
        self.limit = limit
        self.interest = Interest.of(parts)
        self.project = Project(root, self.interest.keeper, remembered, whole=whole)
        self.names: frozenset[bytes] = frozenset()
        self._words: dict[str, frozenset[bytes]] = {}
        self._found: WeakKeyDictionary[SourceFile, tuple[Names, list[Site]]] = WeakKeyDictionary()

    def __call__(self, step: str, argument: Any) -> Any:
        """One step for the files of this process, or news of the tree."""
        if step == "link":
            self.project.link(argument)
        elif step == "compiled":
            self.project.compiled = argument
        elif step == "told":
            return self.project.recalled.made()
        elif step == "names":
            self.names = argument
        else:
            do = getattr(self, step)
            # What was parsed last is still there: the next look at the same files begins with it.
            ordered = reversed(argument.items()) if step == "judge" else argument.items()
            return {path: self._freed(do(path, given)) for path, given in ordered}
        return None

    def _freed(self, answer: Any) -> Any:
        self.project.files.trim(self.limit)
        return answer

    def survey(self, path: str, last: bytes) -> Any:
        """Facts, or None where the file is what it was."""
        facts, held = survey(str(self.root), self.interest, path, last)
        if held is not None:
            self._words[path] = held
        return facts

    def compile(self, path: str, commands: tuple[Command, ...]) -> Compiled:
        """What the compiler says of the file."""
        return compiled(self.root, path, commands, self.interest.words)

    def visit(self, path: str, hidden: Names) -> Visit:
        """The first look; `hidden` are library names that mean a function of the tree."""
        source = self.project.files[path]
        found, held = self._known(path, hidden), self._held(path)
        holders, drafts = self._holders(path, found)
        looked = Visit(
            tuple(sorted({f.name for f in source.functions if f.name.encode() in self.interest.words})),
            shared(source, self.parts, held),
            first(source, found, library(self.parts, hidden)),
            tuple(usual(found).items()),
            holders,
            drafts,
            not spoken(path) and not is_test(path) and next(candidates(source), None) is not None,
            source.errors,
        )
        if not (drafts or looked.shared or looked.chooses):
            self.project.files.drop(path)
        return looked

    def wrap(self, path: str, given: tuple[tuple[Wrapper, ...], ...]) -> tuple[Wrapper, ...]:
        """Wrappers around wrappers, those of the last of these steps away from the library."""
        self.project.want(path, (w.name for level in given for w in level))
        return further(self.project.files[path], path, {w.name: w for w in given[-1]})

    def mentioned(self, path: str, given: None) -> frozenset[str]:
        """Which of the names told last the file holds."""
        if path not in self._words and len(self.names) <= _FEW:
            text = read(f"{self.root}/{path}")[0] or b""
            if not any(name in text for name in self.names):
                return frozenset()
        return frozenset(n.decode() for n in self._held(path) & self.names)

    def _held(self, path: str) -> frozenset[bytes]:
        """All words of a file."""
        held = self._words.get(path)
        if held is None:
            held = self._words[path] = frozenset(words(read(f"{self.root}/{path}")[0] or b""))
        return held

    def called(self, path: str, given: None) -> frozenset[str]:
        """Which of the names told last the file may call as plain functions."""
        names = self.mentioned(path, given)
        if not names or spoken(path):
            return names
        text = self.project.read(path)
        return frozenset(n for n in names if may_call(text, n.encode()))

    def holders(self, path: str, around: Around) -> tuple[Holders, bool, int]:
        """Functions that hold regions, whether there is any region, and how many places did not parse."""
        self.project.want(path, (w.name for level in around[0] for w in level))
        return *self._holders(path, self._sites(path, around)), self.project.files[path].errors

    def _holders(self, path: str, found: Sequence[Site]) -> tuple[Holders, bool]:
        source = self.project.files[path]
        header = path.endswith((".h", ".hh", ".hpp", ".hxx"))
        drafts = self.passes.drafts(self.project, path, found)
        functions = {d.function for d in drafts if d.function}
        private = {
            (f.name, not header and source.text.startswith(b"static", f.start_byte)) for f in functions
        }
        return tuple(sorted(private)), bool(drafts)

    def judge(self, path: str, around: Around) -> tuple[tuple[Region, ...], Trace, int]:
        """The file's regions, what they were read from, and how many places did not parse."""
        self.project.start()
        self.project.saw(path)
        found = self._sites(path, around)
        regions = self.passes.regions(self.project, path, found)
        trace, errors = self.project.trace, self.project.files[path].errors
        if not regions:
            self.project.files.drop(path)
        return regions, trace, errors

    def _sites(self, path: str, around: Around) -> list[Site]:
        source = self.project.files[path]
        tables: list[Mapping[str, Wrapper]] = [{w.name: w for w in level} for level in around[0]]
        found = follow(source, path, self._known(path, around[2]), tables)
        return [*found, *dispatches(source, path, found, self.parts, dict(around[1]))]

    def _known(self, path: str, hidden: Names) -> list[Site]:
        """Calls of libraries and hand-written operations, in source order; looked for once while the tree is there."""
        source = self.project.files[path]
        last = self._found.get(source)
        if last is None or last[0] != hidden:
            last = self._found[source] = (hidden, self._look(path, source, hidden))
        return last[1]

    def _look(self, path: str, source: SourceFile, hidden: Names) -> list[Site]:
        if source.language not in ("c", "cpp"):
            return foreign_sites(source)
        known = self.project.compiled.get(path)
        calls = sites(source, self.parts, hidden)
        calls = [s for s in calls if s.place.call.name not in known.own] if known else calls
        found = [*calls, *idiom_sites(source)]
        return sorted(found, key=lambda s: s.place.call.start_byte)
