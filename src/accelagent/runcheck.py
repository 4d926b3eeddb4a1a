"""A finished or broken run as evidence: does its record fit what lies beside it, and how to hand it to others."""

from __future__ import annotations

import sqlite3
import subprocess
import tarfile
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from accelagent.artifacts import plan_yaml
from accelagent.domain import Run, ServiceRun
from accelagent.errors import AccelError, SpecError
from accelagent.rundir import DATABASE, stored_run


@dataclass(frozen=True, slots=True)
class Check:
    """One thing looked at."""

    what: str
    good: bool
    found: str


def verify(directory: Path) -> Iterator[Check]:
    """Every check in turn; those that need the result end with it when there is none."""
    yield _database(directory)
    try:
        run = stored_run(directory)
    except AccelError as fault:
        yield Check("result", False, str(fault))
        return
    yield Check(
        "result", True, f"{len(run.services)} services, {sum(len(s.trials) for s in run.services)} nodes"
    )
    for service in run.services:
        yield _commits(directory, service.service.name, [t.candidate.commit for t in service.trials])
    yield _plan(directory, run)
    yield from _patches(directory, run)


def _database(directory: Path) -> Check:
    try:
        with closing(sqlite3.connect(f"file:{directory / DATABASE}?mode=ro", uri=True)) as opened:
            said = str(opened.execute("PRAGMA integrity_check").fetchone()[0])
    except sqlite3.Error as error:
        said = str(error)
    return Check("database", said == "ok", "intact" if said == "ok" else said)


def _commits(directory: Path, service: str, commits: list[str]) -> Check:
    what = f"commits of {service}"
    repository = directory / "work" / service / "repo"
    if not repository.is_dir():
        return Check(what, False, f"{repository}: is not there")
    named = [c for c in commits if c]
    done = subprocess.run(
        ["git", "-C", str(repository), "cat-file", "--batch-check"],
        input="\n".join(named) + "\n",
        capture_output=True,
        text=True,
        check=False,
    )
    missing = [line.split()[0] for line in done.stdout.splitlines() if " commit " not in line]
    if done.returncode != 0 or missing:
        return Check(what, False, f"missing: {', '.join(missing) or done.stderr.strip()}")
    return Check(what, True, f"{len(named)} candidates are there")


def _plan(directory: Path, run: Run) -> Check:
    file = directory / "plan.yaml"
    if run.plan is None:
        return Check("plan.yaml", True, "the run made no plan")
    try:
        same = file.read_text(encoding="utf-8") == plan_yaml(run)
    except OSError as error:
        return Check("plan.yaml", False, str(error.strerror))
    return Check("plan.yaml", same, "as recorded" if same else "differs from the record")


def _patches(directory: Path, run: Run) -> Iterator[Check]:
    for service in run.services:
        file = directory / "patches" / f"{service.service.name}.patch"
        changed = _changed(run, service)
        if file.is_file() != changed:
            said = "is not there" if changed else "is there, but the plan keeps the service as it is"
            yield Check(f"patches/{file.name}", False, said)
        if not file.is_file():
            continue
        repository = directory / "work" / service.service.name / "repo"
        root = next((t.candidate.commit for t in service.trials if t.candidate.patch is None), "")
        done = subprocess.run(
            ["git", "-C", str(repository), "apply", "--cached", "--check", str(file.resolve())],
            capture_output=True,
            text=True,
            check=False,
            env={
                "PATH": "/usr/local/bin:/usr/bin:/bin",
                "GIT_INDEX_FILE": str(_index(repository, root, file)),
            },
        )
        _index_file(file).unlink(missing_ok=True)
        good = done.returncode == 0
        yield Check(f"patches/{file.name}", good, "applies to the baseline" if good else done.stderr.strip())


def _changed(run: Run, service: ServiceRun) -> bool:
    """Whether the plan selects a candidate of the service that changes something."""
    plan = run.plan.assignments if run.plan is not None else ()
    chosen = {a.candidate for a in plan if a.service == service.service.name}
    return any(t.candidate.id in chosen and t.candidate.patch is not None for t in service.trials)


def _index_file(file: Path) -> Path:
    return file.resolve().with_suffix(".index")


def _index(repository: Path, commit: str, file: Path) -> Path:
    """A private index that holds the baseline, so that neither work tree nor the run's own index is touched."""
    index = _index_file(file)
    subprocess.run(
        ["git", "-C", str(repository), "read-tree", commit],
        capture_output=True,
        check=False,
        env={"PATH": "/usr/local/bin:/usr/bin:/bin", "GIT_INDEX_FILE": str(index)},
    )
    return index


def export(directory: Path, target: Path) -> int:
    """Write the archive; returns how many files it holds. Work trees and build output stay behind."""
    if target.resolve().is_relative_to(directory.resolve()):
        raise SpecError(f"--output {target}: lies inside the run; allowed: a file outside of it")
    count = 0
    with tarfile.open(target, "w:gz") as archive:
        for file in sorted(directory.rglob("*")):
            parts = file.relative_to(directory).parts
            trees = parts[0] == "work" and len(parts) > 2 and parts[2] != "repo"
            if file.is_file() and not file.is_symlink() and not trees:
                archive.add(file, arcname=str(Path(directory.name, *parts)), recursive=False)
                count += 1
    return count
