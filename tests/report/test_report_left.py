"""What a finished run leaves in its directory: what is missing is noticed, and made again by `resume`."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

from accelagent.domain import Run
from accelagent.runcheck import verify
from accelagent.rundir import DATABASE
from accelagent.store import Store, encode


@pytest.fixture
def finished(run_example: ModuleType, tmp_path: Path) -> tuple[Path, Run]:
    """The directory of a run that was killed after its last measurement: a record and patches, nothing else."""
    run: Run = run_example.example_run()
    with Store.open(tmp_path / DATABASE) as store:
        store.append("run", "result", encode(run))
    (tmp_path / "patches").mkdir()
    return tmp_path, run


def test_a_run_that_was_killed_while_it_wrote_gets_its_artifacts_from_resume(
    finished: tuple[Path, Run],
) -> None:
    out, run = finished
    assert run.plan is not None
    command = [sys.executable, "-m", "accelagent", "resume", str(out)]
    first, again = (
        subprocess.run(command, capture_output=True, text=True, check=False, timeout=120) for _ in range(2)
    )
    assert first.returncode == (0 if run.plan.feasible else 1), first.stderr
    assert all((out / name).is_file() for name in ("plan.yaml", "regions.sarif", "report.html"))
    assert next(c for c in verify(out) if c.what == "plan.yaml").good
    assert again.returncode == 2
    assert "is finished" in again.stderr


def test_a_patch_that_is_not_there_and_one_too_many_are_wrong(finished: tuple[Path, Run]) -> None:
    out, run = finished
    assert run.plan is not None
    changed = {a.service for a in run.plan.assignments if a.design.recipe}
    for service in run.services:
        name = service.service.name
        if name not in changed:
            (out / "patches" / f"{name}.patch").write_text("")
    found = {c.what: c for c in verify(out) if c.what.startswith("patches/")}
    assert {f"patches/{name}.patch" for name in changed} <= set(found)
    assert not any(c.good for c in found.values())
    assert changed
