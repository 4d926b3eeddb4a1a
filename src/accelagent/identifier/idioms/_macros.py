"""Function-like macros of a file that combine values by XOR: loops made of them hold an operation that their own text does not show."""

from __future__ import annotations

import re
from functools import lru_cache

_MACRO = re.compile(rb"define[ \t]+([A-Za-z_]\w*)\(([^()\n]*)\)((?:[^\n\\]|\\.|\\\n)*)", re.S)
_WORD = re.compile(rb"[A-Za-z_]\w*")


@lru_cache(maxsize=64)
def macros(text: bytes) -> dict[bytes, bytes]:
    """Bodies of all function-like macros by name."""
    return {m[1]: m[3].replace(b"\\\n", b" ") for m in _MACRO.finditer(text)} if b"define" in text else {}


@lru_cache(maxsize=64)
def xor_macros(text: bytes) -> dict[bytes, bytes]:
    """Bodies by name: those with an XOR, and those that call one of these, with that one's body added."""
    found = macros(text) if b"^" in text else {}
    known = {name: body for name, body in found.items() if b"^" in body}
    for name, body in found.items() if known else ():
        inner = next((w for w in _WORD.findall(body) if w in known and w != name), None)
        if inner and name not in known:
            known[name] = body + b" " + known[inner]
    return known


def spelled(text: bytes, macros: dict[bytes, bytes]) -> bytes:
    """The bodies of the macros that a text calls, each once."""
    return b" ".join(macros[w] for w in sorted(macros.keys() & set(_WORD.findall(text)))) if macros else b""
