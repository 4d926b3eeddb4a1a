"""Whether the two halves of a loop body can tell that later iterations began before earlier ones ended."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from accelagent.codegen.edits import blank_comments
from accelagent.csource import CallSite, Function, SourceFile, descendants

if TYPE_CHECKING:
    from tree_sitter import Node

_WORD = re.compile(r"[A-Za-z_]\w*")
_LOOPS = frozenset({"for_statement", "while_statement", "do_statement", "for_range_loop"})
_LEAVING = frozenset({"return_statement", "goto_statement", "labeled_statement", "throw_statement"})
# They read nothing but their arguments' values, or memory of their own.
_PURE = frozenset({"compressBound", "strlen", "sizeof", "labs", "abs"})
_ALLOCATING = frozenset({"malloc", "calloc"})
# They change nothing that a compression reads: streams, their first argument, or nothing.
_HARMLESS = _PURE | {
    "fwrite", "fputs", "fputc", "putchar", "puts", "printf", "fprintf", "perror", "write", "crc32", "adler32", "memcmp",
    "strerror", "fflush", "assert",
}  # fmt: skip
_DEEPEST = 3


class CannotPipeline(Exception):
    """Internal: the reason why a loop keeps its order; becomes a value at the edge of this module."""


@dataclass(frozen=True, slots=True)
class Local:
    """A variable whose value crosses from PRE to POST."""

    name: str
    type: str  # as for a struct member, ends in `*` or a blank
    declared: bool  # in PRE; otherwise assigned there


@dataclass(frozen=True, slots=True)
class Loop:
    """The parts of a rewritable loop, as nodes of the file."""

    source: SourceFile
    site: CallSite
    node: Node
    index: str
    index_type: str | None  # None: declared outside the loop
    pre: tuple[Node, ...]
    post: tuple[Node, ...]  # begins with the statement that holds the call

    @property
    def destination(self) -> str:
        return self.site.call.arguments[0]

    @property
    def length(self) -> str:
        return self.site.call.arguments[1]

    @property
    def inputs(self) -> tuple[str, ...]:
        """Source, its length and the level."""
        rest = self.site.call.arguments[2:]
        return rest if len(rest) == 3 else (*rest, "Z_DEFAULT_COMPRESSION")

    @property
    def words_after(self) -> frozenset[str]:
        """Identifiers of POST once the call there only waits, for which it needs the destination and its length."""
        text, call = self.text(self.post), self.source.slice(self.site.node)
        return frozenset(_WORD.findall(text.replace(call, f"({self.destination}, {self.length})", 1)))

    def text(self, nodes: Sequence[Node]) -> str:
        pieces = (blank_comments(self.source.text[n.start_byte : n.end_byte]) for n in nodes)
        return "\n".join(piece.decode(errors="replace") for piece in pieces)


class Effects:
    """Reads and writes of the loop's halves, as far as the file's text shows them; unknown counts as everything."""

    def __init__(self, source: SourceFile, function: Function | None) -> None:
        self.source = source
        self.function = function
        self.functions = {f.name: f for f in source.functions}

    def check(self, loop: Loop, locals_: Sequence[Local]) -> None:
        """Raises CannotPipeline with the first reason found."""
        self._control_flow(loop)
        self._index_untouched(loop)
        self._own_destination(loop)
        self._own_length(loop, locals_)
        self._quiet_before(loop)
        self._quiet_after(loop)
        self._no_escape(loop, locals_)

    def _control_flow(self, loop: Loop) -> None:
        for part, place in ((loop.pre, "before"), (loop.post, "after")):
            for statement in part:
                for node in _outer_jumps(statement):
                    if node.type != "return_statement" or place == "before":
                        word = node.type.removesuffix("_statement")
                        raise CannotPipeline(f"has a {word} {place} it that would leave requests in flight")

    def _index_untouched(self, loop: Loop) -> None:
        for statement in (*loop.pre, *loop.post):
            for target, _ in self._writes(statement):
                if target == loop.index:
                    raise CannotPipeline(f"is in a loop whose body changes {loop.index}")
        words = set(_WORD.findall(_squeezed(self.source, loop.node.child_by_field_name("condition"))))
        for statement in (*loop.pre, *loop.post):
            for target, _ in self._writes(statement):
                if set(_WORD.findall(target)) & words - {loop.index}:
                    raise CannotPipeline(f"is in a loop whose body changes its own limit, {target}")

    def _own_destination(self, loop: Loop) -> None:
        if not self._per_item(loop, loop.destination):
            raise CannotPipeline(f"writes to {loop.destination} in every iteration")

    def _own_length(self, loop: Loop, locals_: Sequence[Local]) -> None:
        length = loop.length.replace(" ", "")
        if length.startswith("&") and length[1:] in {x.name for x in locals_}:
            return
        if not self._per_item(loop, length):
            raise CannotPipeline(f"keeps its length in {loop.length}, which every iteration shares")

    def _per_item(self, loop: Loop, text: str) -> bool:
        """Whether the expression names something of this iteration: by the index, or through a local that does."""
        items = {loop.index}
        for statement in loop.pre:
            if statement.type != "declaration":
                continue
            for declarator in statement.children_by_field_name("declarator"):
                value = declarator.child_by_field_name("value")
                if value is None:
                    continue
                words = set(_WORD.findall(self.source.slice(value)))
                name = _WORD.search(_squeezed(self.source, declarator.child_by_field_name("declarator")))
                if name and words & (items | _ALLOCATING):
                    items.add(name[0])
        return bool(set(_WORD.findall(text)) & items)

    def _quiet_before(self, loop: Loop) -> None:
        returns = any(n.type == "return_statement" for s in loop.post for n in descendants(s))
        for statement in loop.pre:
            for name in self._calls(statement):
                if name in _ALLOCATING and returns:
                    raise CannotPipeline(
                        f"has a return after it that would leak what {name} gave the items ahead"
                    )
                if name not in _PURE | _ALLOCATING:
                    raise CannotPipeline(
                        f"comes after a call of {name}, which may depend on an earlier iteration"
                    )
            for target, _ in self._writes(statement):
                self._private(loop, target, returns)

    def _private(self, loop: Loop, target: str, returns: bool) -> None:
        if target.isidentifier():
            if self.function is None or target not in self.source.declarations(self.function):
                raise CannotPipeline(f"comes after a change of {target}, which is not a local")
            return
        if not self._per_item(loop, target):
            raise CannotPipeline(f"comes after a change of {target}, which every iteration shares")
        if returns and target != loop.length.replace(" ", "").removeprefix("&"):
            raise CannotPipeline(
                f"has a return after it, and {target} would be set for items that were never reached"
            )

    def _quiet_after(self, loop: Loop) -> None:
        before = " ".join(
            [
                loop.text(loop.pre),
                *loop.inputs,
                _squeezed(self.source, loop.node.child_by_field_name("condition")),
            ]
        )
        if re.search(rf"\[[^\]]*\b{loop.index}\s*[-+]|\[[^\]]*[-+]\s*{loop.index}\b(?!\s*\*)", before):
            raise CannotPipeline("reads another iteration's element")
        own = {x.name for x in self._declared_in(loop.post)}
        words = set(_WORD.findall(before))
        for statement in loop.post:
            for target, _ in self._writes(statement):
                name = _WORD.findall(target)[-1] if _WORD.findall(target) else target
                if name not in own and name in words and not self._set_first(loop, name):
                    raise CannotPipeline(
                        f"is followed by a change of {target}, which the next iteration reads"
                    )
            for name in self._calls(statement):
                if name != loop.site.call.name and not self._harmless(name, _DEEPEST):
                    raise CannotPipeline(
                        f"is followed by a call of {name}, which may change what the next iteration reads"
                    )

    def _set_first(self, loop: Loop, name: str) -> bool:
        """Whether every iteration gives the variable a new value before the call."""
        return any(
            target == name and operator == "="
            for statement in loop.pre
            if statement.type in {"declaration", "expression_statement"}
            for target, operator in self._writes(statement)
        )

    def _no_escape(self, loop: Loop, locals_: Sequence[Local]) -> None:
        """An address of a crossing local that outlives its half would point to the wrong copy."""
        names = {x.name for x in locals_}
        for statement in loop.pre:
            for node in descendants(statement):
                if node.type != "pointer_expression" or not self.source.slice(node).startswith("&"):
                    continue
                operand = self.source.slice(node)[1:].strip(" ()")
                if operand in names:
                    raise CannotPipeline(f"comes after the address of {operand} was taken")

    def _declared_in(self, statements: Sequence[Node]) -> Iterator[Local]:
        for statement in statements:
            for node in descendants(statement):
                if node.type == "declaration":
                    for declarator in node.children_by_field_name("declarator"):
                        found = _WORD.search(self.source.slice(declarator))
                        if found:
                            yield Local(found[0], "", True)

    def _writes(self, statement: Node) -> Iterator[tuple[str, str]]:
        """(target without blanks, operator) of every assignment, initialiser and step in the statement."""
        for node in descendants(statement):
            if node.type == "assignment_expression":
                left, operator = node.child_by_field_name("left"), node.child_by_field_name("operator")
                yield _squeezed(self.source, left), self.source.slice(operator) if operator else "="
            elif node.type == "update_expression":
                yield _squeezed(self.source, node.child_by_field_name("argument")), "++"
            elif node.type == "init_declarator":
                yield _squeezed(self.source, node.child_by_field_name("declarator")).lstrip("*"), "="

    def _calls(self, node: Node) -> Iterator[str]:
        for inner in descendants(node):
            if inner.type == "call_expression":
                callee = inner.child_by_field_name("function")
                yield self.source.slice(callee) if callee else "?"

    def _harmless(self, name: str, depth: int) -> bool:
        """Whether a function is known to change no memory that a later iteration could read."""
        if name in _HARMLESS:
            return True
        function = self.functions.get(name)
        if depth == 0 or function is None or function.body is None:
            return False
        locals_ = self.source.declarations(function)
        for target, _ in self._writes(function.body):
            if _WORD.match(target) is None or target not in locals_:
                root = _WORD.match(target)
                if root is None or "->" in target or "[" in target or "*" in locals_.get(root[0], "*"):
                    return False
        return all(self._harmless(inner, depth - 1) for inner in self._calls(function.body))


def _outer_jumps(statement: Node) -> Iterator[Node]:
    """Jumps in the statement that leave it: returns, gotos and labels anywhere, break and continue unless of an inner loop."""
    for node in descendants(statement):
        inner = node.type in {"break_statement", "continue_statement"} and not _caught(node, statement)
        if inner or node.type in _LEAVING:
            yield node


def _caught(jump: Node, statement: Node) -> bool:
    catching = _LOOPS if jump.type == "continue_statement" else {*_LOOPS, "switch_statement"}
    node: Node | None = jump
    while node is not None:
        if node.type in catching:
            return True
        if node.id == statement.id:
            return False
        node = node.parent
    return False


def _squeezed(source: SourceFile, node: Node | None) -> str:
    return re.sub(r"\s+", "", source.slice(node)) if node is not None else ""
