"""A YAML file as nodes that know where they stand, so that every fault names file, line, column and key.

Only the composed node graph is used: no tag of the file is ever constructed, and aliases cost nothing.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from accelagent.errors import SpecError
from accelagent.spec.objectives import GrammarError
from accelagent.spec.schema import Shape
from accelagent.units import alternatives

MAX_BYTES = 1 << 20
_TAG = "tag:yaml.org,2002:"
_FOUND = {"null": "nothing", "bool": "a boolean", "int": "a number", "float": "a number", "str": "text"}
_PLAIN_KEY = re.compile(r"[\w.-]{1,63}")
Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class Place:
    """One node of the document: its dotted key, and the node that an error should point at."""

    file: Path
    lines: tuple[str, ...]
    node: Node
    key: str = ""
    marker: Node | None = None  # pointed at instead of an empty node, which stands nowhere

    def fault(self, message: str, offset: int = 0) -> SpecError:
        """The error at this node, `offset` characters into its text where the text stands in one line as it is."""
        mark = (self.marker if self.marker and self.kind == "null" else self.node).start_mark
        return fault(self.file, message, mark.line, self._column(mark.line, mark.column, offset), self.key)

    def _column(self, line: int, column: int, offset: int) -> int:
        text = self.lines[line] if line < len(self.lines) else ""
        first = column + (getattr(self.node, "style", None) in ("'", '"'))
        return first + offset if offset and text[first:].startswith(self.node.value) else column

    @property
    def kind(self) -> str:
        """Short name of the node's YAML type: map, seq, str, int, float, bool, null …"""
        if isinstance(self.node, MappingNode):
            return "map"
        return "seq" if isinstance(self.node, SequenceNode) else str(self.node.tag).removeprefix(_TAG)

    def expected(self, what: str) -> SpecError:
        found = {"map": "a mapping", "seq": "a list", **_FOUND}.get(self.kind, "a tagged value")
        shown = f" {self.node.value[:60]!r}" if isinstance(self.node, ScalarNode) and self.node.value else ""
        return self.fault(f"found {found}{shown}; allowed: {what}")

    def at_key(self) -> Place:
        """The same entry, standing at its key instead of its value."""
        return Place(self.file, self.lines, self.marker or self.node, self.key)

    def child(self, name: str, node: Node, marker: Node | None = None) -> Place:
        shown = name if _PLAIN_KEY.fullmatch(name) else repr(name[:60])
        return Place(self.file, self.lines, node, f"{self.key}.{shown}" if self.key else shown, marker)

    def entries(self, what: str = "a mapping") -> dict[str, Place]:
        """The mapping's values by key, `<<` merged in; a key that occurs twice is a fault."""
        if not isinstance(self.node, MappingNode):
            raise self.expected(what)
        own: dict[str, Place] = {}
        merged: dict[str, Place] = {}
        for key, value in self.node.value:
            place = Place(self.file, self.lines, key, self.key)
            if place.kind == "merge":
                merged = Place(self.file, self.lines, value, self.key)._merged()
                continue
            name = place.text("text as key")
            if name in own:
                raise self.child(name, key).fault("the key occurs twice; allowed: once")
            own[name] = self.child(name, value, key)
        return {**merged, **own}

    def _merged(self) -> dict[str, Place]:
        """The entries of a mapping behind `<<`; one level only, so a mapping cannot merge itself."""
        pairs = self.node.value if isinstance(self.node, MappingNode) else ()
        if any(Place(self.file, self.lines, key).kind == "merge" for key, _ in pairs):
            raise self.fault("'<<' merges a mapping that has '<<' itself; allowed: one level")
        return self.entries("a mapping to merge")

    def fields(self, shape: Shape) -> dict[str, Place]:
        """The entries of a mapping that has the shape's keys."""
        found = self.entries()
        for name, place in found.items():
            if name not in shape.properties:
                raise place.at_key().fault(f"unknown key; {alternatives(name, shape.properties)}")
        for name in shape.required:
            if name not in found:
                raise self.fault(f"missing key '{name}'; required: {', '.join(shape.required)}")
        return found

    def items(self) -> Iterator[Place]:
        """The list's elements, keyed `key[0]`, `key[1]` …"""
        if not isinstance(self.node, SequenceNode):
            raise self.expected("a list such as [a, b]")
        for index, node in enumerate(self.node.value):
            yield Place(self.file, self.lines, node, f"{self.key}[{index}]")

    def text(self, what: str = "text") -> str:
        """Text that is not blank and that a file name or command line can hold."""
        if not isinstance(self.node, ScalarNode) or self.kind != "str":
            raise self.expected(what if self.kind in ("map", "seq", "null") else f"{what} (quote it)")
        value = str(self.node.value)
        if not value.strip():
            raise self.fault(f"the text is empty; allowed: {what}")
        if "\0" in value or not _encodable(value):
            raise self.fault("the text holds a NUL or half a surrogate pair; allowed: any other text")
        return value.strip()

    def whole(self) -> int:
        """A whole number of at least 1, in decimal digits."""
        value = self.scalar()
        if not re.fullmatch(r"\d{1,15}", value) or int(value) == 0:
            raise self.expected("a whole number of at least 1")
        return int(value)

    def number(self) -> float:
        """A finite number above 0."""
        value = self.scalar()
        if not re.fullmatch(r"\d{1,30}(\.\d{1,30})?([eE][+-]?\d{1,2})?", value) or float(value) == 0:
            raise self.expected("a number above 0")
        return float(value)

    def scalar(self) -> str:
        """The raw text of an unquoted number; anything else gives an empty text."""
        return str(self.node.value) if self.kind in ("int", "float") else ""

    def parse(self, parser: Callable[[str], Value]) -> Value:
        """The text through a parser whose ValueError becomes a fault here, at its offset if it has one."""
        if not self.scalar():
            self.text()
        try:
            return parser(str(self.node.value))
        except GrammarError as error:
            raise self.fault(str(error), error.offset) from error
        except ValueError as error:
            raise self.fault(str(error)) from error


def fault(file: Path, message: str, line: int = 0, column: int = 0, key: str = "") -> SpecError:
    """One line `file:line:column: key: message`; line and column are counted from 1 in the message only."""
    where = f"{file}:{line + 1}:{column + 1}: " + (f"{key}: " if key else "")
    line_of_text = " ".join((where + message).split())
    return SpecError("".join(c if c.isprintable() else ascii(c)[1:-1] for c in line_of_text))


def read(file: Path) -> Place:
    """The root node of the one YAML document in `file`; SpecError for everything that is none."""
    text = _decode(file, _read_bytes(file))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # a reused anchor is legal YAML
            root = YAML(typ="safe", pure=True).compose(text)
    except MarkedYAMLError as error:
        raise _bad_syntax(file, error) from error
    except RecursionError as error:
        raise fault(file, "not a specification: nested too deeply") from error
    except (YAMLError, ValueError, LookupError, TypeError, AssertionError, AttributeError) as error:
        # The parser's own slips on garbage (it raises IndexError and the like) are still bad syntax to the user.
        raise fault(file, f"not YAML: {str(error)[:120] or type(error).__name__}") from error
    if root is None:
        raise fault(file, "the file is empty; allowed: a specification that starts with 'version: 1'")
    return Place(file, tuple(text.splitlines()), root)


def _bad_syntax(file: Path, error: MarkedYAMLError) -> SpecError:
    """The parser's complaint where it noticed, with the line where the construct began."""
    mark = error.problem_mark or error.context_mark
    begin = error.context_mark
    context = f" ({error.context}, which begins in line {begin.line + 1})" if error.context and begin else ""
    problem = f"not YAML: {error.problem or error.context}{context}"
    return fault(file, problem, mark.line if mark else 0, mark.column if mark else 0)


def _read_bytes(file: Path) -> bytes:
    try:
        if file.is_dir():
            raise fault(file, f"is a directory; allowed: a YAML file such as {file / 'accel.yaml'}")
        with file.open("rb") as stream:
            content = stream.read(MAX_BYTES + 1)
    except (OSError, ValueError) as error:  # ValueError: a NUL in the path
        raise fault(file, f"cannot be read: {getattr(error, 'strerror', None) or error}") from error
    if len(content) > MAX_BYTES:
        raise fault(file, f"is larger than {MAX_BYTES} bytes, too large for a specification")
    return content


def _decode(file: Path, content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = content[: error.start]
        line = before.count(b"\n")
        column = len(before) - (before.rfind(b"\n") + 1)
        raise fault(file, f"not UTF-8: byte 0x{content[error.start]:02x}", line, column) from error


def _encodable(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
