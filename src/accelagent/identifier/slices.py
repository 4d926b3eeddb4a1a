"""How many bytes a slice, array or text of Go, Java, Python or Rust holds, as far as its expression or declaration says."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

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
    re.compile(r"^os\.p?read\([^,()]+,\s*([\w *+<.]+?)\s*(?:,[^()]*)?\)$"),
    re.compile(r"^(?:\w+\.)*(?:read|recv|read1)\(\s*([\w *+<()]+)\)$"),
    re.compile(r"^b?['\"].?['\"]\s*\*\s*\(?([\w *+<()]+)\)?$"),
)
_LITERAL = re.compile(r"^[bru]*(\"(?:\\.|[^\"\\])*\"|'(?:\\.|[^'\\])*'|`[^`]*`)$", re.S)
_FORMATTED = re.compile(
    r"^(?:f|rf)[\"'](.*)[\"']$|^(?:format!|fmt\.Sprintf|String\.format)\(\s*\"([^\"]*)\".*\)$", re.S
)
# name [8]byte · name: [u8; 8] · name: &[u8; 8] · byte[8]
_TYPED = r"\bNAME\s*:?\s*[&*]?(?:mut\s+)?(?:Box<)?&?\[(?:\s*u8\s*;\s*([^\]]+)|([^\]\s:.]+))\](?:byte|uint8)?"


class Held(NamedTuple):
    """How many bytes: exactly, usually, or only at most so many."""

    bytes: int
    exact: bool
    usual: bool


def slice_bytes(source: SourceFile, function: Function | None, text: str, depth: int = 0) -> Held | None:
    """What the text holds; None when nothing says it."""
    text = text.strip()
    rest = _REST.match(text)
    if rest:
        whole = slice_bytes(source, function, rest[1], depth + 1)
        return Held(whole.bytes, False, whole.usual) if whole else None
    if depth > _FOLLOWED or len(text) > 400:
        return None
    for shape in _WRAPPED:
        inner = shape.match(text)
        if inner:
            return slice_bytes(source, function, inner[1], depth)
    return _plain(source, function, text) or _named(source, function, text, depth)


def _plain(source: SourceFile, function: Function | None, text: str) -> Held | None:
    literal, formatted, sliced = _LITERAL.match(text), _FORMATTED.match(text), _SLICED.match(text)
    if literal:
        return Held(len(literal[1]) - 2, True, True)
    if formatted:
        return Held(len(formatted[1] or formatted[2] or "") + _TEXT_GROWTH, False, True)
    for shape in _MADE:
        made = shape.match(text)
        value = _number(source, function, made[1]) if made else None
        if value is not None:
            return Held(value, True, True)
    if sliced:
        length = _further(sliced["from"], sliced["to"])
        value = source.value(length, function) if length else None
        if value is not None:
            return Held(value, source.language in ("go", "rust"), True)
        end = source.value(sliced["to"].strip(), function)
        start = source.value(sliced["from"].strip() or "0", function)
        if end is not None and start is not None and end >= start:
            return Held(end - start, False, False)
    return None


def _further(start: str, end: str) -> str:
    """N of `[at:at+N]`, in text; empty for other ranges."""
    first, last = re.sub(r"\s+", "", start), re.sub(r"\s+", "", end)
    return last[len(first) + 1 :] if first and last.startswith(f"{first}+") else ""


def _number(source: SourceFile, function: Function | None, text: str) -> int | None:
    """Its value, or what a check before lets through alone: `if n != SIZE { return … }`."""
    value = source.value(text, function)
    if value is not None or function is None or not re.fullmatch(r"[\w.]+", text.strip()):
        return value
    body = source.text[function.start_byte : function.end_byte].decode("utf-8", "replace")
    checked = re.search(rf"\bif\s*\(?\s*{re.escape(text.strip())}\s*!=\s*([\w.]+)", body)
    return source.value(checked[1].rpartition(".")[2], function) if checked else None


def _named(source: SourceFile, function: Function | None, text: str, depth: int) -> Held | None:
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
    made = re.search(rf"\bvar\s+{name[1]}\s+\[(\w+)\](?:byte|uint8)\b", body)
    said = (typed[1] or typed[2]) if typed else made[1] if made else ""
    value = source.value(said, function) if said else None
    if value is not None:
        return Held(value, True, True)
    words = _words(source, function, name[1], "." in text, body) if source.language == "rust" else None
    if words is not None:
        return words
    return (
        _guarded(source, function, text, body)
        or _chunk(source, function, name[1], body)
        or _field(source, name[1])
    )


_WORDS = r"\bNAME\s*:\s*&?(?:mut\s+)?(?:Box<|Arc<|Rc<)?\[\s*[uif](8|16|32|64)\s*;\s*([^\]]+)\]"


def _words(source: SourceFile, function: Function, name: str, member: bool, body: str) -> Held | None:
    """An array of wider numbers of Rust: `px: Box<[u32; W * H]>`."""
    text = source.text.decode("utf-8", "replace") if member else body
    typed = re.search(_WORDS.replace("NAME", re.escape(name)), text)
    value = source.value(typed[2], function) if typed else None
    return Held(value * int(typed[1]) // 8, True, True) if typed and value is not None else None


def _guarded(source: SourceFile, function: Function, text: str, body: str) -> Held | None:
    """What a check of its length lets through: `if len(b) > MAX { return … }`, `assert_eq!(b.len(), SIZE)`."""
    named = re.escape(text)
    length = rf"(?:\blen\(\s*{named}\s*\)|(?<![\w.]){named}\.(?:len|length|size|remaining)(?:\(\))?)"
    for shape in _CHECKS:
        limit = re.search(shape.replace("LENGTH", length), body)
        sign, limited = (limit["sign"], limit["limit"]) if limit else ("", "")
        value = source.value(re.split(r"::|\.", limited)[-1], function) if limited else None
        if value is not None:
            exact = sign in ("!=", "==", ",")
            return Held(value, exact, exact)
    return None


_LIMIT = r"(?P<limit>(?:\w+(?:::|\.))*\w+)"
_CHECKS = (
    rf"\b(?:if|require)\b[^{{;\n]*?LENGTH\s*(?P<sign>>=?|!=)\s*{_LIMIT}",
    rf"\b(?:debug_)?assert_eq!\(\s*LENGTH\s*(?P<sign>,)\s*{_LIMIT}",
    rf"\b(?:debug_)?assert(?:!|\b|_that|True)?\s*\(?\s*LENGTH\s*(?P<sign>==|<=?)\s*{_LIMIT}",
    rf"\b(?:checkArgument|ensure!|require)\(\s*LENGTH\s*(?P<sign>==|<=?)\s*{_LIMIT}",
)


def _chunk(source: SourceFile, function: Function, name: str, body: str) -> Held | None:
    """`for block in data.chunks_exact(BLOCK)`, also zipped with others, or as a closure's argument."""
    over = re.search(
        rf"\bfor\s[^{{;]*\b{name}\b[^{{;]*\bin\b[^{{;]*\.(?:r?chunks|r?chunks_exact)(?:_mut)?\(([^()]+)\)",
        body,
    )
    if over is None and re.search(rf"\|[^|]*\b{name}\b[^|]*\|", body):
        all_of_it = re.findall(r"\.(?:par_)?r?chunks(?:_exact)?(?:_mut)?\([^()]+\)", body)
        over = (
            re.search(r"\.(?:par_)?r?chunks(?:_exact)?(?:_mut)?\(([^()]+)\)", body)
            if len(all_of_it) == 1
            else None
        )
    value = source.value(over[1], function) if over else None
    return Held(value, "exact" in (over[0] if over else ""), True) if value is not None else None


def _field(source: SourceFile, name: str) -> Held | None:
    """`private final byte[] name = new byte[N];` and its like outside of functions."""
    text = source.text.decode("utf-8", "replace")
    made = re.search(rf"\b{name}\s*=\s*(new\s+byte\s*\[[^\]]+\]|make\([^()]*\)|bytearray\([^()]*\))", text)
    return _plain(source, None, made[1]) if made else None
