"""A model's second opinion on annotated snippets, from a recording: what it read, and what that did to the verdicts."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from accelagent.bench._corpus import BLIND, Mark, marks, snippets
from accelagent.bench._part import Figure
from accelagent.devices import usual
from accelagent.domain import Family, Region, Verdict
from accelagent.identifier import identify
from accelagent.options import ModelSettings, Output

MANY = 40
SUFFIX = ".review.jsonl"


@dataclass(frozen=True, slots=True)
class Case:
    """One reported region and the annotation of its line."""

    root: Path
    mark: Mark
    region: Region

    @property
    def worth(self) -> bool:
        """What the annotation says."""
        return self.mark.kind == "region"

    def right(self, region: Region) -> bool:
        """Whether a verdict on the region agrees with the annotation."""
        return (region.verdict is not Verdict.AVOID) is self.worth


@dataclass(frozen=True, slots=True)
class Read:
    """A case with what a model made of it."""

    case: Case
    operation: Family | None
    answered: bool
    after: Region


def cases(folder: Path, scratch: Path, many: int = MANY, asked: Collection[str] | None = None) -> list[Case]:
    """The first regions on annotated lines of the whole corpus, in the order of a hash of the files' names: nobody chose them.

    With `asked` those that a recording, made when the corpus was smaller, holds by key. The files are copied to `scratch`
    without their annotations, which a model must not see.
    """
    inside = [f for part in (folder, *sorted(folder.glob(f"*{BLIND}*"))) for f in snippets(part)]
    names = None if asked is None else {key.partition("/")[0] for key in asked}
    found: list[Case] = []
    for file in sorted(inside, key=_hash):
        if names is not None and file.name not in names:
            continue
        here = _cases(file, scratch)
        found += (c for c in here if asked is None or f"{asker(c.region)}/0" in asked)
        if len(found) >= many:
            break
    return found[:many]


def asker(region: Region) -> str:
    """The place of the question about a region in a record."""
    return f"{region.service}/identifier/{region.id}"


def _hash(file: Path) -> str:
    return hashlib.sha256(file.name.encode()).hexdigest()


def _cases(file: Path, scratch: Path) -> Iterator[Case]:
    text = file.read_text(encoding="utf-8", errors="replace")
    wanted = marks(text)
    lines = text.splitlines()
    for mark in wanted:
        lines[mark.line - 2] = ""
    bare = (
        scratch / f"{_hash(file)[:8]}{file.suffix}"
    )  # names such as `degrades_…` would give the answer away
    bare.write_text("\n".join(lines) + "\n", encoding="utf-8")
    regions = identify(bare, service=file.name, devices=list(usual())).regions
    for mark in wanted:
        here = [r for r in regions if r.start_line <= mark.line <= r.end_line]
        if mark.kind != "not" and here:
            yield Case(scratch, mark, here[0])


def read(session: Any, found: Sequence[Case]) -> list[Read]:
    """Every case put to the session's model, whatever the rules' own confidence."""
    from accelagent.agents.identifier import decided, facts_of

    answers = []
    for case in found:
        facts = facts_of(session, case.region, case.root)
        after = case.region if facts is None else decided(case.region, facts)
        answers.append(Read(case, facts.operation if facts else None, facts is not None, after))
    return answers


def figures(folder: Path, recordings: Path) -> Iterator[Figure]:
    """Per recording: what the model read rightly, and verdicts and F1 without and with it."""
    files = sorted(recordings.glob(f"*{SUFFIX}")) if recordings.is_dir() else []
    if not files or not folder.is_dir():
        yield Figure("review_f1", None, "", None, note=f"no recording {recordings}/*{SUFFIX} or no {folder}")
        return
    with tempfile.TemporaryDirectory(prefix="accelagent-review-") as scratch:
        for file in files:
            yield from _figures(file, folder, Path(scratch))


def _figures(recording: Path, folder: Path, scratch: Path) -> Iterator[Figure]:
    from accelagent.agents.record import loaded
    from accelagent.agents.session import Session

    name = recording.name.removesuffix(SUFFIX)
    known = loaded(recording.read_text(encoding="utf-8"))
    found = cases(folder, scratch, len(known), known)
    settings = ModelSettings("replay", output=Output.JSON_OBJECT, requests=len(found) * 3)
    session = Session.answered(settings, known.get)
    answers = []
    for one in found:  # what the recording lacks must not end the session
        session.stopped = ""
        answers += read(session, [one])
    there = [a for a in answers if a.answered]
    many = len({key.rpartition("/")[0] for key in known})
    lacking = f" of {many} asked about; the others left the corpus" if len(there) < many else ""
    note = f"{name}, {len(there)} corpus regions{lacking}; drift {getattr(session.model, 'drift', 0)}"
    same = [a.operation is a.case.region.operation for a in there]
    yield _share("review_operation_right", same, note)
    yield _share("review_verdict_right_without", [a.case.right(a.case.region) for a in there], note)
    yield _share("review_verdict_right_with", [a.case.right(a.after) for a in there], note)
    yield Figure("review_f1_without", _f1(there, lambda a: a.case.region), "", None, note=note)
    yield Figure("review_f1_with", _f1(there, lambda a: a.after), "", None, note=note)
    yield Figure(
        "review_f1_as_run", _f1(there, as_run), "", None, note=f"{note}; only uncertain regions asked"
    )
    yield from _spent(known.values(), note)


def as_run(answer: Read) -> Region:
    """What `identify --model` would report: it asks about uncertain regions only."""
    from accelagent.agents.identifier import HARD

    before = answer.case.region
    return answer.after if before.confidence < HARD else before


def _spent(exchanges: Iterable[Mapping[str, Any]], note: str) -> Iterator[Figure]:
    for name, unit in (("input_tokens", "token"), ("output_tokens", "token"), ("seconds", "s")):
        each = tuple(float(e.get(name) or 0) for e in exchanges)
        clock = "wall" if unit == "s" else None
        yield Figure(f"review_{name}", sum(each), unit, clock, each, note=f"{note}; samples: per exchange")


def _share(name: str, right: Sequence[bool], note: str) -> Figure:
    samples = tuple(float(r) for r in right)
    return Figure(name, sum(samples) / len(samples) if samples else None, "", None, samples, note=note)


def _f1(answers: Sequence[Read], view: Callable[[Read], Region]) -> float | None:
    claimed = [a for a in answers if view(a).verdict is not Verdict.AVOID]
    right = sum(a.case.worth for a in claimed)
    whole = len(claimed) + sum(a.case.worth for a in answers)
    return 2 * right / whole if whole else None
