"""SHA-1 and SHA-256 written out: rotations around the algorithm's own constants."""

import re

from accelagent.domain import Family
from accelagent.identifier.idioms._extent import extent
from accelagent.identifier.idioms._idiom import Found, Idiom, Loop
from accelagent.identifier.idioms._macros import macros

# The first round constants; 64-bit ones are those of SHA-512, which no device here runs.
_ROUNDS = (
    ("sha512", re.compile(rb"(?i)0x428a_?2f98_?d728_?ae22")),
    ("sha256", re.compile(rb"(?i)0x428a_?2f98\b|0x428a_?2f98[uUlL_]+")),
    ("sha1", re.compile(rb"(?i)0x5a82_?7999")),
    ("md5", re.compile(rb"(?i)0xd76a_?a478")),
)
# Its round functions rotate by 6, 11, 25 and 2, 13, 22: known even where the table of constants is elsewhere.
_SHA256 = re.compile(r"\b6\)+\^[^;]*\b11\)+\^[^;]*\b25\).*?\b2\)+\^[^;]*\b13\)+\^[^;]*\b22\)")
# Or by the message schedule's, 7, 18, 3 and 17, 19, 10, with the rounds' own.
_SCHEDULE = re.compile(r"\b7\)+\^[^;]*\b18\)+\^[^;]*\b3\b.*?\b17\)+\^[^;]*\b19\)+\^[^;]*\b10\b")
# SHA-1's schedule and round, where constants are elsewhere: w[i-3] ^ w[i-8] ^ w[i-14] ^ w[i-16] turned by one.
_SHA1 = re.compile(r"\[\w+-3\]\^\w+\[\w+-8\]\^\w+\[\w+-14\]\^\w+\[\w+-16\]")
_TABLE = re.compile(
    rb"(\w+)\s*(?:\[[^\]]*\]|:\s*\[[^\]]*\])[^=;]*=\s*(?:\[[^\]]*\]\w+)?[\{\[]([^}\]]*0x(?i:428a_?2f98|5a82_?7999|d76a_?a478)\w*)"
)
_RUNS = frozenset({"sha256", "sha1"})
_ROTATED = re.compile(
    r">>\(?(?:32-)?\w+\)?\|?|(?i:\b\w*(?:ro[lrt]|rot[lr]?|ss?ig(?:ma)?|ep|gamma|rotate\w*)\w*\()|\b[RSE][01]?\("
)
_CALLED = re.compile(r"\b([A-Za-z_]\w*)\(")
_STATE = re.compile(r"\b\w*\[\d\]|\b[a-h]=|\bt1\b|\btemp\d?\b|\bT1\b", re.I)
_BLOCK = 64


def match(loop: Loop) -> Found | None:
    """The loop over blocks or over rounds; loading and expanding the message belong to it."""
    algorithm = _algorithm(loop)
    if algorithm not in _RUNS or not _rotates(loop) or not _STATE.search(loop.text):
        return None
    if len(re.findall(r"\b(?:for|while|do)\b", loop.text)) < 2:
        return Found(Family.HASH, algorithm)
    count, unit = extent(loop, _BLOCK)
    if count.isdigit() and 16 <= int(count) <= 80:
        return Found(Family.HASH, algorithm)
    return Found(Family.HASH, algorithm, count, unit)


def _rotates(loop: Loop) -> bool:
    """At least twice: by shifts, by a name that says so, or by a macro of the file that shifts both ways."""
    found = len(_ROTATED.findall(loop.text))
    if found < 2 and loop.source.language in ("c", "cpp"):
        turning = {name for name, body in macros(loop.source.text).items() if b"<<" in body and b">>" in body}
        found += sum(name.encode() in turning for name in _CALLED.findall(loop.text))
    return found >= 2


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
    named = next((name for m in tables for name, constant in _ROUNDS if constant.search(m[2])), "")
    if named:
        return named
    if _SCHEDULE.search(loop.text):
        return "sha256"
    return "sha1" if _SHA1.search(loop.text) else ""


PART = Idiom(
    "sha",
    (
        rb"0x(?:428[aA]_?2[fF]98|5[aA]82_?7999)",
        rb"11(?<!\w11)\s*\)\s*\^[^;]*\b25\s*\)",
        rb"-\s*14\s*\]\s*\^[^;\n]*-\s*16\s*\]",
    ),
    match,
    longest=8000,
)
