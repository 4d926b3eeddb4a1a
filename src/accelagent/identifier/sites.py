"""What the passes hand to one another: interface tables, call sites with a meaning, regions in the making."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from accelagent.csource import CallSite, Function, SourceFile
from accelagent.domain import Family, Sizes


class Role(StrEnum):
    """What a call does to the operation it belongs to."""

    RUN = "run"  # processes bytes: makes a region
    BEGIN = "begin"
    RESET = "reset"
    END = "end"
    TUNE = "tune"  # changes level or strategy between bytes
    STATE = "state"  # reads or writes the stream's history: dictionary, copy, bit position
    BOUND = "bound"
    STEP = "step"  # one word of a longer run: the loop around it is the operation


@dataclass(frozen=True, slots=True)
class Use:
    """One library function: what it does, and at which argument (from 0) its facts stand."""

    role: Role
    operation: Family
    algorithm: str
    size: int | None = None  # bytes per call
    data: int | None = None  # what these bytes are of, where it is not the argument before
    fixed: int | None = None  # bytes per call, where the function itself says them
    factor: int | None = None  # a second factor of the size
    stream: int | None = None
    flush: int | None = None
    level: int | None = None
    window: int | None = None
    unit: int = 1  # bytes per counted element
    fed: bool = False  # one piece of a stream that goes on
    arity: int | None = None  # exact number of arguments, for names that other libraries use too


@dataclass(frozen=True, slots=True, eq=False)
class Interface:
    """A family of library functions; every name, with each prefix, contains one of the `stems`.

    `scope::name` is a function of a namespace or class, and the method of a variable whose type names that class; the
    class `*` is any.
    """

    name: str
    uses: Mapping[str, Use]
    stems: tuple[bytes, ...]
    prefixes: tuple[str, ...] = ("",)
    shared: bool = False  # names that other code uses for its own functions
    handed: bool = False  # given away by name, as to a macro that writes the caller, they do the work as well
    include: bytes = b""  # what a file has to hold, for names that say little by themselves

    def table(self) -> dict[str, Use]:
        """All spellings of all functions."""
        return {prefix + name: use for prefix in self.prefixes for name, use in self.uses.items()}


@dataclass(frozen=True, slots=True, eq=False)
class Site:
    """A call whose meaning is known."""

    place: CallSite
    use: Use
    interface: str
    via: str = ""  # the library function at the end of project wrappers

    def argument(self, index: int | None) -> str | None:
        """Text of an argument, None when the call has no such argument."""
        arguments = self.place.call.arguments
        return arguments[index] if index is not None and index < len(arguments) else None


@dataclass(frozen=True, slots=True)
class Facts:
    """What the surroundings of a region say."""

    loop_depth: int = 0  # own loops and the deepest caller's
    items: int = 0  # of these, the loops over independent items
    in_loop: bool = False  # the run call itself stands in a loop of its function
    callers: tuple[str, ...] = ()
    frequency: str = ""  # "" as often as its callers | test | error | setup | once
    wrapper: bool = False  # only forwards its buffer and size
    flushes: frozenset[str] = frozenset()  # none | finish | sync | unknown
    level: int | None = None
    window: int | None = None
    state_calls: tuple[str, ...] = ()  # functions on the stream that need its history
    optional_state: tuple[str, ...] = ()  # the same, but only under a condition
    tunes: bool = False  # level or strategy changes in mid-stream
    begins_here: bool = False  # the stream is set up in the same function: paid per operation
    whole: bool = False  # started, fed and ended in one function, with nothing read in between
    small_hint: str = ""  # a name that says the bytes are few: header, key, digest
    event_loop: bool = False  # a coroutine, or handed an event loop: it must not wait
    connection: bool = False  # it is handed the pieces of a connection as they arrive
    scattered: bool = False  # the function works on lists of buffers
    overlaps: bool = False  # source and destination are parts of one buffer
    read_back: bool = False  # what was written is read at once, by the same function
    varies: bool = False  # each turn of the loop has other buffers
    turns: int | None = None  # of the innermost loop, where that is constant
    fed: bool = False  # every call brings one piece of a stream
    indexes: bool = False  # the result chooses a bucket
    blank: bool = False  # looks for a byte that is not zero in what its name calls a page, block or buffer
    segments: bool = False  # copies the shorter of two segments, in a loop: scatter-gather


@dataclass(frozen=True, slots=True, eq=False)
class Draft:
    """A region before the verdict."""

    source: SourceFile
    path: str
    function: Function | None
    operation: Family
    algorithm: str
    interface: str
    sites: tuple[Site, ...]
    facts: Facts = field(default_factory=Facts)
    sizes: Sizes = field(default_factory=Sizes)

    @property
    def name(self) -> str:
        """The function's name, or where it stands when none was recognised."""
        return self.function.name if self.function else "(file scope)"

    @property
    def runs(self) -> tuple[Site, ...]:
        """The calls that process bytes."""
        return tuple(s for s in self.sites if s.use.role is Role.RUN)


def fits(arguments: tuple[str, ...], use: Use) -> bool:
    """Another library's function of the same name usually takes other arguments."""
    if use.arity is not None:
        return len(arguments) == use.arity
    wanted = (use.size, use.stream, use.flush, use.level, use.window)
    return len(arguments) > max((i for i in wanted if i is not None), default=-1)
