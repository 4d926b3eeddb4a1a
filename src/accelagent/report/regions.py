"""The regions of a source tree as one page: a ranked table, and below it each region with its source and its reasons."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from accelagent.domain import Identification, Region, Verdict
from accelagent.report.excerpts import Excerpt, excerpt
from accelagent.report.facts import sorted_regions
from accelagent.report.text import bytes_text, one_line

TEMPLATES = Path(__file__).parent / "templates"
MOST_SHOWN = 200  # with source and reasons; the table has all


@dataclass(frozen=True, slots=True)
class _Row:
    region: Region
    excerpt: Excerpt | None
    settled: str  # why it is not acted on


def regions_page(found: Identification, settled: Sequence[tuple[Region, str]] = ()) -> str:
    """One self-contained HTML file; `settled` are regions with the reason why they are not acted on."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(bytes=bytes_text, line=one_line)
    order = list(Verdict)
    ranked = sorted(sorted_regions(found.regions), key=lambda r: order.index(r.verdict))
    rows = [_Row(r, _excerpt(found, r), "") for r in ranked[:MOST_SHOWN]]
    rows += [_Row(r, _excerpt(found, r), why) for r, why in settled[:MOST_SHOWN]]
    return environment.get_template("regions.html.j2").render(
        found=found,
        ranked=ranked,
        rows=rows,
        settled=settled,
        tally=Counter(r.verdict for r in found.regions),
        verdicts=order,
    )


def _excerpt(found: Identification, region: Region) -> Excerpt | None:
    base = found.root.parent if found.root.is_file() else found.root

    def source(service: str, path: str) -> str | None:
        try:
            return (base / path).read_bytes().decode("utf-8", "replace")
        except OSError:
            return None

    return excerpt(region, source)
