"""Copies that nobody needs at once: begun where they stand, waited for behind what can run meanwhile.

What may stand between beginning and wait touches no memory that a copy reads or writes: further copies (the support file
orders those that depend on one another), arithmetic on locals, and checksums of the copy's own source.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from accelagent.codegen.edits import Edit
from accelagent.csource import CallSite, Function, SourceFile, descendants

if TYPE_CHECKING:
    from tree_sitter import Node

_LOOPS = frozenset({"for_statement", "while_statement"})
_READERS = frozenset({"crc32", "crc32_z", "adler32", "adler32_z"})  # of their second argument only
_TOUCHING = frozenset({"subscript_expression", "field_expression", "pointer_expression", "call_expression",
                       "lambda_expression", "new_expression", "delete_expression"})  # fmt: skip
# A number or a pointer: no reference, nothing with operators of its own, nothing that outlives the function.
_PLAIN = re.compile(
    r"(?!.*\b(?:static|volatile)\b)(?:[^&\[\]]*\*|(?:const|unsigned|signed|char|short|int|long|float|double|bool|"
    r"(?:std::)?(?:s?size_t|ptrdiff_t|u?int(?:8|16|32|64|ptr)_t)|uInt|uLong|\s)+)(?:\s*(?:const|restrict|__restrict))?"
)
_CAST = re.compile(r"^\((?:const |unsigned |signed |struct )*\w+\s*\**\)")
_PLAIN_STATEMENTS = frozenset({"expression_statement", "declaration"})


class CannotWait(Exception):
    """The reason why a copy is needed where it stands."""


def later_edits(source: SourceFile, site: CallSite) -> list[Edit]:
    """The edit that waits for the copy at `site` at the end of what can overlap with it; raises CannotWait."""
    if site.call.name != "memcpy":
        raise CannotWait(f"is {site.call.name}, whose result is needed at once")
    statement = site.node.parent
    if statement is None or statement.type != "expression_statement" or site.function is None:
        raise CannotWait("uses the result of the copy")
    locals_ = Locals(source, site.function)
    loop = _loop_of_copies(locals_, statement)
    last = loop if loop is not None else _run_of(locals_, statement, site)
    text = f"\n{_indent(source, last)}accel_copies_wait();"
    if b"\r\n" in source.text:
        text = text.replace("\n", "\r\n")
    return [Edit(last.end_byte, last.end_byte, text)]


class Locals:
    """Variables of a function that live in no memory anybody else can reach."""

    def __init__(self, source: SourceFile, function: Function) -> None:
        self.source = source
        text = source.text[function.start_byte : function.end_byte].decode(errors="replace")
        taken = set(re.findall(r"&\s*(\w+)", text))
        kinds = source.declarations(function)
        self.names = {n for n, kind in kinds.items() if n not in taken and _PLAIN.fullmatch(kind.strip())}

    def pure(self, node: Node) -> bool:
        """Whether the expression reads and changes such variables and constants only."""
        for inner in descendants(node):
            if inner.type in _TOUCHING and not self._in_sizeof(inner, node):
                return False
            if inner.type == "identifier" and not self._known(self.source.slice(inner)):
                return False
        return True

    def _known(self, name: str) -> bool:
        return name in self.names or self.source.value(name) is not None

    @staticmethod
    def _in_sizeof(node: Node, top: Node) -> bool:
        inner: Node | None = node
        while inner is not None and inner.id != top.id:
            if inner.type == "sizeof_expression":
                return True
            inner = inner.parent
        return False

    def harmless(self, statement: Node, of: tuple[str, str] | None = None) -> bool:
        """Whether the statement works on such variables only, or computes a checksum of `of`, a pointer and its length."""
        if statement.type == "comment":
            return True
        if statement.type not in _PLAIN_STATEMENTS:
            return False
        calls = [n for n in descendants(statement) if n.type == "call_expression"]
        if not calls:
            return self.pure(statement)
        return len(calls) == 1 and of is not None and self._reads(statement, calls[0], of)

    def _reads(self, statement: Node, call: Node, of: tuple[str, str]) -> bool:
        callee, given = call.child_by_field_name("function"), call.child_by_field_name("arguments")
        if callee is None or given is None or self.source.slice(callee) not in _READERS:
            return False
        arguments = given.named_children
        texts = tuple(_CAST.sub("", self.source.slice(a)) for a in arguments)
        plain = (
            len(texts) == 3 and texts[1:] == of and of[0] in self.names
        )  # no further: there may be a destination
        targets = [
            n.child_by_field_name("left") or n.child_by_field_name("declarator")
            for n in descendants(statement)
            if n.type in {"assignment_expression", "init_declarator"}
        ]
        named = [self.source.slice(t) for t in targets if t is not None]
        return plain and all(self.pure(a) for a in arguments) and all(n in self.names for n in named)

    def copies(self, statement: Node) -> bool:
        """Whether the statement is a copy whose arguments read no memory."""
        call = (
            statement.named_children[0]
            if statement.type == "expression_statement" and statement.named_children
            else None
        )
        if call is None or call.type != "call_expression":
            return False
        callee, given = call.child_by_field_name("function"), call.child_by_field_name("arguments")
        if callee is None or given is None or self.source.slice(callee) not in {"memcpy", "std::memcpy"}:
            return False
        return len(given.named_children) == 3 and all(self.pure(a) for a in given.named_children)


def _loop_of_copies(locals_: Locals, statement: Node) -> Node | None:
    """The counted loop around the statement if its body only copies and counts."""
    body = statement.parent
    braced = body is not None and body.type == "compound_statement"
    loop = body.parent if braced and body is not None else body
    if (
        loop is None
        or loop.type not in _LOOPS
        or loop.parent is None
        or loop.parent.type != "compound_statement"
    ):
        return None
    inside = body.named_children if braced and body is not None else [statement]
    parts = [loop.child_by_field_name(name) for name in ("initializer", "condition", "update")]
    quiet = all(locals_.pure(p) for p in parts if p is not None)
    return loop if quiet and all(locals_.copies(s) or locals_.harmless(s) for s in inside) else None


def _run_of(locals_: Locals, statement: Node, site: CallSite) -> Node:
    """The last of the statements after the copy, in its block, that can run before it is done."""
    if (
        statement.parent is None
        or statement.parent.type != "compound_statement"
        or not locals_.copies(statement)
    ):
        raise CannotWait("stands where nothing can run before it is done, or reads its arguments from memory")
    of: tuple[str, str] | None = (site.call.arguments[1], _CAST.sub("", site.call.arguments[2]))
    last, useful = statement, False
    following = statement.next_named_sibling
    while following is not None:
        copies = locals_.copies(following)
        if not copies and not locals_.harmless(following, of):
            break
        if copies:
            of = None  # its destination may be what a checksum would read
        if copies or any(n.type == "call_expression" for n in descendants(following)):
            last, useful = following, True
        following = following.next_named_sibling
    if not useful and not _ends_a_run(locals_, statement):
        raise CannotWait("is followed by nothing that could run before it is done")
    return last


def _ends_a_run(locals_: Locals, statement: Node) -> bool:
    """Whether copies right before the statement are still under way at it."""
    before = statement.prev_named_sibling
    while before is not None and (locals_.copies(before) or locals_.harmless(before)):
        if locals_.copies(before):
            return True
        before = before.prev_named_sibling
    return False


def _indent(source: SourceFile, node: Node) -> str:
    line = source.text[source.text.rfind(b"\n", 0, node.start_byte) + 1 : node.start_byte]
    return line[: len(line) - len(line.lstrip())].decode(errors="replace")
