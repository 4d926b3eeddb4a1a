"""Loops of independent one-shot compressions: submit ahead in a window, finish in order.

The body is cut at the call. What stands before it (PRE) runs for later iterations before what stands after it (POST) has run
for earlier ones, so the rewrite is made only where the text shows that neither can tell.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from accelagent.codegen.edits import Edit
from accelagent.codegen.recipes._effects import CannotPipeline, Effects, Local, Loop
from accelagent.csource import CallSite, SourceFile, descendants

if TYPE_CHECKING:
    from tree_sitter import Node

_WORD = re.compile(r"[A-Za-z_]\w*")
_PLAIN_TEST = re.compile(r"[^&|?,=!()]+(?:[<>]=?|!=)[^&|?,=!()]+")
_LOOPS = frozenset({"for_statement", "while_statement", "do_statement", "for_range_loop"})


def pipeline(source: SourceFile, site: CallSite) -> list[Edit] | str:
    """The edits that overlap the iterations of the loop around `site`, or the reason to leave it."""
    try:
        loop = _loop_of(source, site)
        locals_ = _crossing(loop)
        Effects(source, site.function).check(loop, locals_)
        return [_rewrite(loop, locals_)]
    except CannotPipeline as reason:
        return f"{source.path}:{site.call.line} {reason}"


def _loop_of(source: SourceFile, site: CallSite) -> Loop:
    if not site.loops or site.loops[-1].type != "for_statement":
        raise CannotPipeline("is not in a counted for loop")
    node = site.loops[-1]
    index = _index_of(source, node)
    body = node.child_by_field_name("body")
    if body is None or body.type != "compound_statement":
        raise CannotPipeline("is the loop's only statement; there is nothing to run ahead of it")
    parts = tuple(body.named_children)
    place = next(
        (n for n, p in enumerate(parts) if p.start_byte <= site.node.start_byte < p.end_byte), len(parts)
    )
    if place == len(parts) or not _runs_once_and_first(source, parts[place], site):
        raise CannotPipeline("is not made exactly once in every iteration")
    if node.has_error:
        raise CannotPipeline("is in a loop that the parser does not fully understand")
    others = [
        c
        for c in source.calls({"compress", "compress2"})
        if node.start_byte <= c.node.start_byte < node.end_byte
    ]
    if len(others) > 1:
        raise CannotPipeline("is one of several compressions in the loop")
    return Loop(source, site, node, index, _index_type(source, node), parts[:place], parts[place:])


def _index_of(source: SourceFile, node: Node) -> str:
    update = node.child_by_field_name("update")
    condition = node.child_by_field_name("condition")
    if update is None or condition is None:
        raise CannotPipeline("is in a for loop without condition or step")
    found = re.fullmatch(
        r"(?:\+\+|--)?\s*([A-Za-z_]\w*)\s*(?:\+\+|--|[+-]=\s*\w+)?", source.slice(update).strip()
    )
    text = source.slice(condition)
    if found is None or not re.search(rf"\b{found[1]}\b", text):
        raise CannotPipeline("is in a for loop that does not count one variable")
    if any(
        n.type in {"call_expression", "assignment_expression", "update_expression"}
        for n in descendants(condition)
    ):
        raise CannotPipeline("is in a for loop whose condition has effects or calls")
    return found[1]


def _index_type(source: SourceFile, node: Node) -> str | None:
    """Type of an index declared in the loop's head; None when the loop uses an outer variable."""
    head = node.child_by_field_name("initializer")
    if head is None or head.type != "declaration":
        return None
    kinds = [d for d in head.named_children if d.type == "init_declarator"]
    declarator = kinds[0].child_by_field_name("declarator") if len(kinds) == 1 else None
    if declarator is None or declarator.type != "identifier":
        raise CannotPipeline("is in a for loop that declares more than a plain counter")
    return _decode(source.text[head.start_byte : kinds[0].start_byte])


def _runs_once_and_first(source: SourceFile, statement: Node, site: CallSite) -> bool:
    """Whether the statement always makes the call, and before anything else that has an effect."""
    node = site.node.parent
    while node is not None and node.id != statement.id:
        if node.type in {"compound_statement", "conditional_expression", "argument_list", *_LOOPS}:
            return False
        if (
            node.type == "binary_expression"
            and _decode(source.text[node.start_byte : node.end_byte]).find("&&") >= 0
        ):
            return False
        if node.type == "binary_expression" and "||" in source.slice(node):
            return False
        if node.type in {"if_statement", "switch_statement"}:
            return False
        node = node.parent
    if statement.type == "if_statement":
        condition = statement.child_by_field_name("condition")
        return condition is not None and condition.start_byte <= site.node.start_byte < condition.end_byte
    return statement.type in {"expression_statement", "declaration"}


def _crossing(loop: Loop) -> list[Local]:
    """Variables that PRE sets and POST uses, the index apart."""
    used = loop.words_after
    found = [x for statement in loop.pre for x in _declared(loop.source, statement) if x.name in used]
    names = {x.name for x in found}
    types = loop.source.declarations(loop.site.function) if loop.site.function else {}
    for statement in loop.pre:
        name = _assigned(loop.source, statement)
        if name and name in used and name not in names:
            text = types.get(name)
            if text is None or "[" in text or "static" in text:
                raise CannotPipeline(f"shares {name} between the iterations")
            names.add(name)
            found.append(Local(name, text.strip() + ("" if text.strip().endswith("*") else " "), False))
    return found


def _declared(source: SourceFile, statement: Node) -> Iterator[Local]:
    if statement.type != "declaration":
        return
    declarators = statement.children_by_field_name("declarator")
    head = source.text[statement.start_byte : declarators[0].start_byte].decode(errors="replace")
    if re.search(r"\b(?:static|extern|auto)\b", head):
        raise CannotPipeline(f"has a declaration before it that cannot be kept per item: {head.strip()}")
    for declarator in declarators:
        inner: Node | None = declarator
        stars = ""
        if inner is not None and inner.type == "init_declarator":
            inner = inner.child_by_field_name("declarator")
        while inner is not None and inner.type == "pointer_declarator":
            stars += "*"
            inner = inner.child_by_field_name("declarator")
        if inner is None or inner.type != "identifier":
            raise CannotPipeline(
                f"has a local before it that cannot be kept per item: {source.slice(declarator)}"
            )
        plain = head if stars else re.sub(r"\bconst\b\s*", "", head)
        yield Local(source.slice(inner), " ".join(plain.split()) + " " + stars, True)


def _assigned(source: SourceFile, statement: Node) -> str | None:
    """The plain variable that an assignment statement sets outright."""
    if statement.type != "expression_statement" or not statement.named_children:
        return None
    inner = statement.named_children[0]
    left = inner.child_by_field_name("left")
    operator = inner.child_by_field_name("operator")
    if inner.type != "assignment_expression" or left is None or left.type != "identifier":
        return None
    return source.slice(left) if operator is not None and source.slice(operator) == "=" else None


def _rewrite(loop: Loop, locals_: Sequence[Local]) -> Edit:
    indent = _indent(loop.source.text, loop.node.start_byte)
    unit = "\t" if "\t" in indent else "    "
    lines = list(_lines(loop, locals_, unit))
    text = ("\n" + indent).join(line.rstrip() for line in lines)
    if b"\r\n" in loop.source.text:
        text = text.replace("\r\n", "\n").replace("\n", "\r\n")
    return Edit(loop.node.start_byte, loop.node.end_byte, re.sub(r"[ \t]+(?=\r?\n)", "", text))


def _lines(loop: Loop, locals_: Sequence[Local], unit: str) -> Iterator[str]:
    slice_ = loop.source.slice
    condition = loop.node.child_by_field_name("condition")
    update = loop.node.child_by_field_name("update")
    head = loop.node.child_by_field_name("initializer")
    assert condition is not None  # _index_of() has seen to both
    assert update is not None
    test, start = slice_(condition).strip("; "), slice_(head).rstrip("; ") if head else ""
    if not _PLAIN_TEST.fullmatch(test):
        test = f"({test})"
    kept = [
        *locals_,
        Local(loop.index, (loop.index_type or _outer_type(loop)).rstrip() + " ", bool(loop.index_type)),
    ]
    yield "{"
    yield f"{unit}/* Items are independent: up to a window of them is under way while earlier ones finish, in order. */"
    yield f"{unit}struct {{"
    yield f"{unit * 2}struct accel_ticket ticket;"
    for local in kept:
        yield f"{unit * 2}{local.type}{local.name};"
    yield f"{unit}}} accel_items[ACCEL_WINDOW], *accel_item;"
    yield f"{unit}const unsigned accel_ahead = (unsigned)accel_window();"
    yield f"{unit}unsigned accel_begun = 0, accel_ended = 0;"
    yield f"{unit}for ({start}; {test} || accel_ended != accel_begun;) {{"
    yield f"{unit * 2}if ({test} && accel_begun - accel_ended < accel_ahead) {{"
    for statement in loop.pre:
        yield from _moved(loop, statement, unit * 3)
    yield f"{unit * 3}accel_item = &accel_items[accel_begun++ % ACCEL_WINDOW];"
    for local in kept:
        yield f"{unit * 3}accel_item->{local.name} = {local.name};"
    yield f"{unit * 3}accel_compress2_submit(&accel_item->ticket, {', '.join(loop.inputs)});"
    yield f"{unit * 3}{slice_(update)};"
    yield f"{unit * 3}continue;"
    yield f"{unit * 2}}}"
    yield f"{unit * 2}accel_item = &accel_items[accel_ended++ % ACCEL_WINDOW];"
    yield from _post(loop, kept, unit)
    yield f"{unit}}}"
    yield "}"


def _post(loop: Loop, kept: Sequence[Local], unit: str) -> Iterator[str]:
    """POST with the item's own values under the names it uses."""
    yield f"{unit * 2}{{"
    used = loop.words_after
    for local in kept:
        if local.name in used and (local.declared or local.name == loop.index):
            yield f"{unit * 3}{local.type}{local.name} = accel_item->{local.name};"
        elif local.name in used:
            yield f"{unit * 3}{local.name} = accel_item->{local.name};"
    for statement in loop.post:
        yield from _moved(loop, statement, unit * 3)
    yield f"{unit * 2}}}"


def _outer_type(loop: Loop) -> str:
    types = loop.source.declarations(loop.site.function) if loop.site.function else {}
    text = types.get(loop.index)
    if text is None or "[" in text or "*" in text:
        raise CannotPipeline(f"counts with {loop.index}, whose type is not plain")
    return text


def _moved(loop: Loop, statement: Node, indent: str) -> Iterator[str]:
    """The statement's own text on a new indent, its call and its early returns rewritten."""
    text = loop.source.text
    edits = []
    site = loop.site.node
    if statement.start_byte <= site.start_byte < statement.end_byte:
        call = f"accel_compress2_wait(&accel_item->ticket, {loop.destination}, {loop.length})"
        edits.append((site.start_byte, site.end_byte, call))
    edits += [_drained(loop.source, n) for n in descendants(statement) if n.type == "return_statement"]
    body = text[statement.start_byte : statement.end_byte]
    for start, end, new in sorted(edits, reverse=True):
        body = body[: start - statement.start_byte] + new.encode() + body[end - statement.start_byte :]
    old = _indent(text, statement.start_byte)
    lines = body.decode(errors="replace").split("\n")
    yield indent + lines[0]
    for line in lines[1:]:
        yield indent + line.removeprefix(old) if line.strip() else ""


def _drained(source: SourceFile, node: Node) -> tuple[int, int, str]:
    """The edit that gives up the items ahead before a return, with braces where it stands alone under an `if`."""
    drain = "accel_drain(accel_items, accel_ended, accel_begun);"
    indent = _indent(source.text, node.start_byte)
    before = node.prev_sibling
    if node.parent is None or node.parent.type == "compound_statement" or before is None:
        return node.start_byte, node.start_byte, f"{drain}\n{indent}"
    outer = _indent(source.text, node.parent.start_byte)
    inner = indent if indent != outer else outer + ("\t" if "\t" in outer else "    ")
    text = f" {{\n{inner}{drain}\n{inner}{source.slice(node)}\n{outer}}}"
    return before.end_byte, node.end_byte, text


def _indent(text: bytes, offset: int) -> str:
    line = text[text.rfind(b"\n", 0, offset) + 1 : offset]
    return _decode(line[: len(line) - len(line.lstrip())])


def _decode(text: bytes) -> str:
    return text.decode(errors="replace")
