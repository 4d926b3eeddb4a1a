"""Labelled places of public projects: read, laid out beside their sources, and matched with reported regions."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from accelagent.domain import Execution, Region, Verdict
from accelagent.errors import SpecError

# Operations of the labels in the families that regions carry.
_FAMILIES: Mapping[str, tuple[str, ...]] = {
    "memcpy": ("copy",),
    "memcmp": ("compare",),
    "zero-scan": ("compare",),
    "fill": ("fill",),
    "pke": ("sign", "verify", "kex"),
    "aead": ("encrypt", "decrypt"),
    "xor": ("erasure",),
    "dif": ("crc",),
    "checksum": ("crc",),
}
_TIMES = 4  # a threshold counts within this factor of the one that people chose


@dataclass(frozen=True, slots=True)
class Label:
    """One labelled place."""

    id: str
    repo: str
    commit: str
    path: str
    start_line: int
    end_line: int
    operation: str
    language: str
    verdict: str
    execution: str
    tier: str
    confidence: str
    min_bytes: int | None = None

    @property
    def positive(self) -> bool:
        return self.verdict == "offload"

    @property
    def headline(self) -> bool:
        """Sure enough to be scored: changed or accelerated by people, or surely not worth it."""
        if self.positive:
            return self.tier in ("replaced", "adjacent") and self.confidence in ("high", "medium")
        return self.tier == "negative" and self.confidence == "high"

    @property
    def families(self) -> tuple[str, ...]:
        if self.operation.startswith("crc"):
            return ("crc",)
        if self.operation.startswith("aes"):
            return ("encrypt", "decrypt")
        return _FAMILIES.get(self.operation, (self.operation,))


@dataclass(frozen=True, slots=True)
class Score:
    """Labels answered: rights of positives, losses of precision at negatives."""

    positives: int
    found: float
    negatives: int
    wrong: float

    @property
    def f1(self) -> float:
        """Harmonic mean of recall and precision; 0 when nothing was found."""
        if self.found == 0:
            return 0.0
        precision = self.found / (self.found + self.wrong)
        recall = self.found / self.positives
        return 2 * precision * recall / (precision + recall)


def load(file: Path) -> list[Label]:
    """The labels of a file; SpecError when it is not a list of labels."""
    try:
        rows = json.loads(file.read_text(encoding="utf-8"))
        return [_label(row) for row in rows]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise SpecError(f"{file}: not a list of labels: {error}") from None


def _label(row: Mapping[str, Any]) -> Label:
    wanted = [f for f in Label.__dataclass_fields__ if f not in ("execution", "min_bytes")]
    values = {name: row[name] for name in wanted}
    return Label(**values, execution=str(row.get("execution_model", "")), min_bytes=row.get("min_bytes"))


def matching(label: Label, regions: Iterable[Region]) -> list[Region]:
    """Regions at the label's place: same file, overlapping lines, same family."""
    return [
        r
        for r in regions
        if r.path == label.path
        and r.start_line <= label.end_line
        and label.start_line <= r.end_line
        and r.operation.value in label.families
    ]


def answer(label: Label, regions: Sequence[Region]) -> float:
    """How far the regions agree with a label: 1 right, 0 wrong; half for a conditional verdict at a negative."""
    found = matching(label, regions)
    if label.positive:
        return float(any(_agrees(label, r) for r in found))
    if any(r.verdict is Verdict.OFFLOAD for r in found):
        return 0.0
    return 0.5 if any(r.verdict is Verdict.CONDITIONAL for r in found) else 1.0


def _agrees(label: Label, region: Region) -> bool:
    if region.verdict is not Verdict.CONDITIONAL:
        return region.verdict is Verdict.OFFLOAD
    if label.min_bytes and region.min_bytes:
        return label.min_bytes / _TIMES <= region.min_bytes <= label.min_bytes * _TIMES
    return region.execution_model in _executions(label.execution)


def _executions(text: str) -> tuple[Execution, ...]:
    """Models that a label's words allow: an executor or a helper thread is asynchronous for its caller."""
    words = text.lower()
    if "async" in words or "executor" in words or "poll" in words:
        return (Execution.ASYNC, Execution.BATCH)
    return (Execution.SYNC, Execution.IN_CORE) + ((Execution.ASYNC,) if "thread" in words else ())


def score(answers: Sequence[tuple[Label, float]]) -> Score:
    """Counts over the headline labels."""
    positives = [value for label, value in answers if label.headline and label.positive]
    negatives = [value for label, value in answers if label.headline and not label.positive]
    return Score(len(positives), sum(positives), len(negatives), len(negatives) - sum(negatives))


def trees(labels: Sequence[Label], sources: Path, into: Path) -> Iterator[tuple[list[Label], Path]]:
    """Each labelled commit's sources, as far as `sources` has them: `owner+name/repo` (git) is exported to `into`, or
    `owner+name@COMMIT` is used as it lies. Exported are the top-level folders of the labels, and `include` and `lib`.
    """
    groups: dict[tuple[str, str], list[Label]] = {}
    for label in labels:
        groups.setdefault((label.repo.replace("/", "+"), label.commit), []).append(label)
    for (name, commit), members in sorted(groups.items()):
        ready = sources / f"{name}@{commit[:10]}"
        if ready.is_dir():
            yield members, ready
        elif (sources / name / "repo").is_dir():
            yield members, _export(sources / name / "repo", commit, members, into / ready.name)


def _export(repository: Path, commit: str, members: Sequence[Label], target: Path) -> Path:
    git = ["git", f"--git-dir={repository}", "-c", "safe.directory=*"]
    listed = subprocess.run(
        [*git, "ls-tree", "--name-only", commit], capture_output=True, text=True, timeout=60
    )
    wanted = {label.path.split("/")[0] for label in members} | {"include", "lib"}
    folders = sorted(wanted & set(listed.stdout.split()))
    if not folders:
        raise SpecError(f"{repository}: commit {commit} has none of {', '.join(sorted(wanted))}")
    target.mkdir(parents=True)
    with subprocess.Popen([*git, "archive", commit, *folders], stdout=subprocess.PIPE) as archive:
        done = subprocess.run(["tar", "-x", "-C", str(target)], stdin=archive.stdout, timeout=300)
    if done.returncode or archive.returncode:
        raise SpecError(f"{repository}: commit {commit} could not be exported")
    return target
