"""Calls of the tree's own functions, as plain values that outlive the trees of the files they were read from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from accelagent.csource import CallSite, Function, SourceFile
from accelagent.identifier.languages import calls_of
from accelagent.identifier.scan import Project
from accelagent.identifier.usage import first_turn_only


@dataclass(frozen=True, slots=True)
class Caller:
    """A call of a region's function: where it stands, and with what."""

    path: str
    function: Function | None  # without its node
    arguments: tuple[str, ...]
    loop_depth: int
    first_turn: bool  # the loop around it runs it in one of its turns only
    guessed: bool  # the parser did not see the function

    @classmethod
    def of(cls, source: SourceFile, place: CallSite) -> Caller:
        """The plain value of a parsed call."""
        function = place.function
        return cls(
            source.path,
            replace(function, node=None) if function else None,
            place.call.arguments,
            place.loop_depth,
            place.loop_depth > 0 and first_turn_only(source, place),
            function is not None and function.node is None,
        )

    @property
    def name(self) -> str:
        """Of the function around it."""
        return self.function.name if self.function else "(file scope)"

    def stands_in(self, path: str, function: Function | None) -> bool:
        """Whether it is that function's call of itself."""
        mine, seen = self.function, function is not None and function.node is not None
        if self.path != path or self.guessed or mine is None or function is None or not seen:
            return False
        return mine.start_byte == function.start_byte


class Callers:
    """Calls of the functions that hold regions, over the whole tree; looked for when asked."""

    def __init__(self, project: Project) -> None:
        self._project = project
        self._found: dict[str, Sequence[Caller]] = {}

    def of(self, name: str) -> Sequence[Caller]:
        """In the order of their files; a function that nothing calls has none."""
        if name not in self._found:
            files = self._project.mentions(name)
            self._found[name] = [caller for path in files for caller in self.within(path, name)]
        return self._found[name]

    def within(self, path: str, name: str) -> tuple[Caller, ...]:
        """Those of one file, in source order."""

        def look() -> tuple[Caller, ...]:
            source = self._project.files[path]
            return tuple(Caller.of(source, place) for place in calls_of(source, name))

        found: tuple[Caller, ...] = self._project.recall(path, ("calls", name), look)
        return found
