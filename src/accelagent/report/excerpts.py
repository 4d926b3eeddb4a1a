"""Pieces of source, diffs and logs, bounded in length and escaped, for the HTML page."""

from __future__ import annotations

import difflib
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from accelagent.domain import Patch, Region
from accelagent.report.text import clean, one_line

Sources: TypeAlias = Callable[[str, str], str | None]  # (service, relative path) → text of the baseline

CONTEXT_LINES = 3
MOST_REGION_LINES = 70
MOST_LINE_CHARACTERS = 240
MOST_LOG_CHARACTERS = 2500
MOST_DIFF_LINES = 1500


@dataclass(frozen=True, slots=True)
class Line:
    number: int
    html: str  # escaped and coloured
    marked: bool


@dataclass(frozen=True, slots=True)
class Excerpt:
    lines: tuple[Line, ...]
    cut: int  # lines of the region that are not shown


def excerpt(region: Region, sources: Sources) -> Excerpt | None:
    """The region's lines with three around them; None when the source is not at hand or shorter than the region says."""
    text = sources(region.service, region.path)
    if text is None:
        return None
    lines = [_clip(line) for line in clean(text).split("\n")]
    if not 1 <= region.start_line <= region.end_line <= len(lines):
        return None
    first = max(1, region.start_line - CONTEXT_LINES)
    end = min(region.end_line, region.start_line + MOST_REGION_LINES)
    last = min(len(lines), end + (CONTEXT_LINES if end == region.end_line else 0))
    coloured = _coloured("\n".join(lines[first - 1 : last]), region.language)
    return Excerpt(
        tuple(
            Line(number, html, region.start_line <= number <= region.end_line)
            for number, html in enumerate(coloured, start=first)
        ),
        region.end_line - end,
    )


def _clip(line: str) -> str:
    shown = line.expandtabs(4)
    return shown if len(shown) <= MOST_LINE_CHARACTERS else shown[:MOST_LINE_CHARACTERS] + "…"


def _coloured(code: str, language: str) -> list[str]:
    """One escaped HTML fragment per line, each with its spans closed."""
    from pygments import highlight
    from pygments.formatters import HtmlFormatter
    from pygments.lexers import CLexer, CppLexer

    lexer = CppLexer if language.lower() in {"c++", "cpp", "cxx"} else CLexer
    html = highlight(code, lexer(stripnl=False, ensurenl=False), HtmlFormatter(nowrap=True))
    return html.removesuffix("\n").split("\n")


@dataclass(frozen=True, slots=True)
class DiffLine:
    kind: str  # file, hunk, add, del, same, note
    text: str


def diff(service: str, patch: Patch, sources: Sources) -> tuple[DiffLine, ...]:
    """The patch against the baseline as a unified diff, cut with a note after 1500 lines."""
    lines: list[DiffLine] = []
    for path, after in patch.files:
        before = sources(service, path)
        lines.append(DiffLine("file", f"{one_line(path, 200)}{' (new file)' if before is None else ''}"))
        lines.extend(_file_diff(clean(before or ""), clean(after)))
    if len(lines) <= MOST_DIFF_LINES:
        return tuple(lines)
    note = f"{len(lines) - MOST_DIFF_LINES} more lines are in the patch file of this service"
    return (*lines[:MOST_DIFF_LINES], DiffLine("note", note))


def _file_diff(before: str, after: str) -> list[DiffLine]:
    unified = difflib.unified_diff(before.splitlines(), after.splitlines(), lineterm="", n=3)
    kinds = {"@": "hunk", "+": "add", "-": "del"}
    body = list(unified)[2:]
    return [DiffLine(kinds.get(line[:1], "same"), _clip(line)) for line in body]


def log_excerpt(log: str) -> str:
    """The beginning and (mostly) the end of a log, where the cause tends to stand."""
    text = log.strip()
    if len(text) <= MOST_LOG_CHARACTERS:
        return clean(text)
    head = MOST_LOG_CHARACTERS // 4
    tail = MOST_LOG_CHARACTERS - head
    cut = f"\n… {len(text) - head - tail:,} characters cut …\n"
    return clean(text[:head]) + cut + clean(text[-tail:])
