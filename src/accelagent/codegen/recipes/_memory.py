"""Operations on memory: calls of the C library and loops that do the same, handed to the support file site by site.

A loop stays in the text behind a condition, so whatever the device refuses is done as before.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from accelagent.codegen.edits import Edit
from accelagent.codegen.recipes._overlap import CannotWait, later_edits
from accelagent.codegen.recipes._recipe import MEMORY_LOOP
from accelagent.csource import CallSite, Function, SourceFile, parse
from accelagent.domain import Call, Region

if TYPE_CHECKING:
    from tree_sitter import Node

PLAIN = frozenset({"memcpy", "memmove", "memset", "memcmp"})
_HEAD = re.compile(r"for\((?:([\w ]+?)[ ])?(\w+)=0;\2<(\w+);(?:\2\+\+|\+\+\2)\)")
_COPY = re.compile(r"(\w+)\[(\w+)\]=(\w+)\[\2\];")
_CLEAR = re.compile(r"(\w+)\[(\w+)\]=(?:0|0x0+|'\\0');")
_ZERO = re.compile(r"if\((\w+)\[(\w+)\](?:!=0)?\)\{?(?:return\b[^;]*|break|goto \w+);\}?")
_SAME = re.compile(r"if\((\w+)\[(\w+)\]!=(\w+)\[\2\]\)\{?(?:return\b[^;]*|break|goto \w+);\}?")
_HANDED = re.compile(rb"!accel_(?:copied|cleared|all_zero|all_same)\([^;{}]*\)\) \{\s*$")
_QUALIFIERS = re.compile(r"\b(?:const|restrict|__restrict|__restrict__|register|static)\b")
_WIDE = re.compile(r"(?:unsigned|signed|int|long|size_t|ssize_t|ptrdiff_t|u?int(?:32|64)_t|std::size_t| )+")
_UNSIGNED = re.compile(r"\b(?:unsigned|size_t|uint(?:8|16|32|64)_t)\b")
_ARITHMETIC = re.compile(
    r"(?:unsigned|signed|char|short|int|long|float|double|size_t|bool|u?int(?:8|16|32|64)_t|std::|byte| )+"
)


@dataclass
class MemoryEdits:
    """Edits of one file, what of the support file they use, and what became of each region."""

    edits: list[Edit] = field(default_factory=list)
    replaced: set[str] = field(default_factory=set)
    served: set[str] = field(default_factory=set)
    refused: dict[str, str] = field(default_factory=dict)
    at_once: dict[str, str] = field(
        default_factory=dict
    )  # why regions' copies are waited for where they stand


class _CannotReplace(Exception):
    """Internal: the reason why a loop stays as it is; becomes a value at the edge of this module."""


def memory_edits(root: Path, path: str, regions: Sequence[Region], *, later: bool) -> MemoryEdits:
    """Hand the regions of one file over; with `later` copies that something can overlap with are only begun."""
    source = parse(path, (root / path).read_bytes())
    own = PLAIN & {f.name for f in source.functions}
    done = MemoryEdits()
    for region in regions:
        if own:
            done.refused[region.id] = f"{path} defines its own {sorted(own)[0]}"
        elif region.interface == MEMORY_LOOP:
            _loops(done, source, region)
        else:
            _calls(done, source, region, later=later)
    return done


def _calls(done: MemoryEdits, source: SourceFile, region: Region, *, later: bool) -> None:
    places = {c.start_byte for c in region.calls}
    sites = [s for s in source.calls(PLAIN) if s.call.start_byte in places and len(s.call.arguments) == 3]
    if not sites:
        others = sorted({c.name for c in region.calls} - PLAIN)
        what = (
            f"calls {others[0]}, for which there is no drop-in"
            if others
            else "no longer has the region's calls"
        )
        done.refused[region.id] = f"{source.path} {what}"
        return
    done.served.add(region.id)
    for site in sites:
        if later and _call_later(done, source, region, site):
            continue
        done.edits.append(renamed(source, site, f"accel_{site.call.name}"))
        done.replaced.add(site.call.name)


def _call_later(done: MemoryEdits, source: SourceFile, region: Region, site: CallSite) -> bool:
    """Whether the copy at `site` is one to begin here and wait for further down."""
    try:
        done.edits += [renamed(source, site, "accel_memcpy_begin"), *later_edits(source, site)]
    except CannotWait as reason:
        done.at_once.setdefault(region.id, f"{source.path}:{site.call.line} {reason}")
        return False
    done.replaced.add("later")
    return True


def renamed(source: SourceFile, site: CallSite, name: str) -> Edit:
    """The edit that calls `name` instead, without the namespace of the old one."""
    found = re.compile(rb"(?:(?:std)?\s*::\s*)?" + site.call.name.encode()).match(
        source.text, site.call.start_byte
    )
    assert found is not None, "a call site begins with its callee"
    return Edit(found.start(), found.end(), name)


# --- loops -----------------------------------------------------------------------------------------------


def _loops(done: MemoryEdits, source: SourceFile, region: Region) -> None:
    for call in region.calls:
        where = f"{source.path}:{call.line}"
        try:
            edits, kind = _loop(source, call)
        except _CannotReplace as reason:
            if region.id not in done.served:
                done.refused[region.id] = f"{where} {reason}"
            continue
        done.edits += edits
        done.replaced.add(kind)
        done.served.add(region.id)
        done.refused.pop(region.id, None)


def _loop(source: SourceFile, call: Call) -> tuple[list[Edit], str]:
    node = source.root.descendant_for_byte_range(call.start_byte, call.end_byte)
    function = next(
        (f for f in reversed(source.functions) if f.start_byte <= call.start_byte < f.end_byte), None
    )
    if node is None or node.type != "for_statement" or node.end_byte != call.end_byte or function is None:
        raise _CannotReplace("steps its pointers or is no counted for loop")
    if _HANDED.search(source.text[max(0, node.start_byte - 300) : node.start_byte]):
        raise _CannotReplace("runs only where the device did not already")
    head = _HEAD.fullmatch(_squeezed(source, node, head=True))
    if head is None:
        raise _CannotReplace("does not count from 0 by one up to a plain variable or constant")
    kind, arrays = _kind(_squeezed(source, node, head=False), head[2])
    elements = [_element(source, function, name) for name in arrays]
    if len(set(elements)) > 1:
        raise _CannotReplace(f"converts {elements[1]} to {elements[0]}")
    if source.language == "cpp" and not _ARITHMETIC.fullmatch(elements[0]):
        raise _CannotReplace(f"may run operators of {elements[0]}")
    if kind == "same_loop" and not _ARITHMETIC.fullmatch(elements[0]):
        raise _CannotReplace(f"compares {elements[0]}, whose equal values may differ in their bytes")
    if kind == "same_loop" and re.search(r"float|double", elements[0]):
        raise _CannotReplace("compares floating point, of which a NaN differs from itself")
    _index_is_free(source, function, node, head[1], head[2])
    condition = _condition(source, function, kind, arrays, head[3])
    return _behind(source, node, condition), kind


def _behind(source: SourceFile, node: Node, condition: str) -> list[Edit]:
    """Edits that put the loop, one step further in, behind a condition."""
    indent, newline = _indent(source, node), "\r\n" if b"\r\n" in source.text else "\n"
    unit = "\t" if "\t" in indent else "    "
    edits = [Edit(node.start_byte, node.start_byte, f"{condition} {{{newline}{indent}{unit}")]
    lines = re.finditer(rb"\n(?=[^\r\n])", source.text[node.start_byte : node.end_byte])
    edits += [Edit(at, at, unit) for at in (node.start_byte + m.end() for m in lines)]
    return [*edits, Edit(node.end_byte, node.end_byte, f"{newline}{indent}}}")]


def _squeezed(source: SourceFile, node: Node, *, head: bool) -> str:
    body = node.child_by_field_name("body")
    if body is None:
        raise _CannotReplace("has no body")
    start, end = (node.start_byte, body.start_byte) if head else (body.start_byte, body.end_byte)
    text = re.sub(r"/\*.*?\*/|//[^\n]*", " ", source.text[start:end].decode(errors="replace"), flags=re.S)
    text = re.sub(r" (?!\w)|(?<!\w) ", "", re.sub(r"\s+", " ", text))
    return text[1:-1] if not head and text.startswith("{") else text


def _kind(body: str, index: str) -> tuple[str, tuple[str, ...]]:
    for kind, pattern in (
        ("copy_loop", _COPY),
        ("fill_loop", _CLEAR),
        ("zero_loop", _ZERO),
        ("same_loop", _SAME),
    ):
        found = pattern.fullmatch(body)
        if found and found[2] == index:
            return kind, tuple(g for n, g in enumerate(found.groups(), 1) if n != 2)
    raise _CannotReplace("does something else than copying, clearing or comparing elements")


def _element(source: SourceFile, function: Function, name: str) -> str:
    """Type of an array's or pointer's element as declared in the function."""
    declared = source.declarations(function).get(name, "")
    if "volatile" in declared:
        raise _CannotReplace(f"goes over {name}, which is volatile")
    plain = " ".join(_QUALIFIERS.sub(" ", declared).split())
    element = re.sub(r"\s*(?:\*|\[[^\]]*\])$", "", plain)
    if not plain or element == plain or "*" in element or "[" in element:
        raise _CannotReplace(f"goes over {name}, which is no plain pointer or array of the function")
    text = source.text[function.start_byte : function.end_byte]
    if re.search(rb"&\s*" + name.encode() + rb"\b(?!\s*\[)", text):
        raise _CannotReplace(f"goes over {name}, whose own address is taken")
    return element


def _index_is_free(
    source: SourceFile, function: Function, node: Node, declared: str | None, index: str
) -> None:
    """The index is wide enough, and nobody looks at it after the loop."""
    kind = declared or source.declarations(function).get(index, "")
    if not _WIDE.fullmatch(kind.strip() or "?"):
        raise _CannotReplace(f"counts with {index}, whose type is not plain and wide")
    if declared:
        return
    parent = node.parent
    while parent is not None and parent.id != (function.node.id if function.node else -1):
        if parent.type in {"for_statement", "while_statement", "do_statement"}:
            raise _CannotReplace(f"leaves {index} to the loop around it")
        parent = parent.parent
    rest = source.text[node.end_byte : function.end_byte].decode(errors="replace")
    first = re.search(rf"\b{index}\b", rest)
    if first and not re.search(r"for\s*\(\s*$", rest[: first.start()]):
        raise _CannotReplace(f"leaves {index} to what follows")


def _condition(source: SourceFile, function: Function, kind: str, arrays: Sequence[str], count: str) -> str:
    declared = source.declarations(function).get(count)
    constant = source.value(count, function, 0) if declared is None else None
    if declared is None and constant is None:
        raise _CannotReplace(f"counts up to {count}, which is neither a local nor a constant")
    text = source.text[function.start_byte : function.end_byte]
    if declared is not None and (not _WIDE.fullmatch(_QUALIFIERS.sub("", declared).strip()) or
                                 re.search(rb"&\s*" + count.encode() + rb"\b", text)):  # fmt: skip
        raise _CannotReplace(f"counts up to {count}, which is no plain number of the function's own")
    sure = constant is not None or _UNSIGNED.search(declared or "")
    size = f"sizeof *{arrays[0]} * {count if sure else f'(size_t){count}'}"
    call = {
        "copy_loop": f"accel_copied({', '.join(arrays)}, {size})",
        "fill_loop": f"accel_cleared({arrays[0]}, {size})",
        "zero_loop": f"accel_all_zero({arrays[0]}, {size})",
        "same_loop": f"accel_all_same({', '.join(arrays)}, {size})",
    }[kind]
    return f"if (!{call})" if sure else f"if ({count} <= 0 || !{call})"


def _indent(source: SourceFile, node: Node) -> str:
    line = source.text[source.text.rfind(b"\n", 0, node.start_byte) + 1 : node.start_byte]
    return line[: len(line) - len(line.lstrip())].decode(errors="replace")
