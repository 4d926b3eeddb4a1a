"""What is read beside the parser's main walk: callees, enumerators, file-scope constants, and calls in places that do not parse."""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Iterable, Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tree_sitter import Node

    from accelagent.csource import SourceFile

# A call without its semicolon that names a loop, followed by a statement, is a loop hidden in a macro.
_LOOP_MACRO = re.compile(rb"for_?each|foreach|_for_|^for_|_loop\b|^loop|_iter(?:ate)?\b", re.I)
_NEAR = 2000  # bytes within which a call's last parenthesis is looked for


def heads(text: bytes, names: Iterable[str]) -> Iterator[tuple[str, int, int]]:
    """(name, start of the name, byte after the parenthesis) of everything that is written like a plain call of the names."""
    for name in sorted(names):
        for start, end in _places(text, name.encode()):
            opened = _OPENED.match(text, end)
            if opened and text[start - 1 : start] not in (b".", b">"):
                yield name, start, opened.end()


def may_call(text: bytes, name: bytes) -> bool:
    """Whether something in the text is written like a plain call of that name, or of a template of it."""
    return any(
        _BEGUN.match(text, end) and not text[max(0, start - 2) : start].endswith((b".", b"->"))
        for start, end in _places(text, name)
    )


def _places(text: bytes, name: bytes) -> Iterator[tuple[int, int]]:
    """Where a word stands in the text."""
    start = text.find(name)
    while start >= 0:
        end = start + len(name)
        if text[start - 1 : start] not in _IN_WORDS and text[end : end + 1] not in _IN_WORDS:
            yield start, end
        start = text.find(name, end)


_IN_WORDS = frozenset(bytes([c]) for c in range(128) if chr(c).isalnum() or c == 95)
_OPENED, _BEGUN = re.compile(rb"\s*\("), re.compile(rb"\s*[(<]")


def torn_calls(
    text: bytes, root: Node, written: Iterable[tuple[str, int, int]], known: Container[int]
) -> Iterator[tuple[str, Node, tuple[str, ...], int]]:
    """(name, node of the name, arguments, end byte) of calls that the parser did not see as such."""
    for name, start, end in written:
        node = None if start in known else root.descendant_for_byte_range(start, start + 1)
        found = _arguments(text, end) if node is not None and _is_code(node) else None
        if node is not None and found is not None:
            yield name, node, *found


def written_calls(text: bytes, root: Node, names: Iterable[str]) -> list[tuple[bytes, str, Node]]:
    """(scope as of `callee`, name, call) of the calls of these names that the parser saw, in source order; outer before inner."""
    found: dict[int, tuple[bytes, str, Node]] = {}
    for name in names:
        plain = name.encode()
        for start, end in _places(text, plain):
            node = root.descendant_for_byte_range(start, end)
            call = _call_of(node, start) if node is not None else None
            if call is not None and call.id not in found:
                scope, called = callee(text, call)
                if called == plain:
                    found[call.id] = scope, name, call
    return sorted(found.values(), key=lambda f: (f[2].start_byte, -f[2].end_byte))


def _call_of(node: Node, at: int) -> Node | None:
    """The call whose callee stands at `at`."""
    above: Node | None = node
    while above is not None and above.type in _CALLEES:
        above = above.parent
    if above is None or above.type != "call_expression":
        return None
    function = above.child_by_field_name("function")
    return above if function is not None and function.start_byte <= at < function.end_byte else None


_CALLEES = frozenset(
    [
        "identifier",
        "qualified_identifier",
        "namespace_identifier",
        "template_function",
        "parenthesized_expression",
        "field_identifier",
        "field_expression",
        "template_method",
    ]
)


def loops_around(node: Node, kinds: Container[str]) -> tuple[tuple[Node, ...], Node | None]:
    """The loops around a node within its function, outermost first, and the function."""
    loops, around = [], node.parent
    while around is not None and around.type != "function_definition":
        loops += [around] if around.type in kinds else []
        around = around.parent
    return tuple(reversed(loops)), around


def follows_loop_macro(text: bytes, node: Node) -> bool:
    """The statement is the body of a loop whose head is a macro."""
    before = node.prev_sibling
    if before is None or before.type != "expression_statement" or not before.children:
        return False
    if not before.children[-1].is_missing:
        return False
    head = text[before.start_byte : before.end_byte].split(b"(", 1)[0]
    return _LOOP_MACRO.search(head.strip()) is not None


def _is_code(node: Node) -> bool:
    """An identifier of a function's body that is not in a comment, a string or a directive."""
    if node.type not in ("identifier", "type_identifier"):
        return False
    parent = node.parent
    while parent is not None:
        if parent.type.startswith(("preproc_def", "preproc_function", "comment", "string")):
            return False
        if parent.type == "compound_statement":
            return True
        parent = parent.parent
    return False


def _arguments(text: bytes, start: int) -> tuple[tuple[str, ...], int] | None:
    """Arguments between the parenthesis before `start` and its partner, and the end; None when it is not near."""
    level, at, parts = 1, start, []
    for index in range(start, min(len(text), start + _NEAR)):
        level += _STEP.get(text[index], 0)
        if level == 0 or (text[index] == _COMMA and level == 1):
            parts.append(text[at:index].decode("utf-8", "replace").strip())
            at = index + 1
        if level == 0:
            return tuple(p for p in parts if p), at
    return None


_COMMA = ord(",")
_STEP = {ord("("): 1, ord("["): 1, ord(")"): -1, ord("]"): -1}


def callee(source: bytes, node: Node) -> tuple[bytes, bytes]:
    """(scope, name) of what is called: the scope is empty for plain and `std::` names, `.` for methods."""
    function = node.child_by_field_name("function")
    while function is not None and function.type in ("template_function", "parenthesized_expression"):
        function = function.child_by_field_name("name") or function.named_child(0)
    if function is None:
        return b"", b""
    if function.type == "field_expression":
        member = function.child_by_field_name("field")
        text = source[member.start_byte : member.end_byte] if member else b""
        return b".", text.split(b"<", 1)[0].strip()
    if function.type not in ("identifier", "qualified_identifier"):
        return b"", b""
    text = source[function.start_byte : function.end_byte]
    if function.type == "identifier":
        return b"", text
    scope, _, name = text.rpartition(b"::")
    if b"<" in name:
        scope, _, name = text.split(b"<", 1)[0].rpartition(b"::")
    known = scope in (b"", b"std", b"::std")
    return (b"" if known else scope.rpartition(b"::")[2].strip()), name.strip()


def enumerator_values(source: SourceFile, lists: Callable[[SourceFile], list[Node]]) -> dict[str, str]:
    """Enumerators of the file with the text of their values."""
    found: dict[str, str] = {}
    if b"enum" not in source.text:
        return found
    for node in lists(source):
        _enumerate(source, node, found)
    return found


def _enumerate(source: SourceFile, node: Node, found: dict[str, str]) -> None:
    base, step = "0", 0
    for item in node.named_children:
        if item.type != "enumerator":
            continue
        value = item.child_by_field_name("value")
        if value is not None:
            base, step = source.slice(value), 0
        name = item.child_by_field_name("name")
        if name is not None:
            found[source.slice(name)] = f"({base})+{step}"
        step += 1


def file_constants(
    source: SourceFile, assigned: Callable[[SourceFile, Node], tuple[str, tuple[int, str, str]] | None]
) -> dict[str, str]:
    """Constants that the file defines outside of functions, by name."""
    found: dict[str, str] = {}
    for node in outside(source.root):
        if b"const" in source.text[node.start_byte : node.end_byte]:
            for item in node.children_by_field_name("declarator"):
                found_here = assigned(source, item)
                if found_here:
                    found[found_here[0]] = found_here[1][2]
            value = node.child_by_field_name("default_value")
            if value is not None:  # a class's own `static constexpr`
                found[source.slice(node.children_by_field_name("declarator")[0])] = source.slice(value)
    return found


_HOLDERS = frozenset(
    [
        "namespace_definition",
        "linkage_specification",
        "template_declaration",
        "declaration_list",
        "class_specifier",
        "struct_specifier",
        "field_declaration_list",
        "preproc_if",
        "preproc_ifdef",
        "preproc_else",
        "preproc_elif",
    ]
)


def outside(root: Node) -> Iterator[Node]:
    """Declarations outside of functions, also of namespaces and classes."""
    waiting = list(reversed(root.named_children))
    while waiting:
        node = waiting.pop()
        if node.type in ("declaration", "field_declaration"):
            yield node
        elif node.type in _HOLDERS:
            waiting += reversed(node.named_children)


def is_discarded(statement: Node, call: Node) -> bool:
    """Whether a statement does nothing with the result of the call."""
    if statement.type != "expression_statement":
        return False
    inner: Node | None = statement.named_child(0)
    if inner is not None and inner.type == "cast_expression":
        inner = inner.child_by_field_name("value")
    return inner is not None and inner.id == call.id
