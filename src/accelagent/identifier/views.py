"""Regions as text, as the JSON of `identify --format json`, and as SARIF 2.1.0 for code-scanning tools."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import asdict, replace
from pathlib import Path, PurePosixPath
from typing import TypeAlias
from urllib.parse import quote

from accelagent import __version__
from accelagent.domain import Identification, Region, Verdict
from accelagent.identifier.select import Answer, Suppressed

Json: TypeAlias = dict[str, object]

_SARIF = "https://json.schemastore.org/sarif-2.1.0.json"
_MEANING = {
    Verdict.OFFLOAD: "pays at the sizes seen in the source or in a profile",
    Verdict.CONDITIONAL: "pays from a size, or in an execution model, that the source does not settle",
    Verdict.AVOID: "can be offloaded and would lose",
}

_ADVICE = {
    Verdict.OFFLOAD: "Let `accelagent run` write and prove a candidate for it.",
    Verdict.CONDITIONAL: "Measure the sizes (`accelagent trace -- CMD`, then `accelagent identify PATH --profile trace.json`) before changing it.",
    Verdict.AVOID: "Leave it on the core; the reasons say what it would cost.",
}


def to_json(identification: Identification, suppressed: Sequence[Suppressed] = ()) -> Json:
    """The object of `identify --format json`, schema 1."""
    return {
        "schema": 1,
        "root": str(identification.root),
        "regions": [_region(r) for r in identification.regions],
        "suppressed": [{**_region(s.region), "by": s.by, "reason": s.reason} for s in suppressed],
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


def combined_answer(answers: Sequence[Answer]) -> tuple[Identification, tuple[Suppressed, ...]]:
    """Several answers as one, and what is settled in them, with paths relative to the folder they share."""
    whole = combined([a.found for a in answers])
    if len(answers) == 1:
        return whole, answers[0].suppressed
    settled = [
        replace(s, region=replace(s.region, path=str(_below(a.found.root, whole.root) / s.region.path)))
        for a in answers
        for s in a.suppressed
    ]
    return whole, tuple(settled)


def _below(root: Path, shared: Path) -> PurePosixPath:
    return PurePosixPath(root.resolve().relative_to(shared).as_posix())


def combined_json(found: Sequence[Identification]) -> Json:
    """`to_json` of several services."""
    return to_json(combined(found))


def combined_sarif(found: Sequence[Identification]) -> Json:
    """`to_sarif` of several services."""
    return to_sarif(combined(found))


def to_sarif(identification: Identification, suppressed: Sequence[Suppressed] = ()) -> Json:
    """A SARIF log: one rule per operation and verdict, one result per region; what should be acted on is a warning."""
    regions = [*identification.regions, *(s.region for s in suppressed)]
    rules = {_rule_id(r): _rule(r) for r in regions}
    order = list(rules)
    results = [_result(r, order.index(_rule_id(r))) for r in identification.regions]
    for settled in suppressed:
        kind = "inSource" if settled.by == "comment" else "external"
        result = _result(settled.region, order.index(_rule_id(settled.region)))
        results.append({**result, "suppressions": [{"kind": kind, "justification": settled.reason}]})
    notes = [{"level": "note", "message": {"text": line}} for line in identification.skipped]
    run = {
        "tool": {
            "driver": {
                "name": "AccelAgent",
                "version": __version__,
                "semanticVersion": __version__,
                "rules": list(rules.values()),
            }
        },
        "columnKind": "utf16CodeUnits",
        "originalUriBaseIds": {"SRCROOT": {"uri": _base(identification).resolve().as_uri() + "/"}},
        "invocations": [{"executionSuccessful": True, "toolExecutionNotifications": notes}],
        "results": results,
    }
    return {"$schema": _SARIF, "version": "2.1.0", "runs": [run]}


def _base(identification: Identification) -> Path:
    return identification.root.parent if identification.root.is_file() else identification.root


def _rule_id(region: Region) -> str:
    return f"{region.operation.value}-{region.verdict.value}"


def _level(region: Region) -> str:
    return "warning" if region.verdict is Verdict.OFFLOAD else "note"


def _rule(region: Region) -> Json:
    operation, verdict = region.operation.value, region.verdict
    advice = _ADVICE[verdict]
    text = f"Verdict {verdict.value}: {_MEANING[verdict]}. {advice}"
    known = ", ".join(sorted({r.knowledge for r in region.reasons}))
    return {
        "id": _rule_id(region),
        "name": f"{operation.title()}{verdict.value.title()}",
        "shortDescription": {"text": f"{operation.title()} that an accelerator can run: {verdict.value}"},
        "fullDescription": {"text": text},
        "help": {
            "text": f"{text} Background: accelagent knowledge search {operation}. Entries cited: {known}.",
            "markdown": f"**{verdict.value}**: {_MEANING[verdict]}. {advice}\n\n"
            f"All about one region: `accelagent identify PATH --explain ID`. Entries cited: {known}.",
        },
        "defaultConfiguration": {"level": _level(region)},
        "properties": {"tags": ["performance", operation]},
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
