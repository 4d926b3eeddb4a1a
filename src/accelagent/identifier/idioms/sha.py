"""SHA-1 and SHA-256 written out: rotations around the algorithm's own constants."""

import re

from accelagent.domain import Family
from accelagent.identifier.idioms._idiom import Found, Idiom, Loop

# The first round constants; 64-bit ones are those of SHA-512, which no device here runs.
_ROUNDS = (
    ("sha512", re.compile(rb"(?i)0x428a2f98d728ae22")),
    ("sha256", re.compile(rb"(?i)0x428a2f98\b|0x428a2f98[uUlL]+")),
    ("sha1", re.compile(rb"(?i)0x5a827999")),
    ("md5", re.compile(rb"(?i)0xd76aa478")),
)
# Its round functions rotate by 6, 11, 25 and 2, 13, 22: known even where the table of constants is elsewhere.
_SHA256 = re.compile(r"\b6\)\^[^;]*\b11\)\^[^;]*\b25\).*?\b2\)\^[^;]*\b13\)\^[^;]*\b22\)")
_TABLE = re.compile(rb"(\w+)\s*\[[^\]]*\]\s*=\s*\{([^}]*0x(?i:428a2f98|5a827999|d76aa478)\w*)")
_RUNS = frozenset({"sha256", "sha1"})
_ROTATED = re.compile(
    r">>\(?(?:32-)?\w+\)?\|?|(?i:\b\w*(?:ro[lrt]|rot[lr]?|ss?ig(?:ma)?|ep|gamma|rotate\w*)\w*\()|\b[RSE][01]?\("
)
_STATE = re.compile(r"\b\w*\[\d\]|\b[a-h]=|\bt1\b|\btemp\d?\b", re.I)


def match(loop: Loop) -> Found | None:
    """The loop over rounds; loading and expanding the message belong to it."""
    algorithm = _algorithm(loop)
    if algorithm not in _RUNS or len(_ROTATED.findall(loop.text)) < 2 or not _STATE.search(loop.text):
        return None
    return Found(Family.HASH, algorithm)


def _algorithm(loop: Loop) -> str:
    """By constants in the function, or in a table that it indexes."""
    if _SHA256.search(loop.text):
        return "sha256"
    function = loop.source.text[loop.function.start_byte : loop.function.end_byte]
    for name, constant in _ROUNDS:
        if constant.search(function):
            return name
    used = set(re.findall(rb"(\w+)\s*\[", function))
    tables = (m for m in _TABLE.finditer(loop.source.text) if m[1] in used)
    return next((name for m in tables for name, constant in _ROUNDS if constant.search(m[2])), "")


PART = Idiom("sha", (rb"0x(?:428[aA]2[fF]98|5[aA]827999)", rb"11(?<!\w11)\s*\)\s*\^[^;]*\b25\s*\)"), match)
