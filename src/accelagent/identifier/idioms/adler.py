"""Adler-32: two sums modulo 65521; sums with another modulus are other checksums."""

import re

from accelagent.domain import Family
from accelagent.identifier.idioms._idiom import Found, Idiom, Loop

_SUMS = re.compile(r"(\w+)(?:\+=|=\(?\1\+)\*?(\w+)[^;]*;(?:[^;]*;)?(\w+)(?:\+=|=\(?\3\+)\1")


def match(loop: Loop) -> Found | None:
    """The loop over bytes."""
    found = _SUMS.search(loop.text)
    body = loop.source.text[loop.function.start_byte : loop.function.end_byte]
    near = re.search(rb"\b(?:65521|0xfff1)[UL]*\b", loop.source.text, re.I)
    named = (
        re.search(r"adler", loop.names, re.I)
        or re.search(rb"65521|0xfff1", body, re.I)
        or _modulus(loop, body)
    )
    if not (found and near and named):
        return None
    return Found(Family.CRC, "adler32", loop.runs_at(found.start()), data=found[2])


def _modulus(loop: Loop, body: bytes) -> bool:
    """Whether the function divides by a name that stands for 65521."""
    names = re.findall(
        rb"(?:#\s*define\s+(\w+)\s+\(?|\b(\w+)\s*=\s*)(?:65521|0[xX][fF]{3}1)[uUlL]*\b", loop.source.text
    )
    return any(re.search(rb"%=?\s*" + (one or other) + rb"\b", body) for one, other in names)


PART = Idiom("adler", (rb"65521", rb"0[xX][fF]{3}1"), match, inside=(rb"\+",))
