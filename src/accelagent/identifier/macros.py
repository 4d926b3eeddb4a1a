"""Function-like macros and aliases that stand for one call: what `#define ZCOMP(to, from) compress2(to, …)` does."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_DEFINE = re.compile(
    rb"^[ \t]*#[ \t]*define[ \t]+([A-Za-z_]\w*)(\([^()\n]*\))?[ \t]+((?:[^\n\\]|\\\r?\n|\\.)+)", re.M
)
_NOISE = re.compile(rb"/\*.*?\*/|//[^\n]*|\\\r?\n", re.S)
_ONCE = re.compile(r"^do\s*\{(.*)\}\s*while\s*\(\s*0\s*\)$", re.S)
_FRONT = re.compile(r"^(?:\(\s*void\s*\)|\w+\s*=(?!=))\s*")
_CALL = re.compile(r"^((?:\w+::)*[A-Za-z_]\w*)\s*\((.*)\)$", re.S)
_ALIAS = re.compile(r"^[A-Za-z_]\w*$")
_NOT_CALLS = frozenset({"sizeof", "if", "while", "for", "switch", "return", "defined", "alignof", "typeof"})
_ALL = "__VA_ARGS__"
_LONGEST = 600  # bytes of a body; a longer one does something of its own


@dataclass(frozen=True, slots=True)
class Macro:
    """What a use of the name expands to: one call of `callee` with these arguments, over the parameters."""

    name: str
    parameters: tuple[str, ...] | None  # None: an alias, which takes whatever the callee takes
    callee: str
    arguments: tuple[str, ...] = ()

    def expand(self, given: tuple[str, ...]) -> tuple[str, ...] | None:
        """Arguments of the callee for those of a use; None when their number does not fit."""
        if self.parameters is None or self.arguments == (_ALL,):
            return given
        if len(given) != len(self.parameters):
            return None
        values = dict(zip(self.parameters, given, strict=True))
        return tuple(
            re.sub(r"[A-Za-z_]\w*", lambda m: values.get(m[0], m[0]), text) for text in self.arguments
        )


def macros(text: bytes) -> Iterator[Macro]:
    """The macros of a file that stand for one call, in order; of a name with several definitions each."""
    for found in _DEFINE.finditer(text) if b"define" in text else ():
        if len(found[3]) <= _LONGEST:
            macro = _read(found[1].decode(), found[2], _NOISE.sub(b" ", found[3]).decode("utf-8", "replace"))
            if macro is not None:
                yield macro


def _read(name: str, listed: bytes | None, body: str) -> Macro | None:
    body = _plain(body)
    if listed is None:
        alias = _ALIAS.match(body) and body not in _NOT_CALLS and body != name
        return Macro(name, None, body) if alias else None
    call = _CALL.match(body)
    if call is None or "#" in body or call[1] in _NOT_CALLS or not _closes_last(body):
        return None
    parameters = tuple(p.strip() for p in listed[1:-1].decode("utf-8", "replace").split(",") if p.strip())
    arguments = tuple(_split(call[2]))
    if "..." in "".join(parameters) and (parameters != ("...",) or arguments != (_ALL,)):
        return None
    callee = call[1].rpartition("::")[2]
    return Macro(name, parameters, callee, arguments) if callee not in (*parameters, name) else None


def _plain(body: str) -> str:
    """Without the parentheses, casts to void, assignments and one-turn loops around."""
    while True:
        shorter = body.strip().rstrip(";").strip()
        once = _ONCE.match(shorter)
        shorter = _FRONT.sub("", once[1] if once else shorter).strip()
        if shorter.startswith("(") and _closes_last(shorter):
            shorter = shorter[1:-1]
        if shorter == body:
            return body
        body = shorter


def _closes_last(text: str) -> bool:
    """The first parenthesis closes with the last sign."""
    level = 0
    for at in range(text.find("("), len(text)):
        level += {"(": 1, ")": -1}.get(text[at], 0)
        if level == 0:
            return at == len(text) - 1
    return False


def _split(text: str) -> list[str]:
    parts, level, start = [], 0, 0
    for at, sign in enumerate(text):
        level += {"(": 1, "[": 1, "{": 1, ")": -1, "]": -1, "}": -1}.get(sign, 0)
        if sign == "," and level == 0:
            parts.append(text[start:at].strip())
            start = at + 1
    last = text[start:].strip()
    return [*parts, last] if last or parts else []
