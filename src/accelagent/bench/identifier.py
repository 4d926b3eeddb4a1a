"""The Identifier's accuracy on annotated snippets and on labels from real integrations."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from accelagent.bench import _blind, _pairs
from accelagent.bench._corpus import FORMERLY, blind_sets, snippets
from accelagent.bench._labels import Label, answer, load, score, trees
from accelagent.bench._part import Figure, Part
from accelagent.devices import usual
from accelagent.domain import Verdict
from accelagent.identifier import identify

CORPUS = "ACCELAGENT_CORPUS"
PAIRS = "ACCELAGENT_PAIRS"
LABELS = "ACCELAGENT_LABELS"
SOURCES = "ACCELAGENT_LABEL_SOURCES"
_TARGET_F1 = 0.88
_TARGET_DENSITY = 2.0


def run() -> tuple[Figure, ...]:
    """F1 of each set, as far as its data is there."""
    return (*_corpus(), *_blinded(), *_paired(), *_labels())


def _corpus() -> Iterator[Figure]:
    folder = Path(os.environ.get(CORPUS, "tests/corpus"))
    if not folder.is_dir():
        yield Figure("corpus_f1", None, "", None, note=f"no {folder}: set {CORPUS} to annotated snippets")
        return
    files = snippets(folder)
    answers = {file: _blind.judge(file) for file in files}
    faults = tuple(
        str(f.relative_to(folder)) for f, rows in answers.items() if not all(a.right for a in rows)
    )
    total = _blind.tally(a for rows in answers.values() for a in rows)
    yield Figure(
        "corpus_f1", total.f1, "", None, faults, note="strict; samples: snippets with a wrong answer"
    )
    yield Figure("corpus_snippets", float(len(files)), "count", None)


def _blinded() -> Iterator[Figure]:
    """Each folder labelled without sight of the rules, all of them together, and those that are used up."""
    corpus = Path(os.environ.get(CORPUS, "tests/corpus"))
    folders = blind_sets(corpus)
    if folders:
        yield from _blind.figures(folders)
    else:
        yield Figure("blind_f1", None, "", None, note=f"no {corpus}/blind*")
    used = blind_sets(corpus, FORMERLY)
    for folder in used:
        yield from _blind.alone(folder, f"{folder.name.replace('-', '_')}_f1")
    yield from map(_blind.ablation, used[:1])


def _paired() -> tuple[Figure, ...]:
    """Measured only on demand: a program takes up to half a minute."""
    if not (folder := os.environ.get(PAIRS)):
        return (Figure("pairs_right", None, "count", "virtual", note=f"set {PAIRS} to tests/corpus/pairs"),)
    return _pairs.figures(Path(folder))


def _labels() -> Iterator[Figure]:
    given = os.environ.get(LABELS), os.environ.get(SOURCES)
    if not all(given):
        why = f"set {LABELS} to the labels and {SOURCES} to the folder with owner+name/repo"
        yield Figure("dev_f1", None, "", None, target=_TARGET_F1, note=why)
        return
    labels = load(Path(given[0] or ""))
    with tempfile.TemporaryDirectory(prefix="accelagent-labels-") as scratch:
        answers, lines, regions, worth = _answers(labels, Path(given[1] or ""), Path(scratch))
    result = score(answers)
    absent = [label.id for label in labels if label.headline and label not in {a for a, _ in answers}]
    note = f"{result.found:g} of {result.positives} positives, {result.wrong:g} of {result.negatives} negatives lost"
    if absent:
        note += f"; sources absent for {len(absent)} labels: {', '.join(absent)}"
    samples = tuple({"label": label.id, "right": value} for label, value in answers if label.headline)
    yield Figure("dev_f1", result.f1 if answers else None, "", None, samples, _TARGET_F1, note)
    density = 1000 * regions / lines if lines else None
    yield Figure("regions_per_kloc", density, "1/1000 lines", None, (), _TARGET_DENSITY)
    density = 1000 * worth / lines if lines else None
    yield Figure("worth_per_kloc", density, "1/1000 lines", None, note="offload and conditional only")


def _answers(
    labels: Sequence[Label], sources: Path, scratch: Path
) -> tuple[list[tuple[Label, float]], int, int, int]:
    answers: list[tuple[Label, float]] = []
    lines = regions = worth = 0
    for members, root in trees(labels, sources, scratch):
        found = identify(root, service="labels", devices=list(usual()))
        answers += [(label, answer(label, found.regions)) for label in members]
        lines += found.lines_scanned
        regions += len(found.regions)
        worth += sum(r.verdict is not Verdict.AVOID for r in found.regions)
    return answers, lines, regions, worth


PART = Part(
    "identifier",
    "regions and verdicts against annotations and against what engineers changed in real projects",
    run,
    "A conditional verdict at a positive counts only with the label's execution model or a threshold within four times of its own; "
    "at a negative it loses half. Only surely known labels are scored.",
)
