"""Declarations of C and C++ as texts: the name and type of what a declarator declares, and the members of structures."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tree_sitter import Node

    from accelagent.csource import SourceFile


def declared(source: SourceFile, nodes: Iterable[Node]) -> dict[str, str]:
    """Type text by name of everything that the declarations declare."""
    found: dict[str, str] = {}
    for declaration in nodes:
        base = declaration.child_by_field_name("type")
        for declarator in declaration.children_by_field_name("declarator") if base else ():
            name = declarator_name(source, declarator)
            if name and base:
                found[name] = source.slice(base) + type_suffix(source, declarator)
    return found


def declarator_name(source: SourceFile, node: Node | None) -> str:
    """Innermost identifier of a declarator, empty when there is none."""
    while node is not None:
        if node.type in (
            "identifier",
            "field_identifier",
            "type_identifier",
            "destructor_name",
            "operator_name",
        ):
            return source.slice(node)
        if node.type == "qualified_identifier":
            return source.slice(node.child_by_field_name("name") or node).rpartition("::")[2]
        # References and parentheses have no field for what they wrap.
        node = node.child_by_field_name("declarator") or next(
            (c for c in node.named_children if c.type.endswith(("declarator", "identifier"))), None
        )
    return ""


def structures(source: SourceFile, nodes: Sequence[Node]) -> dict[str, tuple[str, ...]]:
    """Member types in order by tag or defined name."""
    found: dict[str, tuple[str, ...]] = {}
    for node in nodes:
        body, tag, above = node.child_by_field_name("body"), node.child_by_field_name("name"), node.parent
        if body is None:
            continue
        members = tuple(_member_types(source, body))
        names = [tag] if tag else []
        names += (
            above.children_by_field_name("declarator") if above and above.type == "type_definition" else []
        )
        found.update({source.slice(n): members for n in names} if members else {})
    return found


def _member_types(source: SourceFile, body: Node) -> Iterator[str]:
    """Type text of each member; an unknowable one where a member has none of its own, so that no size is given."""
    for item in body.named_children:
        base = item.child_by_field_name("type")
        if item.type != "field_declaration" or base is None:
            continue
        plain = not any(c.type == "bitfield_clause" for c in item.children)
        kind = source.slice(base) if plain and base.type not in ("union_specifier",) else "?"
        for declarator in item.children_by_field_name("declarator"):
            suffix = type_suffix(source, declarator)
            if suffix != " (*)()":
                yield kind + suffix
            elif source.language == "c" or b"(*" in source.text[declarator.start_byte : declarator.end_byte]:
                yield "void *"


def type_suffix(source: SourceFile, node: Node | None) -> str:
    """` *` per pointer and `[n]` per dimension, outermost dimension first."""
    suffix = ""
    while node is not None:
        if node.type == "pointer_declarator":
            suffix = " *" + suffix
        elif node.type == "array_declarator":
            size = node.child_by_field_name("size")
            suffix = f"[{source.slice(size) if size else ''}]" + suffix
        elif node.type == "function_declarator":
            return " (*)()"
        node = node.child_by_field_name("declarator")
    return suffix
