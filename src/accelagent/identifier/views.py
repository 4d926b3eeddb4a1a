"""Regions as text, as the JSON of `identify --format json`, and as SARIF 2.1.0 for code-scanning tools."""

from __future__ import annotations

import os
import textwrap
from collections.abc import Sequence
from dataclasses import asdict, replace
from pathlib import Path, PurePosixPath
from typing import TypeAlias
from urllib.parse import quote

from accelagent import __version__
from accelagent.domain import Identification, Region, Verdict

Json: TypeAlias = dict[str, object]

_SARIF = "https://json.schemastore.org/sarif-2.1.0.json"
_MEANING = {
    Verdict.OFFLOAD: "pays at the sizes seen in the source",
    Verdict.CONDITIONAL: "pays from a size, or in an execution model, that the source does not settle",
    Verdict.AVOID: "can be offloaded and would lose",
}


def explain(region: Region) -> str:
    """All that is known about one region, in lines of at most 100 characters."""
    model = f", {region.execution_model.value}" if region.execution_model else ""
    start = f" from {region.min_bytes} bytes" if region.min_bytes is not None else ""
    lines = [
        f"{region.id}  {region.path}:{region.start_line}-{region.end_line}  {region.function}",
        f"{region.operation.value} {region.algorithm} through {region.interface}: {region.verdict.value}{model}{start}"
        f" (confidence {region.confidence:.2f})",
        f"devices: {', '.join(region.devices) or 'none'}",
        f"sizes: {_sizes(region)}",
        f"loops: {region.loop_depth}; called by: {', '.join(region.callers) or 'nothing in this tree'}",
        "calls: " + ", ".join(f"{c.name} at line {c.line}" for c in region.calls),
        "why:",
        *(f"  - {r.text} [{r.knowledge}]" for r in region.reasons),
    ]
    if region.considerations:
        lines.append("mind:")
        lines += [f"  - {c.text} [{c.knowledge}; {c.enforced_by}]" for c in region.considerations]
    return "\n".join(textwrap.fill(line, 100, subsequent_indent="    ") for line in lines)


def _sizes(region: Region) -> str:
    sizes = region.sizes
    if sizes.low is None and sizes.high is None:
        return sizes.evidence
    ends = [str(n) if n is not None else "?" for n in (sizes.low, sizes.high)]
    shown = ends[0] if ends[0] == ends[1] else f"{ends[0]} to {ends[1]}"
    return f"{shown} bytes ({sizes.evidence})"


def to_json(identification: Identification) -> Json:
    """The object of `identify --format json`, schema 1."""
    return {
        "schema": 1,
        "root": str(identification.root),
        "regions": [_region(r) for r in identification.regions],
        "files_scanned": identification.files_scanned,
        "lines_scanned": identification.lines_scanned,
        "seconds": identification.seconds,
        "skipped": list(identification.skipped),
    }


def _region(region: Region) -> Json:
    fields = asdict(region)
    del fields["calls"]
    return fields


def combined(found: Sequence[Identification]) -> Identification:
    """Several services as one answer: paths become relative to the folder they share."""
    if len(found) == 1:
        return found[0]
    roots = [i.root.resolve() for i in found]
    shared = Path(os.path.commonpath(roots)) if roots else Path()
    regions: list[Region] = []
    skipped: list[str] = []
    for identification, root in zip(found, roots, strict=True):
        place = PurePosixPath(root.relative_to(shared).as_posix())
        regions += [replace(r, path=str(place / r.path)) for r in identification.regions]
        skipped += [str(place / line) for line in identification.skipped]
    return Identification(
        root=shared,
        regions=tuple(regions),
        files_scanned=sum(i.files_scanned for i in found),
        lines_scanned=sum(i.lines_scanned for i in found),
        seconds=sum(i.seconds for i in found),
        skipped=tuple(skipped),
    )


def combined_json(found: Sequence[Identification]) -> Json:
    """`to_json` of several services."""
    return to_json(combined(found))


def combined_sarif(found: Sequence[Identification]) -> Json:
    """`to_sarif` of several services."""
    return to_sarif(combined(found))


def to_sarif(identification: Identification) -> Json:
    """A SARIF log: one rule per operation and verdict, one result per region; what should be acted on is a warning."""
    regions = identification.regions
    rules = {_rule_id(r): _rule(r) for r in regions}
    order = list(rules)
    run = {
        "tool": {"driver": {"name": "AccelAgent", "version": __version__, "rules": list(rules.values())}},
        "columnKind": "utf16CodeUnits",
        "originalUriBaseIds": {"SRCROOT": {"uri": identification.root.resolve().as_uri() + "/"}},
        "results": [_result(r, order.index(_rule_id(r))) for r in regions],
    }
    return {"$schema": _SARIF, "version": "2.1.0", "runs": [run]}


def _rule_id(region: Region) -> str:
    return f"{region.operation.value}-{region.verdict.value}"


def _level(region: Region) -> str:
    return "warning" if region.verdict is Verdict.OFFLOAD else "note"


def _rule(region: Region) -> Json:
    operation, verdict = region.operation.value, region.verdict
    return {
        "id": _rule_id(region),
        "name": f"{operation.title()}{verdict.value.title()}",
        "shortDescription": {"text": f"{operation.title()} that an accelerator can run: {verdict.value}"},
        "help": {"text": f"Verdict {verdict.value}: {_MEANING[verdict]}."},
        "defaultConfiguration": {"level": _level(region)},
    }


def _result(region: Region, rule: int) -> Json:
    text = f"{region.function}: {region.operation.value} {region.algorithm}: {region.verdict.value}. "
    return {
        "ruleId": _rule_id(region),
        "ruleIndex": rule,
        "level": _level(region),
        "message": {"text": text + " ".join(r.text[:1].upper() + r.text[1:] + "." for r in region.reasons)},
        "locations": [
            {
                "physicalLocation": {
                    "artifactLocation": {
                        "uri": quote(region.path),
                        "uriBaseId": "SRCROOT",
                    },
                    "region": {"startLine": region.start_line, "endLine": region.end_line},
                }
            }
        ],
        "partialFingerprints": {"regionId/v1": region.id},
        "properties": {
            "service": region.service,
            "confidence": region.confidence,
            "devices": list(region.devices),
        },
    }
