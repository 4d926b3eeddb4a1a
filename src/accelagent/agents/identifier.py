"""The identifier agent: a second opinion on regions, from facts it states; a table of rules decides."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from enum import StrEnum
from pathlib import Path

from pydantic import BaseModel, Field

from accelagent.agents.prompting import DATA_RULE, render
from accelagent.agents.session import Session
from accelagent.agents.tools import marked
from accelagent.domain import Family, Reason, Region, Sizes, Verdict

HARD = 0.75  # regions of at least this confidence are not asked about
_AROUND = 10  # lines of source on either side; small models lose facts in long prompts
_END = "}"  # alone in the first column it ends a function: what lies beyond is another's
_NUMBER = re.compile(r"\d+")
_UNITS = {
    "": 1,
    "b": 1,
    "k": 1 << 10,
    "kb": 1 << 10,
    "kib": 1 << 10,
    "m": 1 << 20,
    "mb": 1 << 20,
    "mib": 1 << 20,
}


class Frequency(StrEnum):
    HOT = "per-request-or-item"
    INIT = "start-up-only"
    ERROR = "error-path-only"
    TEST = "test-code"
    UNKNOWN = "unknown"


INSTRUCTIONS = f"""You read C and C++ code and state facts about it, nothing else. {DATA_RULE}
State of the line that the question names, as JSON:
operation: what it computes, one of {", ".join(Family)}; null when it is something else.
size_text: the expression or constant in the code that says how many bytes one call handles, quoted and not computed; empty when the
code does not say.
frequency: when the line runs, one of {", ".join(Frequency)}."""


class Facts(BaseModel):
    """What the code says; quote, do not compute."""

    operation: Family | None = Field(
        description="what the marked call computes; null when it is something else"
    )
    size_text: str = Field(
        description="the expression or constant that says how many bytes one call handles, quoted from the code; "
        "empty when it does not say"
    )
    frequency: Frequency = Field(description="when the code runs")


def review(session: Session, regions: Sequence[Region], root: Path) -> tuple[Region, ...]:
    """The regions with what the model's facts change in the uncertain ones; the rest as they are."""
    return tuple(_reviewed(session, r, root) if r.confidence < HARD else r for r in regions)


def _reviewed(session: Session, region: Region, root: Path) -> Region:
    facts = facts_of(session, region, root)
    return region if facts is None else decided(region, facts)


def facts_of(session: Session, region: Region, root: Path) -> Facts | None:
    """The model's facts about one region."""
    return session.ask(
        f"{region.service}/identifier/{region.id}", INSTRUCTIONS, question(region, root), Facts
    )


def question(region: Region, root: Path) -> str:
    """What is asked about one region. What all regions share stands before it, where servers keep their work on it."""
    path = root / region.path
    lines = path.read_text("utf-8", "replace").splitlines() if path.is_file() else []
    first, text = surroundings(lines, region.start_line, region.end_line)
    source = marked(f"{region.path} from line {first}", "\n".join(text))
    called = lines[region.start_line - 1].strip()[:120] if region.start_line <= len(lines) else ""
    return render("identifier", region=region, source=source, line=called, known=known(region))


def surroundings(lines: Sequence[str], start: int, end: int) -> tuple[int, Sequence[str]]:
    """The number of the first line and the lines around `start` to `end`, of the same function as far as indentation tells."""
    first, last = max(1, start - _AROUND), min(len(lines), end + _AROUND)
    before = [n for n in range(first, min(start, len(lines) + 1)) if lines[n - 1].startswith(_END)]
    after = [n for n in range(end, last + 1) if lines[n - 1].startswith(_END)]
    first, last = (before[-1] + 1 if before else first), (after[0] if after else last)
    return first, lines[first - 1 : last]


def known(region: Region) -> tuple[str, ...]:
    """Titles of the knowledge that the region's reasons name."""
    from accelagent.knowledge import entries

    there = entries()
    names = dict.fromkeys(r.knowledge for r in region.reasons)
    return tuple(there[name].title for name in names if name in there)


def decided(region: Region, facts: Facts) -> Region:
    """Rules over facts: another operation than the called symbol's is not believed; rare code is not worth an offload."""
    if facts.operation is not None and facts.operation is not region.operation:
        return _noted(
            region, f"a model read this as {facts.operation}; the called symbol says {region.operation}", 0.9
        )
    if facts.frequency in (Frequency.INIT, Frequency.ERROR, Frequency.TEST):
        lowered = replace(region, verdict=Verdict.AVOID, execution_model=None)
        return _noted(
            lowered, f"a model read the code as running in {facts.frequency}: too seldom to matter", 1.0
        )
    size = evaluated(facts.size_text)
    if size is not None and region.sizes.typical is None:
        sizes = Sizes(size, size, size, f"a model quoted {facts.size_text[:60]!r}")
        found = replace(region, sizes=sizes, verdict=_by_size(region, size))
        return _noted(found, f"at {size} bytes per call, as quoted from the code", 1.0)
    return region


def _by_size(region: Region, size: int) -> Verdict:
    if region.min_bytes is None or region.verdict is Verdict.AVOID:
        return region.verdict
    return Verdict.OFFLOAD if size >= region.min_bytes else Verdict.AVOID


def _noted(region: Region, text: str, factor: float) -> Region:
    reason = Reason(f"{text} (a model's opinion)", region.reasons[0].knowledge if region.reasons else "")
    return replace(region, reasons=(*region.reasons, reason), confidence=round(region.confidence * factor, 3))


_BEYOND = 1 << 40  # bytes; nothing that one operation takes is so large


def evaluated(text: str) -> int | None:
    """Bytes of a quoted constant expression such as `64 * 1024`, `1u << 20` or `16 KiB`; None for anything else.

    Models get the arithmetic wrong far more often than the quotation.
    """
    lowered = text.strip().strip("`;()").lower().replace("_", "")
    unit = re.fullmatch(r"(\d+)\s*([kmb]i?b?|kb|mb)?(ytes?)?", lowered)
    if unit and (unit[2] or "") in _UNITS:
        value = int(unit[1]) * _UNITS[unit[2] or ""]
        return value if value < _BEYOND else None
    plain = re.sub(r"(?<=\d)(ull|ul|u|l|z)\b", "", lowered)
    if not re.fullmatch(r"[\d\s*+<()x a-f]+", plain) or not _NUMBER.search(plain):
        return None
    return _product(plain)


def _product(text: str) -> int | None:
    total = 1
    for factor in text.split("*"):
        base, shift, by = factor.strip(" ()").partition("<<")
        try:
            by_bits = int(by.strip(" ()"), 0) if shift else 0
            value = int(base.strip(" ()"), 0)
        except ValueError:
            return None
        if not 0 <= by_bits < _BEYOND.bit_length():
            return None
        total *= value << by_bits
    return total if 0 < total < _BEYOND else None
