"""A whole tree through the passes, divided over processes, without redoing what has not changed since the last scan.

Every file is surveyed on its own. Files that name an interface are parsed, and what they say of the whole tree is
gathered step by step: library functions that the tree defines itself, wrappers of library functions (a few rounds, each
one call further from the library), functions that hold regions, and the files that mention them. With that each file is
judged. The answer of a step for a file is kept under the file's content and the step's input.
"""

from __future__ import annotations

import gc
import hashlib
import sys
import time
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence, Set
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any

from accelagent.domain import Family, Region
from accelagent.identifier.cache import Known, Memory, Stamp, stamp_of
from accelagent.identifier.compiled import Command, Commands, complaint
from accelagent.identifier.context import is_test
from accelagent.identifier.recall import Links, evidence, merged
from accelagent.identifier.scan import Tally, listing
from accelagent.identifier.sites import Interface
from accelagent.identifier.steps import Around, Names, Passes, Steps, Visit
from accelagent.identifier.survey import Facts
from accelagent.identifier.workers import Crew, processors
from accelagent.identifier.wrappers import LEVELS, Wrapper, chosen

_CHUNK = 32  # neighbours go to the same process: they call one another
_KEPT = (
    12 << 20
)  # bytes of source that all processes together keep parsed: a tree takes some forty times as much
_CROWD = 32  # files whose calls of one function are looked at: more say little that is new, and cost most of the time
_WORTH = 200  # files that pay for a second process


@dataclass(frozen=True, slots=True)
class Setting:
    """What a scan is asked."""

    root: Path
    parts: tuple[Interface, ...]
    passes: Passes
    exclude: Sequence[str] = ()
    jobs: int | None = None  # None: one per core
    whole: bool = False  # without the prefilter
    key: object = None  # what else the answers depend on; None: nothing is remembered
    progress: Callable[[str], None] | None = None
    commands: Commands = field(default_factory=Commands)  # how files are compiled


def scan(setting: Setting) -> tuple[tuple[Region, ...], Tally]:
    """The regions of the tree by path and place, and what the walk saw; the same for any number of processes."""
    tally = Tally()
    root = setting.root.parent if setting.root.is_file() else setting.root
    paths = listing(setting.root, setting.exclude, tally)
    memory = Memory.of((str(root.resolve()), setting.key)) if setting.key is not None else Memory()
    jobs = setting.jobs or (processors() if len(paths) >= _WORTH else 1)
    jobs = max(1, min(jobs, len(paths) or 1))
    told = {p: (entry.content, entry.told) for p, entry in memory.files.items()}
    limit = _KEPT // jobs
    make = partial(Steps, root, setting.parts, setting.passes, limit, whole=setting.whole, remembered=told)
    with _without_collector(), Crew(make, jobs) as crew:
        known = _Scan(setting, crew, memory, paths, root).run()
    _count(tally, known.values())
    asked = [(p, entry.compiled) for p, entry in known.items() if entry.compiled]
    tally.skipped[:0] = filter(None, (setting.commands.note, complaint(asked)))
    return tuple(r for entry in known.values() for r in entry.regions), tally


@contextmanager
def _without_collector() -> Iterator[None]:
    """Trees and texts are freed by their counts; looking for cycles among millions of nodes takes a tenth of the time."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def _count(tally: Tally, known: Collection[Known]) -> None:
    for entry in known:
        if entry.facts.note:
            tally.skip(entry.facts.path, entry.facts.note)
        else:
            tally.files += 1
            tally.lines += entry.facts.lines
    for entry in known:
        if entry.errors:
            tally.skip(entry.facts.path, f"read in spite of {entry.errors} places that do not parse")


class _Scan:
    """The steps of one scan, seen from the process that asks."""

    def __init__(
        self, setting: Setting, crew: Crew, memory: Memory, paths: Sequence[str], root: Path
    ) -> None:
        self.setting, self.crew, self.memory, self.paths, self.root = setting, crew, memory, paths, root
        self.known: dict[str, Known] = {}
        self.links = Links()
        self.changed = False
        self.asked: dict[str, Names] = {}  # for which names files were searched
        # The same file goes to the same worker in every step, so that its tree is there.
        self.share = {path: at // _CHUNK % crew.jobs for at, path in enumerate(paths)}

    def run(self) -> dict[str, Known]:
        """Everything known of each file, its regions among it."""
        unchanged = self._survey()
        readable = [p for p, entry in self.known.items() if not entry.facts.note]
        holds = [p for p in readable if self.setting.whole or self.known[p].facts.holds]
        if not self._compile(holds) and unchanged:
            return self.known
        for path in holds if self.setting.progress else ():
            self.setting.progress(path)  # type: ignore[misc]  # checked in the line above
        visits = self._visit(holds)
        around = self._around(readable, visits)
        self._judge(self._link(readable, around, visits))
        if self.changed or self.known.keys() != self.memory.files.keys():
            self.memory.keep(self.known, self.asked)
        return self.known

    def _survey(self) -> bool:
        """Look at every file whose time or size is not what it was; whether nothing at all has changed."""
        before = self.memory.files
        stamps = self._stamps() if self.setting.key is not None else {}
        same = {p for p, s in stamps.items() if s is not None and p in before and before[p].stamp == s}
        last = {p: before[p].facts.content if p in before else b"" for p in self.paths if p not in same}
        facts: dict[str, Facts | None] = self._ask("survey", last)
        for path in self.paths:
            new = facts.get(path)
            if new is not None and path in before and before[path].facts == new:  # left out, as before
                new = facts[path] = None
            entry = self.known[path] = before[path] if new is None else Known(new)
            if entry.stamp != stamps.get(path) and not entry.facts.note:
                entry.stamp, self.changed = stamps.get(path), True
        return (
            bool(before)
            and not any(facts.values())
            and before.keys() == self.known.keys()
            and not self.changed
        )

    def _compile(self, holds: Sequence[str]) -> bool:
        """Ask the compiler about the files that have commands; whether anything is not as remembered."""
        files, now = self.setting.commands.files, time.time_ns()
        stamps: dict[str, Stamp | None] = {}

        def made_from(path: str, inputs: Iterable[str]) -> bytes:
            for file in inputs:
                if file not in stamps:
                    stamps[file] = stamp_of(file, now)
            used = [(file, stamps[file]) for file in inputs]
            settled = self.setting.key is not None and all(stamp for _, stamp in used)
            return _key("compile", (files.get(path), used)) if settled else b""

        stale: dict[str, tuple[Command, ...]] = {}
        for path in holds if files else ():
            entry = self.known[path]
            last = made_from(path, entry.compiled.inputs) if entry.compiled else b""
            if path in files and not (last and last == entry.commands):
                stale[path] = files[path]
        made = {p: (c, made_from(p, c.inputs)) for p, c in self._ask("compile", stale).items()}
        gone = {p: (None, b"") for p in holds if p not in files and self.known[p].compiled is not None}
        for path, (found, key) in {**made, **gone}.items():
            entry = self.known[path]
            # Files share most of their headers: as one object each they are kept once.
            compiled = found and replace(found, inputs=tuple(map(sys.intern, found.inputs)))
            before = entry.content
            entry.compiled, entry.commands = compiled, key
            if entry.content != before:
                self.known[path] = Known(entry.facts, entry.stamp, compiled=compiled, commands=key)
        known = {p: e.compiled for p, e in self.known.items() if e.compiled and not e.compiled.error}
        if known:
            self._tell("compiled", known)
        self.changed |= bool(made or gone)
        return bool(made or gone)

    def _stamps(self) -> dict[str, Stamp | None]:
        now = time.time_ns()
        return {p: stamp_of(f"{self.root}/{p}", now) for p in self.paths}

    def _visit(self, holds: Sequence[str]) -> dict[str, tuple[Names, Visit]]:
        """What a look at each file of interest shows, and which library names mean functions of the tree in it."""
        nothing: Names = ()
        found: dict[str, Visit] = self._step("visit", dict.fromkeys(holds, nothing))
        defined = frozenset(n for visit in found.values() for n in visit.defined)
        hidden = {p: tuple(n for n in visit.shared if n in defined) for p, visit in found.items()}
        found |= self._step("visit", {p: names for p, names in hidden.items() if names})
        return {p: (hidden[p], visit) for p, visit in found.items()}

    def _around(
        self, readable: Sequence[str], visits: Mapping[str, tuple[Names, Visit]]
    ) -> dict[str, Around]:
        """What each file of interest must know of the project's wrappers; wrapper calls make files interesting."""
        usual: dict[Family, str] = {}
        for _, visit in visits.values():
            usual = {**dict(visit.usual), **usual}
        levels: dict[str, list[tuple[Wrapper, ...]]] = {p: [] for p in visits}
        seen: set[str] = set()
        fresh = chosen((w for _, visit in visits.values() for w in visit.wrappers), seen)
        for level_at in range(LEVELS if fresh else 0):
            seen |= fresh.keys()
            given = self._relevant(readable, levels, fresh, f"wrappers {level_at}")
            for path, level in given.items():
                levels.setdefault(path, []).append(level)
            found = self._step("wrap", {p: tuple(levels[p]) for p in given})
            fresh = chosen((w for wrappers in found.values() for w in wrappers), seen)
        ordered = tuple(sorted(usual.items()))
        around: dict[str, Around] = {}
        for path in self.paths:
            if path in levels:
                looked = visits.get(path)
                chooses = looked is None or looked[1].chooses
                hidden = looked[0] if looked else ()
                around[path] = (tuple(levels[path]), ordered if chooses else (), hidden)
        return around

    def _relevant(
        self, readable: Sequence[str], files: Collection[str], table: Mapping[str, Wrapper], slot: str
    ) -> dict[str, tuple[Wrapper, ...]]:
        """The wrappers that each file may call; test code that calls no library itself stays out."""
        public = {n for n, w in table.items() if not w.private}
        own: dict[str, list[Wrapper]] = {}
        for wrapper in table.values():
            own.setdefault(wrapper.path, []).append(wrapper)
        found = {}
        for path, names in self._mentioned(readable, public, slot).items():
            if path in files or (names and not is_test(path)):
                near = {w.name: w for w in own.get(path, ())} | {n: table[n] for n in names}
                if near:
                    found[path] = tuple(near[n] for n in sorted(near))
        return found

    def _link(
        self, readable: Sequence[str], around: Mapping[str, Around], visits: Mapping[str, tuple[Names, Visit]]
    ) -> dict[str, Around]:
        """Which functions hold regions and who may call them; the files that hold any region."""
        plain = {p: visits[p][1] for p, given in around.items() if p in visits and not (given[0] or given[1])}
        held = {p: (visit.holders, visit.drafts, visit.errors) for p, visit in plain.items()}
        held |= self._step("holders", {p: given for p, given in around.items() if p not in plain})
        for path, entry in self.known.items():
            if path not in held or not held[path][1]:
                self._forget(entry, held[path][2] if path in held else 0)
        homes: dict[str, set[str]] = {}
        for path, (found, *_) in held.items():
            for name, _ in found:
                homes.setdefault(name, set()).add(path)
        public = {n for found, *_ in held.values() for n, private in found if not private}
        files: dict[str, list[str]] = {}
        for path, names in self._mentioned(readable, public, "called", "called").items():
            own = held[path][0] if path in held else ()
            for name in sorted({*names, *(n for n, _ in own)}):
                files.setdefault(name, []).append(path)
        mentions = {n: _nearest(files[n], homes[n]) for n in sorted(files)}
        called: dict[str, list[bytes]] = {}
        for name, paths in mentions.items():
            for path in paths:
                called.setdefault(path, []).append(name.encode())
        before = self.memory.files
        self.links = Links(
            interesting=dict.fromkeys(around),
            constants=_constants(entry.facts for entry in self.known.values()),
            mentions=mentions,
            crowded=frozenset(n for n, found in files.items() if len(found) > _CROWD),
            wrappers={
                p: frozenset(w.name.encode() for level in given[0] for w in level)
                for p, given in around.items()
                if given[0]
            },
            called={p: frozenset(names) for p, names in called.items()},
            changed={
                p: entry.content
                for p, entry in self.known.items()
                if p not in before or before[p].content != entry.content
            },
        )
        return {p: given for p, given in around.items() if held[p][1]}

    def _content(self, path: str) -> bytes | None:
        return self.known[path].content if path in self.known else None

    def _judge(self, holding: Mapping[str, Around]) -> None:
        stale = {p: given for p, given in holding.items() if not self._holds(self.known[p], given)}
        if not stale:
            return
        self.changed = True
        self._tell("link", self.links)
        for path, (regions, trace, errors) in self._ask("judge", stale).items():
            entry = self.known[path]
            entry.regions, entry.errors, entry.around = regions, errors, stale[path]
            entry.evidence = evidence(trace, self._content)
        for made in self.crew.ask("told", [None] * self.crew.jobs) if self.setting.key is not None else ():
            for path, told in made.items():
                self.known[path].told = merged(self.known[path].told, told)

    def _forget(self, entry: Known, errors: int) -> None:
        """The file holds no region, or none any more."""
        if entry.evidence is not None or entry.errors != errors:
            self.changed = True
            entry.regions, entry.evidence, entry.around, entry.errors = (), None, None, errors

    def _holds(self, entry: Known, around: Around) -> bool:
        """Whether everything that the file's regions were read from is still so."""
        found = entry.evidence
        return found is not None and entry.around == around and found.holds(self.links, self._content)

    def _mentioned(
        self, files: Sequence[str], names: Set[str], slot: str, step: str = "mentioned"
    ) -> dict[str, frozenset[str]]:
        """Which of the names each file holds, or may call."""
        if not names:
            return {p: frozenset() for p in files}
        ordered = tuple(sorted(names))
        before = self.memory.asked.get(slot, ())
        self.asked[slot] = ordered
        key, last = _key(step, ordered), _key(step, before)
        known = {p: self.known[p].answers for p in files}
        # Of a file that is as it was, only names that nobody asked for the last time are looked for.
        grown = (
            [p for p, answers in known.items() if key not in answers and last in answers] if before else []
        )
        fresh = tuple(n for n in ordered if n not in set(before))
        more = self._named(step, grown, fresh) if fresh else {}
        for path in grown:
            known[path][key] = (known[path][last] & names) | more.get(path, frozenset())
        missing = [p for p, answers in known.items() if key not in answers]
        for path, found in self._named(step, missing, ordered).items():
            known[path][key] = found
        self.changed |= bool(grown or missing)
        for path in files:
            self.known[path].used.add(key)
        return {p: answers[key] for p, answers in known.items()}

    def _named(self, step: str, files: Sequence[str], names: Names) -> dict[str, frozenset[str]]:
        if not files:
            return {}
        self._tell("names", frozenset(n.encode() for n in names))
        return self._ask(step, dict.fromkeys(files))

    def _step(self, step: str, what: dict[str, Any]) -> dict[str, Any]:
        """The answer for each file, from memory where it was given for the same input."""
        keys = _keys(step, what)
        missing = {p: given for p, given in what.items() if keys[p] not in self.known[p].answers}
        if missing:
            self.changed = True
            for path, answer in self._ask(step, missing).items():
                self.known[path].answers[keys[path]] = answer
        for path, entry_key in keys.items():
            self.known[path].used.add(entry_key)
        return {p: self.known[p].answers[keys[p]] for p in what}

    def _ask(self, step: str, what: Mapping[str, Any]) -> dict[str, Any]:
        """The answers per file, in the order asked."""
        shares: list[dict[str, Any]] = [{} for _ in range(self.crew.jobs)]
        for path, argument in what.items():
            shares[self.share[path]][path] = argument
        answers: dict[str, Any] = {}
        for answer in self.crew.ask(step, shares):
            answers.update(answer)
        return {path: answers[path] for path in what}

    def _tell(self, step: str, news: object) -> None:
        self.crew.ask(step, [news] * self.crew.jobs)


def _nearest(files: Sequence[str], homes: Collection[str]) -> tuple[str, ...]:
    """At most `_CROWD` of the files that may call a function, those nearest to where it is defined, in order."""
    if len(files) <= _CROWD:
        return tuple(files)
    folders = {home.rpartition("/")[0] for home in homes}
    return tuple(
        sorted(sorted(files, key=lambda p: (p not in homes, p.rpartition("/")[0] not in folders, p))[:_CROWD])
    )


def _keys(step: str, what: Mapping[str, Any]) -> dict[str, bytes]:
    made: dict[int, bytes] = {}  # by identity: many files are given the same
    for given in what.values():
        if id(given) not in made:
            made[id(given)] = _key(step, given)
    return {path: made[id(given)] for path, given in what.items()}


def _key(step: str, given: object) -> bytes:
    return hashlib.blake2b(f"{step} {given!r}".encode(), digest_size=12).digest()


def _constants(files: Iterable[Facts]) -> dict[str, str]:
    """Macros and enumerators of all headers; a name that two headers define differently is no constant."""
    found: dict[str, str] = {}
    unsure: set[str] = set()
    for facts in files:
        for name, text in facts.constants.items():
            if found.setdefault(name, text) != text:
                unsure.add(name)
    return {name: text for name, text in found.items() if name not in unsure}
