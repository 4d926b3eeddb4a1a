"""Which regions a reader is shown: those a change touches, without the ones that a comment or a baseline settles."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from accelagent.csource import parse
from accelagent.domain import Identification, Region, Verdict
from accelagent.errors import SourceError
from accelagent.identifier.scan import is_source, read

_IGNORE = re.compile(r"accelagent:\s*ignore\s*(?:\[([^\]]*)\])?")
_HUNK = re.compile(rb"^@@ -\S+ \+(\d+)(?:,(\d+))? @@")
_GIT_LIMIT_S = 120


@dataclass(frozen=True, slots=True)
class Suppressed:
    """A region that is not acted on: by a comment in the source, with its reason, or because the baseline has it."""

    region: Region
    by: str  # comment | baseline
    reason: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What `identify` found in one tree, and what of it is settled."""

    found: Identification  # without the suppressed regions
    suppressed: tuple[Suppressed, ...] = ()
    narrowed: str = ""  # how many regions a diff left out; empty without one


# --- comments -------------------------------------------------------------------------------------------------


def ignored(found: Identification) -> Answer:
    """`accelagent: ignore[reason]` in a comment within a region's lines or on the line above takes it out."""
    base = found.root.parent if found.root.is_file() else found.root
    texts: dict[str, list[str]] = {}
    kept, suppressed = [], []
    for region in found.regions:
        if region.path not in texts:
            text = read(str(base / region.path))[0] or b""
            texts[region.path] = (
                text.decode("utf-8", "replace").splitlines() if b"accelagent:" in text else []
            )
        reason = _ignore(texts[region.path][max(0, region.start_line - 2) : region.end_line])
        if reason is None:
            kept.append(region)
        else:
            suppressed.append(Suppressed(region, "comment", reason or "no reason given"))
    return Answer(replace(found, regions=tuple(kept)), tuple(suppressed))


def _ignore(lines: Sequence[str]) -> str | None:
    for line in lines:
        match = _IGNORE.search(line)
        if match and re.search(r"//|/\*|^\s*\*", line[: match.start()]):
            return (match[1] or "").strip()
    return None


# --- baseline -------------------------------------------------------------------------------------------------


def baseline_text(answers: Iterable[Answer]) -> str:
    """What `--write-baseline` writes: the regions found, with the verdicts they have now."""
    rows = [
        {"id": r.id, "verdict": r.verdict.value, "path": r.path, "function": r.function}
        for a in answers
        for r in a.found.regions
    ]
    return json.dumps({"schema": 1, "regions": rows}, indent=1) + "\n"


def load_baseline(path: Path) -> dict[str, Verdict]:
    """Verdict by region id; SourceError when the file is not one that `--write-baseline` wrote."""
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        return {str(r["id"]): Verdict(r["verdict"]) for r in found["regions"]}
    except OSError as error:
        raise SourceError(f"--baseline {path}: {error.strerror}") from error
    except (ValueError, KeyError, TypeError) as error:
        raise SourceError(
            f"--baseline {path}: is not a baseline; allowed: a file that --write-baseline wrote"
        ) from error


def without(answer: Answer, known: Mapping[str, Verdict]) -> Answer:
    """Take out the regions of a baseline whose verdict has not changed."""
    old = [r for r in answer.found.regions if known.get(r.id) is r.verdict]
    kept = tuple(r for r in answer.found.regions if known.get(r.id) is not r.verdict)
    settled = tuple(Suppressed(r, "baseline", "was there when the baseline was written") for r in old)
    return replace(
        answer, found=replace(answer.found, regions=kept), suppressed=(*answer.suppressed, *settled)
    )


# --- diff -----------------------------------------------------------------------------------------------------

Changes = dict[str, list[tuple[int, int]]]  # changed lines, first and last, by path relative to the tree


def changed_since(base: str, root: Path) -> Changes:
    """Lines of source files that differ from a git revision, files that git does not know yet included."""
    found: Changes = {}
    path = None
    arguments = [
        "diff",
        "--unified=0",
        "--no-color",
        "--no-ext-diff",
        "--relative",
        "--no-prefix",
        base,
        "--",
    ]
    for line in _git(root, base, *arguments).splitlines():
        if line.startswith(b"+++ "):
            name = line[4:].decode("utf-8", "replace").strip('"')
            path = None if name == "/dev/null" or not is_source(name) else name
        elif path is not None and (match := _HUNK.match(line)):
            start, count = int(match[1]), int(match[2] or 1)
            # A pure deletion touches the line before and the line after it.
            found.setdefault(path, []).append((start, start + max(count - 1, 0) + (count == 0)))
    for name in (
        _git(root, base, *["ls-files", "--others", "--exclude-standard"])
        .decode("utf-8", "replace")
        .splitlines()
    ):
        if is_source(name):
            found[name] = [(1, 1 << 30)]
    return found


def _git(root: Path, base: str, *arguments: str) -> bytes:
    command = ["git", "-c", "core.quotepath=off", "-C", str(root), *arguments]
    try:
        done = subprocess.run(command, capture_output=True, timeout=_GIT_LIMIT_S, check=False)
    except FileNotFoundError:
        raise SourceError("--diff: git is not installed") from None
    except subprocess.TimeoutExpired:
        raise SourceError(f"--diff {base}: git took longer than {_GIT_LIMIT_S} s") from None
    if done.returncode != 0:
        said = done.stderr.decode("utf-8", "replace").strip().splitlines() or ["git failed"]
        raise SourceError(f"--diff {base}: {root}: {said[0].removeprefix('fatal: ')}")
    return done.stdout


def narrowed(answer: Answer, base: str) -> Answer:
    """Only regions in whose lines, or in whose callees' bodies, something changed since the revision."""
    found = answer.found
    root = found.root.parent if found.root.is_file() else found.root
    changes = changed_since(base, root)
    wrappers = _changed_functions(root, changes)

    def touched(region: Region) -> bool:
        lines = changes.get(region.path, [])
        return any(a <= region.end_line and b >= region.start_line for a, b in lines) or any(
            c.name in wrappers for c in region.calls
        )

    kept = tuple(r for r in found.regions if touched(r))
    settled = tuple(s for s in answer.suppressed if touched(s.region))
    left = len(found.regions) - len(kept)
    return Answer(replace(found, regions=kept), settled, f"{left} regions untouched since {base}")


def _changed_functions(root: Path, changes: Changes) -> set[str]:
    names = set()
    for path, lines in changes.items():
        text = read(str(root / path))[0]
        for function in parse(path, text).functions if text else ():
            if any(a <= function.end_line and b >= function.start_line for a, b in lines):
                names.add(function.name)
    return names
