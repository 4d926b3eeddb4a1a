"""Integer constants of C and C++: expressions folded through macros, enumerators, `sizeof` and known locals."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

_RENAME = re.compile(rb"define[ \t]+([A-Za-z_]\w*)[ \t]+([A-Za-z_]\w*)[ \t]*(?:/[*/][^\n]*)?\r?\n")
_DEFINE = re.compile(rb"^[ \t]*#[ \t]*define[ \t]+([A-Za-z_]\w*)[ \t]+((?:[^\n\\]|\\\r?\n|\\.)+)", re.M)
_COMMENT = re.compile(rb"/\*.*?\*/|//[^\n]*|\\\r?\n", re.S)
_ENUM = re.compile(rb"\benum\b[^{};()]{0,200}\{([^{}]*)\}")


def defines(text: bytes) -> dict[str, str]:
    """Object-like macros by name; the last definition wins."""
    return {m[1].decode(): _text(m[2]) for m in _DEFINE.finditer(text)}


def renames(text: bytes) -> list[tuple[bytes, bytes]]:
    """(name, other name) of each macro that stands for one other name."""
    return [(m[1], m[2]) for m in _RENAME.finditer(text)]


def enumerators(text: bytes) -> dict[str, str]:
    """Enumerators with a value of their own by name, read without parsing."""
    bodies = (_COMMENT.sub(b" ", m[1]) for m in _ENUM.finditer(text))
    items = (item.partition(b"=") for body in bodies for item in body.split(b","))
    return {_text(name): _text(value) for name, sign, value in items if sign}


def _text(source: bytes) -> str:
    """Without comments and continued lines, blanks trimmed."""
    return _COMMENT.sub(b" ", source).decode("utf-8", "replace").strip()


class Scope(Protocol):
    """What names mean at the place of an expression."""

    def constant(self, name: str) -> str | None:
        """Text of the constant's definition, None when the name is not a constant here."""

    def members(self, name: str) -> tuple[str, ...]:
        """Types of a structure's members in order; empty when it is not known here."""

    def bytes_of(self, name: str) -> int | None:
        """Size of a type where a compiler has said it."""

    def type_of(self, name: str, *, member: bool = False) -> str | None:
        """Declared type of a variable or member: `char[4096]`, `int *`; with `member` a member's goes before a local's of that name."""


_TOKEN = re.compile(
    r"\s*(?:(?P<number>0[xX][0-9a-fA-F']+|0[bB][01']+|\d[\d']*)[uUlLzZ]*(?![\w.])|(?P<name>[A-Za-z_]\w*)"
    r"|(?P<sign><<|>>|<=|>=|==|!=|&&|\|\||->|[-+*/%&|^~!()?:<>,.\[\]])|(?P<character>'(?:\\.|[^'\\])')|(?P<other>\S))"
)
_NAMESPACES = re.compile(r"\b(?:[A-Za-z_]\w*::)+")  # the last name is looked up
_SIZES = {
    **dict.fromkeys(
        ("char", "bool", "_Bool", "int8_t", "uint8_t", "byte", "Byte", "Bytef", "uint8", "u8"), 1
    ),
    **dict.fromkeys(("short", "int16_t", "uint16_t", "char16_t", "u16"), 2),
    **dict.fromkeys(
        ("int", "unsigned", "signed", "float", "int32_t", "uint32_t", "uInt", "char32_t", "u32"), 4
    ),
    **dict.fromkeys(
        ("long", "double", "int64_t", "uint64_t", "size_t", "ssize_t", "off_t", "uLong", "u64"), 8
    ),
    **dict.fromkeys(("ptrdiff_t", "intptr_t", "uintptr_t", "uLongf", "z_size_t", "time_t"), 8),
}
_QUALIFIERS = frozenset({"const", "volatile", "static", "register", "struct", "std", "restrict"})
_LIMIT = 48  # nesting of parentheses and of names through names; real code stays far below


class _NotConstant(Exception):
    """The expression has no integer value that can be known here."""


@dataclass(slots=True)
class _Folder:
    tokens: list[tuple[str, str]]
    scope: Scope | None
    depth: int
    at: int = 0

    def peek(self) -> str:
        return self.tokens[self.at][1] if self.at < len(self.tokens) else ""

    def take(self) -> tuple[str, str]:
        if self.at >= len(self.tokens):
            raise _NotConstant
        self.at += 1
        return self.tokens[self.at - 1]

    def expect(self, sign: str) -> None:
        if self.take()[1] != sign:
            raise _NotConstant

    def expression(self, binding: int = 0) -> int:
        self.deeper()
        left = self.operand()
        while (power := _POWER.get(self.peek(), 0)) > binding:
            left = _OPERATE[self.take()[1]](left, self.expression(power))
        if self.peek() == "?" and binding == 0:
            self.take()
            yes = self.expression()
            self.expect(":")
            no = self.expression()
            left = yes if left else no
        self.depth -= 1
        return left

    def deeper(self) -> None:
        self.depth += 1
        if self.depth > _LIMIT:
            raise _NotConstant

    def operand(self) -> int:
        kind, text = self.take()
        if kind == "number":
            return _number(text)
        if kind == "character":
            return ord(text[1]) if len(text) == 3 else _ESCAPES.get(text[2], 0)
        if kind == "name":
            return self.sizeof() if text == "sizeof" else self.named(text)
        if text == "(":
            return self.parenthesis()
        if text in _UNARY:
            return _UNARY[text](self.expression(_UNARY_POWER))
        raise _NotConstant

    def parenthesis(self) -> int:
        close = self.closing()
        inside = self.tokens[self.at : close]
        following = self.tokens[close + 1] if close + 1 < len(self.tokens) else ("", "")
        starts_operand = following[0] in ("number", "name", "character") or following[1] in ("(", "~")
        if starts_operand and inside and all(k == "name" or t == "*" for k, t in inside):
            self.at = close + 1  # a cast: widths are not modelled
            return self.expression(_UNARY_POWER)
        value = self.expression()
        self.expect(")")
        return value

    def closing(self) -> int:
        level = 1
        for at in range(self.at, len(self.tokens)):
            level += {"(": 1, ")": -1}.get(self.tokens[at][1], 0)
            if level == 0:
                return at
        raise _NotConstant

    def named(self, name: str) -> int:
        if self.peek() == "(":
            return self.extremum(name)
        if self.peek() == "{":  # C++ writes a conversion as std::size_t{1}
            return self.braced()
        text = self.scope.constant(name) if self.scope else None
        if text is None or text == name or self.peek() in ("->", ".", "["):
            raise _NotConstant
        return _fold(text, self.scope, self.depth + 1)

    def braced(self) -> int:
        self.take()
        value = self.expression()
        self.expect("}")
        return value

    def extremum(self, name: str) -> int:
        choose = {"min": min, "max": max}.get(name.lower()[-3:])
        if choose is None:
            raise _NotConstant
        self.take()
        first = self.expression()
        self.expect(",")
        second = self.expression()
        self.expect(")")
        return choose(first, second)

    def sizeof(self) -> int:
        if self.peek() == "(":
            self.take()
            close = self.closing()
            inside, self.at = self.tokens[self.at : close], close + 1
        else:
            start = self.at
            while self.tokens[self.at : self.at + 1] and (
                self.tokens[self.at][0] == "name" or self.peek() in ("->", ".", "*", "[")
            ):
                self.at += self.indexed() if self.peek() == "[" else 1
            inside = self.tokens[start : self.at]
        return self.size_of(inside)

    def indexed(self) -> int:
        """Tokens of an index with its brackets."""
        level = 0
        for at in range(self.at, len(self.tokens)):
            level += {"[": 1, "]": -1}.get(self.tokens[at][1], 0)
            if level == 0:
                return at + 1 - self.at
        raise _NotConstant

    def size_of(self, tokens: list[tuple[str, str]]) -> int:
        text = " ".join(t for _, t in tokens)
        names = [t for k, t in tokens if k == "name"]
        declared = None
        if self.scope and names and names[-1] not in _SIZES:
            member = re.search(rf"(?:->|\.)\s*{re.escape(names[-1])}\b", text) is not None
            declared = self.scope.type_of(names[-1], member=member)
        if declared is not None and text.startswith("*"):
            declared = _pointee(declared)
        elif declared is not None and tokens[-1][1] == "]":
            declared = re.sub(r"\[[^\]]*\]", "", declared, count=1)
        return self.type_bytes(declared if declared is not None else text)

    def type_bytes(self, text: str) -> int:
        base, *dimensions = re.split(r"\[", text.replace("]", ""))
        if "*" in base:
            size = 8
        else:
            words = [w for w in re.findall(r"\w+", base) if w not in _QUALIFIERS]
            widths = [_SIZES[w] for w in words if w in _SIZES]
            if len(words) == 1 and not widths:
                widths = [self.structure_bytes(words[0])]
            if not widths or len(widths) != len(words):
                raise _NotConstant
            size = min(widths) if "short" in words or "char" in words else max(widths)
        for dimension in dimensions:
            size *= _fold(dimension, self.scope, self.depth + 1)
        return size

    def structure_bytes(self, name: str) -> int:
        """Of the members with the padding that their own sizes up to a word ask for."""
        said = self.scope.bytes_of(name) if self.scope else None
        if said is not None:
            return said
        types = self.scope.members(name) if self.scope else ()
        if not types:
            raise _NotConstant
        self.deeper()
        size, widest = 0, 1
        for member in types:
            whole = self.type_bytes(member)
            unit = min(8, max(1, self.type_bytes(member.partition("[")[0])))
            unit = next(w for w in (8, 4, 2, 1) if unit % w == 0)
            size = -(-size // unit) * unit + whole
            widest = max(widest, unit)
        self.depth -= 1
        return -(-size // widest) * widest


def fold(expression: str, scope: Scope | None = None) -> int | None:
    """Integer value of a C constant expression (`64*1024`, `1u<<20`, `BLOCK_SIZE`, `sizeof buf`), None when it has none."""
    try:
        return _fold(expression, scope, 0)
    except (_NotConstant, ValueError):
        return None


def _fold(expression: str, scope: Scope | None, depth: int) -> int:
    if len(expression) > 2000 or depth > _LIMIT:
        raise _NotConstant
    expression = _NAMESPACES.sub("", expression)
    tokens = [(str(m.lastgroup), m[m.lastgroup or 0]) for m in _TOKEN.finditer(expression)]
    folder = _Folder(tokens, scope, depth)
    value = folder.expression()
    if folder.at != len(tokens) or abs(value) >= 1 << 64:
        raise _NotConstant
    return value


def _number(text: str) -> int:
    digits = text.replace("'", "").lower()
    if digits.startswith(("0x", "0b")):
        return int(digits, 0)
    return int(digits, 8 if digits.startswith("0") and digits.isdigit() and len(digits) > 1 else 10)


def _pointee(declared: str) -> str:
    return declared[:-2] if declared.endswith(" *") else re.sub(r"\[[^\]]*\]", "", declared, count=1)


def _divide(left: int, right: int) -> int:
    if right == 0:
        raise _NotConstant
    quotient = abs(left) // abs(right)
    return quotient if (left < 0) == (right < 0) else -quotient


def _shift(left: int, right: int) -> int:
    if not 0 <= right < 64:
        raise _NotConstant
    return left << right


_ESCAPES = {"n": 10, "t": 9, "r": 13, "0": 0, "\\": 92, "'": 39}
_UNARY_POWER = 12
_UNARY: dict[str, Callable[[int], int]] = {
    "-": lambda v: -v,
    "+": lambda v: v,
    "~": lambda v: ~v,
    "!": lambda v: int(not v),
}
_OPERATE: dict[str, Callable[[int, int], int]] = {
    "*": lambda a, b: a * b,
    "/": _divide,
    "%": lambda a, b: a - _divide(a, b) * b,
    "+": lambda a, b: a + b,
    "-": lambda a, b: a - b,
    "<<": _shift,
    ">>": lambda a, b: a >> b if 0 <= b < 64 else 0,
    "<": lambda a, b: int(a < b),
    ">": lambda a, b: int(a > b),
    "<=": lambda a, b: int(a <= b),
    ">=": lambda a, b: int(a >= b),
    "==": lambda a, b: int(a == b),
    "!=": lambda a, b: int(a != b),
    "&": lambda a, b: a & b,
    "^": lambda a, b: a ^ b,
    "|": lambda a, b: a | b,
    "&&": lambda a, b: int(bool(a) and bool(b)),
    "||": lambda a, b: int(bool(a) or bool(b)),
}
_POWER = {
    **dict.fromkeys(("*", "/", "%"), 11),
    **dict.fromkeys(("+", "-"), 10),
    **dict.fromkeys(("<<", ">>"), 9),
    **dict.fromkeys(("<", ">", "<=", ">="), 8),
    **dict.fromkeys(("==", "!="), 7),
    **{"&": 6, "^": 5, "|": 4, "&&": 3, "||": 2},
}
