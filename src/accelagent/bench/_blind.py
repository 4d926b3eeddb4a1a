"""Snippets annotated without sight of the rules: scored strictly, and beside a plain search for names."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from accelagent.bench._corpus import Mark, answers, marks, snippets
from accelagent.bench._part import Figure
from accelagent.devices import catalogue
from accelagent.domain import Execution, Family, Region, Verdict
from accelagent.identifier import PARTS

_Z95 = 1.959964  # standard normal quantile of a two-sided 95 % interval
_TARGET = 0.95
_TIMES = 4
_MODELS = frozenset(e.value for e in Execution)
_NAMES = {
    Family.COMPRESS: r"\w*(?:compress|deflate|gzip|[Ee]ncoder|NewWriter)\w*",
    Family.DECOMPRESS: r"\w*(?:uncompress|decompress|inflate|NewReader)\w*",
    Family.COPY: r"\w*(?:memcpy|memmove|copy)\w*",
    Family.FILL: r"\w*(?:memset|fill|bzero)\w*",
    Family.COMPARE: r"\w*(?:memcmp|bcmp|compare|equal)\w*",
    Family.CRC: r"\w*(?:crc|adler|checksum)\w*",
    Family.HASH: r"\w*(?:sha\d+|md5|hash|digest)\w*",
    Family.ENCRYPT: r"\w*(?:encrypt|aes)\w*",
    Family.DECRYPT: r"\w*decrypt\w*",
    Family.SIGN: r"\w*(?:_sign|SSL_accept|do_handshake)\w*",
    Family.VERIFY: r"\w*_verify\w*",
    Family.ERASURE: r"\w*(?:xor|parity|rs_encode|ec_encode)\w*",
    Family.SCAN: r"\w*scan\w*",
    Family.FILTER: r"\w*(?:filter|select)\w*",
}
_CALL = {family: re.compile(rf"\b{name}\s*\(", re.IGNORECASE) for family, name in _NAMES.items()}


@dataclass(frozen=True, slots=True)
class Answer:
    """What was said at one annotation; a file's regions that nobody annotated are answers of kind `spare`."""

    file: str
    line: int
    kind: str  # region | degrades | not | spare
    family: str
    language: str
    right: bool
    said: str  # the verdicts found there, or ""
    lenient: bool = False  # right by a conditional verdict whose truth the annotation does not give


@dataclass(frozen=True, slots=True)
class Tally:
    """Positives found, positives missed, and wrong claims."""

    found: int
    missed: int
    wrong: int

    @property
    def f1(self) -> float | None:
        whole = self.found + (self.missed + self.wrong) / 2
        return self.found / whole if whole else None

    @property
    def interval(self) -> tuple[float, float]:
        """Wilson's 95 % interval with F1 read as a share of found + (missed + wrong) / 2 trials."""
        return wilson(self.found, self.found + (self.missed + self.wrong) / 2)


def wilson(hits: float, trials: float) -> tuple[float, float]:
    """The 95 % score interval of a proportion; (0, 1) without a trial."""
    if not trials:
        return 0.0, 1.0
    p, z2 = hits / trials, _Z95 * _Z95
    centre = (p + z2 / (2 * trials)) / (1 + z2 / trials)
    half = _Z95 * math.sqrt(p * (1 - p) / trials + z2 / (4 * trials * trials)) / (1 + z2 / trials)
    return max(0.0, centre - half), min(1.0, centre + half)


def tally(found: Iterable[Answer]) -> Tally:
    rows = list(found)
    good = sum(a.kind == "region" and a.right for a in rows)
    missed = sum(a.kind == "region" and not a.right for a in rows)
    return Tally(good, missed, sum(a.kind != "region" and not a.right for a in rows))


def judge(file: Path, without: str = "") -> list[Answer]:
    """Strict answers for one snippet, spare claims included; `without` is a part of the Identifier that is left out."""
    text = file.read_text(encoding="utf-8", errors="replace")
    wanted = marks(text)
    said = answers(file, wanted, without)
    language = file.suffix.lstrip(".")
    rows = [_answer(file, language, mark, said[_device(mark)]) for mark in wanted]
    rows += [
        Answer(file.name, r.start_line, "spare", r.operation.value, language, False, r.verdict.value)
        for r in _spare(wanted, said[""], text.splitlines())
    ]
    return rows


def _spare(wanted: Sequence[Mark], said: Sequence[Region], text: Sequence[str]) -> Iterator[Region]:
    """Claims at no annotation; the caller's loop and the called function's inside are one operation, annotated at either."""
    lines = {m.line for m in wanted}
    worth = {(m.line, w) for m in wanted if m.kind == "region" for w in m.words}
    named = [r for r in said if any((n, r.operation.value) in worth for n in _span(r))]
    for region in said:
        stray = region.verdict is not Verdict.AVOID and lines.isdisjoint(_span(region))
        if stray and not any(_are_one(region, other, text) for other in named):
            yield region


def _span(region: Region) -> range:
    return range(region.start_line, region.end_line + 1)


def _are_one(one: Region, other: Region, text: Sequence[str]) -> bool:
    """Either calls the other's function within its lines."""
    if one.operation is not other.operation:
        return False
    inside = "\n".join(text[one.start_line - 1 : one.end_line])
    around = "\n".join(text[other.start_line - 1 : other.end_line])
    return any(
        re.search(rf"\b{re.escape(function)}\s*\(", lines)
        for function, lines in ((other.function, inside), (one.function, around))
        if function
    )


def _device(mark: Mark) -> str:
    return next((w for w in mark.words if w in catalogue()), "")


def _answer(file: Path, language: str, mark: Mark, regions: Sequence[Region]) -> Answer:
    family = next(w for w in mark.words if w in frozenset(Family))
    here = [r for r in regions if r.operation.value == family and r.start_line <= mark.line <= r.end_line]
    worth = [r for r in here if r.verdict is not Verdict.AVOID]
    if mark.kind == "region":
        agreeing = [r for r in worth if _agrees(mark, r)]
        right, lenient = bool(agreeing), bool(agreeing) and all(_unstated(mark, r) for r in agreeing)
    else:
        right, lenient = not (here if mark.kind == "not" else worth), False
    verdicts = " ".join(sorted({f"{r.verdict.value}/{r.min_bytes}/{r.execution_model}" for r in here}))
    return Answer(file.name, mark.line, mark.kind, family, language, right, verdicts, lenient)


def _truth(mark: Mark) -> tuple[int | None, frozenset[str]]:
    size = next((int(w[4:]) for w in mark.words if w.startswith("min=")), None)
    return size, _MODELS & set(mark.words)


def _unstated(mark: Mark, region: Region) -> bool:
    return region.verdict is Verdict.CONDITIONAL and _truth(mark) == (None, frozenset())


def _agrees(mark: Mark, region: Region) -> bool:
    """Algorithm and verdict fit; a conditional one needs a near threshold or the model, where the annotation gives one."""
    plain = (
        {w for w in mark.words if not w.startswith("min=")} - _MODELS - {region.operation.value, *catalogue()}
    )
    if not plain <= {region.algorithm, region.verdict.value}:
        return False
    size, models = _truth(mark)
    if region.verdict is Verdict.OFFLOAD or not (size or models):
        return True
    near = bool(size and region.min_bytes and size / _TIMES <= region.min_bytes <= size * _TIMES)
    return near or (region.execution_model is not None and region.execution_model.value in models)


def by_name(file: Path) -> list[Answer]:
    """What a search for the names of functions claims: every call whose name tells a family, comments apart."""
    text = file.read_text(encoding="utf-8", errors="replace")
    wanted = marks(text)
    language = file.suffix.lstrip(".")
    claims = {
        (number, family.value)
        for number, line in enumerate(text.splitlines(), 1)
        if not line.lstrip().startswith(("//", "#", "*", "/*"))
        for family, call in _CALL.items()
        if call.search(line)
    }
    rows = []
    for mark in wanted:
        family = next(w for w in mark.words if w in frozenset(Family))
        hit = (mark.line, family) in claims
        right = hit == (mark.kind == "region")
        rows.append(Answer(file.name, mark.line, mark.kind, family, language, right, "named" if hit else ""))
    marked = {mark.line for mark in wanted}
    spare = sorted(claim for claim in claims if claim[0] not in marked)
    rows += [Answer(file.name, n, "spare", family, language, False, "named") for n, family in spare]
    return rows


def figures(folders: Sequence[Path]) -> Iterator[Figure]:
    """F1 of all sets together with the plain name search beside it, then of each set."""
    files = [f for folder in folders for f in snippets(folder)]
    names = [a for f in files for a in by_name(f)]
    plain, single = tally(names), tally(a for a in names if a.kind != "spare")
    rows = [a for f in files for a in judge(f)]
    yield _figure("blind_f1", rows)
    yield Figure("blind_name_f1", plain.f1, "", None, note=_name_note(plain, single))
    yield Figure("blind_snippets", float(len(files)), "count", None)
    yield Figure("blind_labels", float(sum(a.kind != "spare" for a in rows)), "count", None)
    for folder in folders:
        yield from alone(folder, f"{folder.name}_alone_f1")


def alone(folder: Path, name: str) -> Iterator[Figure]:
    """Strict F1 of one set, with its interval and tables by operation, language and verdict."""
    yield _figure(name, [a for f in snippets(folder) for a in judge(f)])


def ablation(folder: Path) -> Figure:
    """F1 of one set with each part of the Identifier left out in turn, beside the whole."""
    files = snippets(folder)
    rows = []
    for part in ("", *PARTS):
        total = tally(a for f in files for a in judge(f, part))
        rows.append(
            {"without": part or "nothing", "f1": total.f1, "found": total.found, "wrong": total.wrong}
        )
    note = ", ".join(f"without {r['without']} {r['f1']:.3f}" for r in rows if r["f1"] is not None)
    return Figure(
        "ablation_sets",
        float(len(rows)),
        "count",
        None,
        tuple(rows),
        note=f"strict F1 of {folder.name}: {note}",
    )


def _figure(name: str, rows: Sequence[Answer]) -> Figure:
    total = tally(rows)
    faults = tuple(
        {"file": a.file, "line": a.line, "kind": a.kind, "operation": a.family, "said": a.said}
        for a in rows
        if not a.right
    )
    return Figure(name, total.f1, "", None, faults, _TARGET, _note(rows, total))


def _name_note(plain: Tally, alone: Tally) -> str:
    if alone.f1 is None:
        return "no annotation"
    return f"names alone, {_counts(plain)}; {alone.f1:.3f} when calls on lines without annotation are spared"


def _counts(t: Tally) -> str:
    low, high = t.interval
    return f"{t.found} found, {t.missed} missed, {t.wrong} wrong, 95 % interval {low:.3f} to {high:.3f}"


def _note(rows: Sequence[Answer], total: Tally) -> str:
    lenient = sum(a.lenient for a in rows)
    strictest = Tally(total.found - lenient, total.missed + lenient, total.wrong).f1 or 0.0
    kinds = "; ".join(
        f"{k} {sum(a.right for a in rows if a.kind == k)}/{n}"
        for k in ("region", "degrades", "not")
        if (n := sum(a.kind == k for a in rows))
    )
    spare = sum(a.kind == "spare" for a in rows)
    return (
        f"{_counts(total)}; {kinds}; {spare} claims at no annotation; {strictest:.3f} if the {lenient} conditional "
        f"answers whose truth no annotation gives were wrong. By operation: {_table(rows, lambda a: a.family)}. "
        f"By language: {_table(rows, lambda a: a.language)}. samples: wrong answers"
    )


def _table(rows: Sequence[Answer], key: Callable[[Answer], str]) -> str:
    """Each group's right answers and F1; a dash where it has no positive."""
    cells = []
    for name in sorted({key(a) for a in rows}):
        group = [a for a in rows if key(a) == name]
        t = tally(group)
        f1 = f"{t.f1:.2f}" if t.f1 is not None and t.found + t.missed else "-"
        cells.append(f"{name} {sum(a.right for a in group)}/{len(group)} (F1 {f1})")
    return ", ".join(cells)
