"""A user's own patch: through the gates, with figures, or rejected with the reason."""

from __future__ import annotations

import difflib
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from accelagent.schemas import load_schema
from mini import PACK_C, make_service


def diff(new: str) -> str:
    lines = difflib.unified_diff(PACK_C.splitlines(True), new.splitlines(True), "a/pack.c", "b/pack.c")
    return "".join(lines)


@pytest.mark.parametrize(
    ("old", "new", "code", "stage"),
    [
        ("deflateInit(&stream, 6)", "deflateInit(&stream, 1)", 0, None),
        ("deflateEnd(&stream);", "deflateEnd(&stram);", 1, "build"),
    ],
)
def test_a_patch_is_measured_or_rejected_where_it_fails(
    tmp_path: Path, old: str, new: str, code: int, stage: str | None
) -> None:
    spec = make_service(tmp_path / "app")
    (tmp_path / "own.patch").write_text(diff(PACK_C.replace(old, new)))
    argv = ["evaluate", str(spec), "--patch", str(tmp_path / "own.patch"), "--gates", "quick", "--json"]
    command = [sys.executable, "-m", "accelagent", *argv]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=300)
    assert done.returncode == code, done.stderr[-2000:]
    found = json.loads(done.stdout)
    Draft202012Validator(load_schema("evaluate")).validate(found)
    assert found["stage"] == stage
    assert bool(found["metrics"]) == (stage is None)


def test_what_is_no_patch_is_one_line(tmp_path: Path) -> None:
    spec = make_service(tmp_path / "app")
    (tmp_path / "own.patch").write_text("nothing of the kind\n")
    command = [
        sys.executable,
        "-m",
        "accelagent",
        "evaluate",
        str(spec),
        "--patch",
        str(tmp_path / "own.patch"),
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 2
    assert "not a unified diff" in done.stderr.splitlines()[-1]


def test_the_log_of_a_red_baseline_is_there_to_be_read(tmp_path: Path) -> None:
    spec = make_service(tmp_path / "app")
    spec.write_text(spec.read_text().replace("test: make check", "test: echo told; false"))
    (tmp_path / "own.patch").write_text(diff(PACK_C.replace("deflateEnd(&stream);", "deflateEnd (&stream);")))
    argv = ["evaluate", str(spec), "--patch", str(tmp_path / "own.patch"), "--gates", "quick"]
    done = subprocess.run(
        [sys.executable, "-m", "accelagent", *argv],
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
        env={**os.environ, "TMPDIR": str(tmp_path)},
    )
    assert done.returncode == 2
    log = done.stderr.splitlines()[-1].split("; log ")[1].split(": ")[0]
    assert "told" in Path(log).read_text()
