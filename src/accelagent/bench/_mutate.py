"""Small faults put into C text by its syntax tree: what a careless change of a support file would look like."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tree_sitter import Node

# Statistics, and heuristics of speed alone: no gate on correctness can tell these from their mutants, nor should it.
_NO_MEANING = re.compile(
    r"ACCEL_COUNT|accel_count|accel_counters|accel_report|\bstats\b|atexit|pthread_atfork|accel_knob|accel_read_knobs"
    r"|pause|PATIENCE|accel_now_us|in_flight|pthread_mutex_(un)?lock|__atomic_fetch"
)
_SWAPPED = {
    "<": "<=", "<=": "<", ">": ">=", ">=": ">", "==": "!=", "!=": "==", "&&": "||", "||": "&&", "+": "-", "-": "+",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Mutant:
    """A text with one fault; `what` says which, with its line and function."""

    kind: str
    what: str
    text: str


@dataclass(frozen=True, slots=True)
class _Change:
    kind: str
    start: int
    end: int
    new: bytes


def mutants(
    text: str, count: int, seed: int, reached: Callable[[int], bool] = lambda line: True
) -> list[Mutant]:
    """Up to `count` mutants of `text`, drawn evenly over the kinds of faults, on lines that are `reached`."""
    source = text.encode()
    by_kind: dict[str, list[tuple[_Change, str]]] = {}
    for function, name in _functions(source):
        if _NO_MEANING.search(name):
            continue
        for change in _changes(function, source):
            if reached(source.count(b"\n", 0, change.start) + 1):
                by_kind.setdefault(change.kind, []).append((change, name))
    chance = random.Random(seed)
    for changes in by_kind.values():
        chance.shuffle(changes)
    chosen: list[tuple[_Change, str]] = []
    while len(chosen) < count and any(by_kind.values()):
        chosen += [changes.pop() for _, changes in sorted(by_kind.items()) if changes]
    return [_made(source, change, name) for change, name in chosen[:count]]


def _made(source: bytes, change: _Change, function: str) -> Mutant:
    line = source.count(b"\n", 0, change.start) + 1
    old = " ".join(source[change.start : change.end].decode().split())
    new = change.new.decode() or "nothing"
    text = (source[: change.start] + change.new + source[change.end :]).decode()
    return Mutant(change.kind, f"{change.kind} in {function}:{line}: {old[:70]!r} becomes {new[:70]!r}", text)


def _functions(source: bytes) -> Iterator[tuple[Node, str]]:
    import tree_sitter_c
    from tree_sitter import Language, Parser

    # The mark before each definition is no C to the grammar; blanks keep every offset.
    plain = source.replace(b"ACCEL_ONE_COPY", b"              ")
    for node in _walk(Parser(Language(tree_sitter_c.language())).parse(plain).root_node):
        if node.type == "function_definition":
            found = re.search(rb"(\w+)\s*\(", plain[node.start_byte : node.end_byte])
            body = node.child_by_field_name("body")
            if found and body is not None:
                yield body, found.group(1).decode()


def _walk(node: Node) -> Iterator[Node]:
    yield node
    for child in node.children:
        yield from _walk(child)


def _changes(body: Node, source: bytes) -> Iterator[_Change]:
    for node in _walk(body):
        make = _MAKERS.get(node.type)
        if make is not None and not _NO_MEANING.search(source[node.start_byte : node.end_byte].decode()):
            yield from make(node, source)


def _statement(node: Node, source: bytes) -> Iterator[_Change]:
    inner = node.children[0]
    kinds = {"call_expression": "dropped call", "assignment_expression": "dropped assignment"}
    if inner.type in kinds:
        yield _Change(kinds[inner.type], node.start_byte, node.end_byte, b";")


def _condition(node: Node, source: bytes) -> Iterator[_Change]:
    condition = node.child_by_field_name("condition")
    if condition is not None:
        text = source[condition.start_byte : condition.end_byte]
        yield _Change("negated condition", condition.start_byte, condition.end_byte, b"(!" + text + b")")


def _operator(node: Node, source: bytes) -> Iterator[_Change]:
    operator = node.child_by_field_name("operator")
    new = _SWAPPED.get(operator.type) if operator is not None else None
    if operator is not None and new is not None:
        kind = "off by one" if operator.type in "<=>=" else "other operator"
        yield _Change(kind, operator.start_byte, operator.end_byte, new.encode())


def _number(node: Node, source: bytes) -> Iterator[_Change]:
    text = source[node.start_byte : node.end_byte]
    answer = node.parent is not None and node.parent.type == "return_statement"
    if text.isdigit() and not answer:  # 2 for 1 is as true, and 1 for 0 is made as another answer
        yield _Change("other number", node.start_byte, node.end_byte, str(int(text) + 1).encode())


def _returned(node: Node, source: bytes) -> Iterator[_Change]:
    if len(node.children) == 3:
        value = node.children[1]
        if source[value.start_byte : value.end_byte] not in (b"0", b"Z_OK", b"NULL"):
            yield _Change("other answer", value.start_byte, value.end_byte, b"0")


def _call(node: Node, source: bytes) -> Iterator[_Change]:
    name = node.child_by_field_name("function")
    arguments = node.child_by_field_name("arguments")
    if name is None or arguments is None:
        return
    called = source[name.start_byte : name.end_byte]
    given = [a for a in arguments.children if a.is_named]
    texts = [source[a.start_byte : a.end_byte] for a in given]
    if called == b"memcpy" and len(given) == 3:
        yield _Change("swapped buffers", given[0].start_byte, given[1].end_byte, texts[1] + b", " + texts[0])
        yield _Change("wrong length", given[2].start_byte, given[2].end_byte, b"(" + texts[2] + b") / 2")
    if called in (b"crc32", b"adler32", b"accel_stream_checksum", b"adler32_combine", b"crc32_combine"):
        first = texts[1] if called == b"accel_stream_checksum" else texts[0]
        yield _Change("skipped checksum", node.start_byte, node.end_byte, first)
    if called == b"accel_qat_wait":
        yield _Change("dropped wait", node.start_byte, node.end_byte, b"1")


def _word(node: Node, source: bytes) -> Iterator[_Change]:
    other = {b"Z_FINISH": b"Z_NO_FLUSH", b"CPA_DC_FLUSH_FINAL": b"CPA_DC_FLUSH_FULL", b"CPA_DC_DEFLATE": b"CPA_DC_LZ4",
             b"CPA_DC_ADLER32": b"CPA_DC_CRC32", b"CPA_TRUE": b"CPA_FALSE", b"CPA_DC_STATELESS": b"CPA_DC_STATEFUL"}  # fmt: skip
    text = source[node.start_byte : node.end_byte]
    if text in other:
        yield _Change("lost last block" if b"FINI" in text or b"FINAL" in text else "other mode",
                      node.start_byte, node.end_byte, other[text])  # fmt: skip


_MAKERS: Mapping[str, Callable[[Node, bytes], Iterator[_Change]]] = {
    "expression_statement": _statement,
    "if_statement": _condition,
    "binary_expression": _operator,
    "number_literal": _number,
    "return_statement": _returned,
    "call_expression": _call,
    "identifier": _word,
}
