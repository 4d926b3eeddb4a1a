"""How fast a source tree is read: all passes, with the prefilter, again without and with a change; semgrep beside it."""

from __future__ import annotations

import os
import resource
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from accelagent.bench._part import Figure, Part
from accelagent.devices import usual
from accelagent.domain import Identification
from accelagent.errors import SpecError
from accelagent.identifier import identify
from accelagent.identifier.interfaces import usable
from accelagent.identifier.scan import Tally, listing
from accelagent.identifier.workers import processors

TREE = "ACCELAGENT_SCAN_TREE"  # the tree to scan; a bench takes no arguments
SEMGREP = "ACCELAGENT_SEMGREP"  # its command, where it is not on the path
_DEFAULT = Path("/usr/include")
_SEMGREP_LINES = 200_000  # semgrep gets a part of the tree with about so many lines
_SEMGREP_LIMIT_S = 1800


def run() -> tuple[Figure, ...]:
    """The figures named in the design; `none` for semgrep where it is not installed."""
    root = Path(os.environ.get(TREE) or _DEFAULT)
    if not root.is_dir():
        raise SpecError(f"{TREE}={root}: no such directory; give a tree of C or C++ sources")
    with tempfile.TemporaryDirectory(prefix="accelagent-scan-") as scratch, _cache(Path(scratch) / "cache"):
        tree = Path(scratch) / "tree"
        _copy(root, tree)
        fast, fast_s = _timed(tree)
        whole, whole_s = _timed(tree, whole=True)
        # Every worker at once at the largest that one of them was: an upper bound.
        peak = _mib(resource.RUSAGE_SELF) + processors() * _mib(resource.RUSAGE_CHILDREN)
        _timed(tree, remember=True)
        _timed(tree, remember=True)  # what was only just written is looked at once more
        same, same_s = _timed(tree, remember=True)
        changed, changed_equal = _changed(tree)
        equal = fast.regions == whole.regions == same.regions and changed_equal
        semgrep = _semgrep(tree, Path(scratch))
    lines = fast.lines_scanned
    slower = max(same_s, changed, key=lambda s: s.wall)
    return (
        Figure("all_passes_lines_per_s", lines / whole_s.wall, "line/s", "wall", (whole_s.wall,), 100_000),
        Figure("prefilter_lines_per_s", lines / fast_s.wall, "line/s", "wall", (fast_s.wall,), 400_000),
        Figure("all_passes_lines_per_cpu_s", lines / whole_s.cpu, "line/s", None, (whole_s.cpu,), None, _CPU),
        Figure("prefilter_lines_per_cpu_s", lines / fast_s.cpu, "line/s", None, (fast_s.cpu,), None, _CPU),
        Figure("region_sets_equal", float(equal), "", None, (len(fast.regions),), 1, "samples: regions"),
        Figure(
            "rescan_s", slower.wall, "s", "wall", (same_s.wall, changed.wall), 1.0, "unchanged, one changed"
        ),
        Figure("rescan_cpu_s", slower.cpu, "s", None, (same_s.cpu, changed.cpu), None, "of all processes"),
        Figure("peak_mib", peak, "MiB", None, (), 1024, "all processes, upper bound"),
        Figure("semgrep_ratio", semgrep.wall, "", "wall", (), 10, semgrep.note),
        Figure("semgrep_cpu_ratio", semgrep.cpu, "", None, (), None, "processor time of all processes"),
        Figure("lines", float(lines), "line", None, (), 1_000_000, f"{fast.files_scanned} files of {root}"),
        Figure("load", os.getloadavg()[0], "", None, (), None, "runnable processes; above the cores it slows all"),
    )  # fmt: skip


_CPU = "processor time of all processes; times the cores is what an idle machine reaches"


@dataclass(frozen=True, slots=True)
class _Took:
    """Seconds of the clock on the wall, and of processors in this process and in those that have ended."""

    wall: float
    cpu: float


@dataclass(frozen=True, slots=True)
class _Ratio:
    """Another tool's seconds over ours, None where it could not be run; `note` says which, or why."""

    wall: float | None
    cpu: float | None
    note: str


def _cpu() -> float:
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


def _timed(
    tree: Path, *, whole: bool = False, remember: bool = False, jobs: int | None = None
) -> tuple[Identification, _Took]:
    devices = [m for m in usual() if m.kind != "host"]
    before = _cpu()
    found = identify(tree, service="scan", devices=devices, whole=whole, remember=remember, jobs=jobs)
    return found, _Took(found.seconds, _cpu() - before)


def _changed(tree: Path) -> tuple[_Took, bool]:
    """Seconds of a scan after one file with regions changed, and whether it says what a new scan says."""
    found, took = _timed(tree, remember=True)
    if not found.regions:
        return took, True
    file = tree / found.regions[len(found.regions) // 2].path
    file.write_bytes(b"/* changed */\n" + file.read_bytes())
    again, took = _timed(tree, remember=True)
    return took, again.regions == _timed(tree)[0].regions


def _copy(root: Path, target: Path) -> None:
    for path in listing(root, (), Tally()):
        (target / path).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(root / path, target / path, follow_symlinks=True)


@contextmanager
def _cache(folder: Path) -> Iterator[None]:
    """An empty cache of its own, so that nothing was remembered before."""
    before = os.environ.get("XDG_CACHE_HOME")
    os.environ["XDG_CACHE_HOME"] = str(folder)
    try:
        yield
    finally:
        if before is None:
            del os.environ["XDG_CACHE_HOME"]
        else:
            os.environ["XDG_CACHE_HOME"] = before


def _mib(who: int) -> float:
    return resource.getrusage(who).ru_maxrss / 1024


def semgrep_rules() -> str:
    """The same library functions as patterns: one rule, a pattern per function. It is JSON, and so YAML."""
    import json

    parts = usable([m for m in usual() if m.kind != "host"])
    names = sorted({n for part in parts for n in part.table() if n.isidentifier()})
    rule = {
        "id": "interfaces",
        "languages": ["c", "cpp"],
        "severity": "INFO",
        "message": "a library function that a device can run",
        "pattern-either": [{"pattern": f"{name}(...)"} for name in names],
    }
    return json.dumps({"rules": [rule]})


def _semgrep(tree: Path, scratch: Path) -> _Ratio:
    command = os.environ.get(SEMGREP) or shutil.which("semgrep")
    if not command or not Path(command).exists():
        return _Ratio(None, None, f"semgrep not found; name its command in {SEMGREP}")
    part = scratch / "part"
    lines = 0
    for path in listing(tree, (), Tally()):
        if lines >= _SEMGREP_LINES:
            break
        (part / path).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(tree / path, part / path)
        lines += (tree / path).read_bytes().count(b"\n")
    rules = scratch / "rules.yaml"
    rules.write_text(semgrep_rules(), encoding="utf-8")
    jobs = processors()
    argv = [
        command,
        "scan",
        "--metrics=off",
        "--disable-version-check",
        "--quiet",
        "--json",
        "--no-git-ignore",
    ]
    argv += ["--jobs", str(jobs), "--timeout", "0", "--config", str(rules), str(part)]
    environment = {**os.environ, "PATH": f"{Path(command).parent}:{os.environ.get('PATH', '')}"}
    environment.pop("PYTHONPATH", None)
    started, before = time.perf_counter(), _cpu()
    try:
        done = subprocess.run(
            argv, capture_output=True, timeout=_SEMGREP_LIMIT_S, check=False, env=environment
        )
    except subprocess.TimeoutExpired:
        return _Ratio(None, None, f"semgrep took more than {_SEMGREP_LIMIT_S} s for {lines} lines")
    took = _Took(time.perf_counter() - started, _cpu() - before)
    if done.returncode not in (0, 1):
        said = done.stderr.decode("utf-8", "replace").strip().splitlines() or ["no message"]
        return _Ratio(None, None, f"semgrep failed: {said[-1][:120]}")
    _, ours = _timed(part, jobs=jobs)
    note = f"{took.wall:.1f} s against {ours.wall:.1f} s for {lines} lines, {jobs} processes each"
    return _Ratio(took.wall / ours.wall, took.cpu / ours.cpu, note)


PART = Part(
    "scan",
    "reading a source tree",
    run,
    f"Wall time on this machine as loaded as it was. Set {TREE} to a tree of a million lines.",
)
