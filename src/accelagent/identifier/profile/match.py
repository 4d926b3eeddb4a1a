"""Which rows of a profile speak of a region."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from accelagent.identifier.profile._format import MEMORY, Content, Histogram, Row, simple
from accelagent.identifier.sites import Draft


@dataclass(frozen=True, slots=True)
class Seen:
    """What a profile says of one region; `of` tells what the numbers count when that is more than the region."""

    profile: str
    basis: str
    share: float | None = None
    calls: int | None = None
    sizes: Histogram = ()
    threads: int = 0
    of: str = ""
    bound: bool = False  # sizes of other places too: they bound the region's, no more
    never: str = ""  # why nothing was found; the rest is empty then
    blind: bool = False  # the profile could not have seen it
    below: int = 0  # nothing was found, but fewer bytes than that are not counted


@dataclass(frozen=True, slots=True)
class Profile:
    """A profile that answers by region."""

    name: str
    content: Content
    sites: dict[str, tuple[Row, ...]] = field(repr=False)
    functions: dict[str, tuple[Row, ...]] = field(repr=False)
    key: str = ""  # digest of the file

    def of(self, draft: Draft) -> Seen:
        """The region's rows added up: of its calls, else of what is known around them."""
        names = _called(draft)
        here = [r for name in sorted(names) for r in self.sites.get(name, ()) if _stands_in(r, draft)]
        if here:
            return self._sum(here)
        own = simple(draft.name)
        if not names:
            inside = [r for r in self.functions.get(own, ()) if _same_file(r.file, draft.path)]
            if inside:
                return self._sum(inside, f"the whole function {draft.name}")
        return self._around(draft, names) or self._nothing(draft, names)

    def _around(self, draft: Draft, names: frozenset[str]) -> Seen | None:
        """What the profile knows of the function called, from wherever it is called."""
        anywhere = [r for n in sorted(names) for r in self.sites.get(n, ()) if not r.function]
        if anywhere:
            return self._sum(anywhere, "calls whose place the profile does not tell", bound=True)
        inner = {(simple(s.place.call.name), simple(s.via)) for s in draft.runs if s.via}
        wrapped = [r for name, via in sorted(inner) for r in self.sites.get(via, ()) if r.function == name]
        if wrapped and self.content.counted is not None:
            return self._sum(wrapped, f"{', '.join(sorted(names))} from all callers")
        callers_known = any(r for n in names for r in self.sites.get(n, ()))
        flat = [r for n in sorted(names) for r in self.functions.get(n, ())]
        return (
            self._sum(flat, f"{', '.join(sorted(names))} from all callers")
            if flat and not callers_known
            else None
        )

    def _sum(self, rows: list[Row], of: str = "", *, bound: bool = False) -> Seen:
        shares = [r.share for r in rows if r.share is not None]
        calls = [r.calls for r in rows if r.calls is not None]
        sizes: dict[int, int] = {}
        for row in rows:
            for size, count in row.sizes:
                sizes[size] = sizes.get(size, 0) + count
        return Seen(
            self.name,
            self.content.basis,
            min(1.0, sum(shares)) if shares else None,
            sum(calls) if calls else None,
            tuple(sorted(sizes.items())),
            max((r.threads for r in rows), default=0),
            of,
            bound,
        )

    def _nothing(self, draft: Draft, names: frozenset[str]) -> Seen:
        counted = self.content.counted
        reached = names | {simple(s.via) for s in draft.runs if s.via}
        if counted is not None and not reached & counted:
            what = ", ".join(sorted(names)) or "loops without a library call"
            return Seen(self.name, self.content.basis, never=f"does not count {what}", blind=True)
        least = self.content.min_copy
        if least > 1 and names & counted_memory(counted):
            return Seen(
                self.name,
                self.content.basis,
                never=f"saw no call from here of {least} bytes or more",
                below=least,
            )
        return Seen(self.name, self.content.basis, never="never saw it run")


def counted_memory(counted: frozenset[str] | None) -> frozenset[str]:
    """The memory functions among those counted."""
    return MEMORY & counted if counted is not None else frozenset()


def _called(draft: Draft) -> frozenset[str]:
    """Library functions and wrappers that the region calls; none for a hand-written loop."""
    if draft.interface.startswith("idiom"):
        return frozenset()
    return frozenset(simple(s.place.call.name) for s in draft.runs)


def _stands_in(row: Row, draft: Draft) -> bool:
    if row.line and row.file and _same_file(row.file, draft.path):
        lines = [draft.source.line(at) for s in draft.sites for at in s.place.statement]
        if min(lines) <= row.line <= max(lines):
            return True
        # A call that spans lines may be counted at another of them, but not at those of another function.
        inside = draft.function
        if inside is None or not inside.start_line <= row.line <= inside.end_line:
            return False
    own = simple(draft.name)
    named = own == row.function or own in row.within
    return named and (not row.file or _same_file(row.file, draft.path))


def _same_file(seen: str, path: str) -> bool:
    """Whether a path of the debug information can be the region's: one ends with the other, or names are all there is."""
    a, b = PurePosixPath(seen or path).parts, PurePosixPath(path).parts
    shared = min(len(a), len(b))
    return tuple(a[-shared:]) == tuple(b[-shared:])


def by_bytes(sizes: Histogram, share: float) -> int:
    """The size up to which calls carry that share of the bytes."""
    weights = [(size, middle(size) * calls) for size, calls in sizes]
    whole = sum(w for _, w in weights)
    passed = 0.0
    for size, weight in weights:
        passed += weight
        if passed >= share * whole:
            return int(middle(size))
    return int(middle(sizes[-1][0])) if sizes else 0


def middle(size: int) -> float:
    """Of a bucket between powers of two that ends at `size`."""
    return size * 0.75 if size > 1 else float(size)


def total(rows: Iterable[tuple[int, int]]) -> int:
    """All calls of a histogram."""
    return sum(calls for _, calls in rows)
