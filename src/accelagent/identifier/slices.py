"""How many bytes a slice, array or text of Go, Java, Python or Rust holds, as far as its expression or declaration says."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from accelagent.csource import Function, SourceFile

_FOLLOWED = 3  # names and wrappings looked through
_TEXT_GROWTH = 64  # bytes that a formatted text's values may add to its literal
_WRAPPED = (
    re.compile(r"^(?:&\s*(?:mut\s+)?|\*\s*|await\s+)+(.+)$", re.S),
    re.compile(r"^\[\]byte\((.+)\)$", re.S),
    re.compile(r"^(?:bytes|bytearray|memoryview|str|Bytes::from|Vec::from|Some)\((\w[\w.\[\]:]*)\)$", re.S),
    re.compile(
        r"^(.+)\.(?:encode|as_bytes|as_slice|as_ref|as_mut|to_vec|clone|getBytes|hexdigest|digest|tobytes|into_bytes|strip)\([^()]*\)$",
        re.S,
    ),
    re.compile(r"^(.+)\[(?::|\.\.)\]$", re.S),
)
# A plain part of it all: `&tile[..]`.
# a[:n], a[k:n], a[..n], a[k..n]
_REST = re.compile(r"^(\w+)\[[^:\[\].]+(?::|\.\.)\]$")  # a[4:]: at most all of it
_SLICED = re.compile(r"^.+\[(?P<from>[^:\[\]]*?)(?::|\.\.=?)(?P<to>[^:\[\]]+)\]$", re.S)
_MADE = (
    re.compile(r"^make\(\[\](?:byte|uint8)\s*,\s*([^,()]+)"),
    re.compile(r"^(?:new\s+byte\s*)?\[(\w[^\[\];]*)\](?:byte|uint8)?(?:\{.*\})?$", re.S),
    re.compile(r"^new\s+byte\s*\[([^\]]+)\]$"),
    re.compile(r"^(?:vec!)?\[\s*\w+\s*;\s*([^\]]+)\]$"),
    re.compile(r"^(?:bytes|bytearray)\(\s*([\w *+<()]+)\)$"),
    re.compile(r"^os\.urandom\(([^()]+)\)$"),
    re.compile(r"^(?:\w+\.)*(?:read|recv|read1)\(\s*([\w *+<()]+)\)$"),
    re.compile(r"^b?['\"].?['\"]\s*\*\s*\(?([\w *+<()]+)\)?$"),
)
_LITERAL = re.compile(r"^[bru]*(\"(?:\\.|[^\"\\])*\"|'(?:\\.|[^'\\])*'|`[^`]*`)$", re.S)
_FORMATTED = re.compile(
    r"^(?:f|rf)[\"'](.*)[\"']$|^(?:format!|fmt\.Sprintf|String\.format)\(\s*\"([^\"]*)\".*\)$", re.S
)
# name [8]byte · name: [u8; 8] · name: &[u8; 8] · byte[8]
_TYPED = r"\bNAME\s*:?\s*[&*]?(?:mut\s+)?(?:Box<)?&?\[(?:\s*u8\s*;\s*([^\]]+)|([^\]\s:.]+))\](?:byte|uint8)?"


def slice_bytes(
    source: SourceFile, function: Function | None, text: str, depth: int = 0
) -> tuple[int, bool] | None:
    """(bytes, whether exactly so many and not at most); None when nothing says it."""
    text = text.strip()
    rest = _REST.match(text)
    if rest:
        whole = slice_bytes(source, function, rest[1], depth + 1)
        return (whole[0], False) if whole else None
    if depth > _FOLLOWED or len(text) > 400:
        return None
    for shape in _WRAPPED:
        inner = shape.match(text)
        if inner:
            return slice_bytes(source, function, inner[1], depth)
    return _plain(source, function, text) or _named(source, function, text, depth)


def _plain(source: SourceFile, function: Function | None, text: str) -> tuple[int, bool] | None:
    literal, formatted, sliced = _LITERAL.match(text), _FORMATTED.match(text), _SLICED.match(text)
    if literal:
        return len(literal[1]) - 2, True
    if formatted:
        return len(formatted[1] or formatted[2] or "") + _TEXT_GROWTH, False
    for shape in _MADE:
        made = shape.match(text)
        value = source.value(made[1], function) if made else None
        if value is not None:
            return value, True
    if sliced:
        end = source.value(sliced["to"].strip(), function)
        start = source.value(sliced["from"].strip() or "0", function)
        if end is not None and start is not None and end >= start:
            return end - start, False
    return None


def _named(source: SourceFile, function: Function | None, text: str, depth: int) -> tuple[int, bool] | None:
    """What the variable was last set to, or its type."""
    name = re.fullmatch(r"(?:\w+\.)*(\w+)", text)
    if name is None or function is None:
        return None
    given = [v for _, sign, v in source.assignments(function, text) if sign == "="]
    if len(given) == 1 and (known := slice_bytes(source, function, given[0], depth + 1)):
        return known
    body = source.text[function.start_byte : function.end_byte].decode("utf-8", "replace")
    typed = re.search(_TYPED.replace("NAME", name[1]), body.partition("{")[0])
    typed = typed or (
        re.search(_TYPED.replace("NAME", name[1]), source.text.decode("utf-8", "replace"))
        if "." in text
        else None
    )
    value = source.value(typed[1] or typed[2], function) if typed else None
    if value is not None:
        return value, True
    return (
        _guarded(source, function, text, body)
        or _chunk(source, function, name[1], body)
        or _field(source, name[1])
    )


def _guarded(source: SourceFile, function: Function, text: str, body: str) -> tuple[int, bool] | None:
    """What a check of its length lets through: `if len(b) > MAX { return … }`."""
    named = re.escape(text)
    length = rf"(?:len\(\s*{named}\s*\)|\b{named}\.(?:len|length|size)(?:\(\))?)"
    limit = re.search(rf"\bif\b[^{{;\n]*?{length}\s*(>=?|!=)\s*([\w:.]+)", body)
    value = source.value(limit[2].rpartition(":")[2], function) if limit else None
    return (value, limit[1] == "!=") if limit and value is not None else None


def _chunk(source: SourceFile, function: Function, name: str, body: str) -> tuple[int, bool] | None:
    """`for block in data.chunks_exact(BLOCK)`, also zipped with others."""
    over = re.search(
        rf"\bfor\s[^{{;]*\b{name}\b[^{{;]*\bin\b[^{{;]*\.(?:r?chunks|r?chunks_exact)(?:_mut)?\(([^()]+)\)",
        body,
    )
    value = source.value(over[1], function) if over else None
    return (value, "exact" in (over[0] if over else "")) if value is not None else None


def _field(source: SourceFile, name: str) -> tuple[int, bool] | None:
    """`private final byte[] name = new byte[N];` and its like outside of functions."""
    text = source.text.decode("utf-8", "replace")
    made = re.search(rf"\b{name}\s*=\s*(new\s+byte\s*\[[^\]]+\]|make\([^()]*\)|bytearray\([^()]*\))", text)
    return _plain(source, None, made[1]) if made else None
