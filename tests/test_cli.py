"""What a user meets at the command line: answers, one-line errors, exit codes."""

from __future__ import annotations

import json
import os
import resource
import signal
import subprocess
import sys
import time
from pathlib import Path

import jsonschema
import pytest

from accelagent.schemas import load_schema
from mini import SPEC, make_service


def accelagent(*arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "accelagent", *arguments],
        cwd=cwd,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


def only_line(done: subprocess.CompletedProcess[str]) -> str:
    lines = [x for x in done.stderr.splitlines() if x.startswith("accelagent: ")]
    assert "Traceback" not in done.stderr
    assert len(lines) == 1, done.stderr
    return lines[0]


def test_help_needs_little_processor_time(tmp_path: Path) -> None:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = accelagent("--help", cwd=tmp_path)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert "identify" in done.stdout
    spent = (after.ru_utime + after.ru_stime) - (before.ru_utime + before.ru_stime)
    assert spent < 2.0  # the aim is 0.4 s; this only catches a heavy import that slipped in
    assert not {"numpy", "pydantic", "tree_sitter"} & _imported_by_help(tmp_path)


def _imported_by_help(where: Path) -> set[str]:
    code = "import sys, accelagent.cli; print(' '.join(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], cwd=where, capture_output=True, text=True, check=True)
    return set(done.stdout.split())


@pytest.mark.parametrize(
    ("spec", "said"),
    [
        pytest.param(SPEC.replace("./packer", "./gone"), "gone", id="missing source"),
        pytest.param(SPEC.replace("qat-4xxx", "qat-9xxx"), "qat-4xxx", id="unknown device"),
        pytest.param(SPEC.replace("1.40x", "5 ms"), "output_size", id="unit of another metric"),
        pytest.param(SPEC.replace("workload:", "workloads:"), "workload", id="unknown key"),
        pytest.param("services: [", "accel.yaml:", id="broken YAML"),
    ],
)
def test_a_wrong_specification_is_one_line_with_its_place_and_exit_code_2(
    tmp_path: Path, spec: str, said: str
) -> None:
    path = make_service(tmp_path, spec)
    done = accelagent("run", str(path), cwd=tmp_path)
    assert done.returncode == 2
    assert said in only_line(done)
    assert "accel.yaml:" in only_line(done)
    assert not (tmp_path / "accel-out").exists()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        pytest.param(("make check", "test 1 = 2"), "red before any change", id="red test"),
        pytest.param(("build: make", "build: make nothing-like-this"), "does not build", id="broken build"),
        pytest.param(("./pack 40", "echo nothing of use"), "items", id="workload that prints nothing"),
    ],
)
def test_a_broken_baseline_is_one_line_and_exit_code_2(
    tmp_path: Path, change: tuple[str, str], said: str
) -> None:
    path = make_service(tmp_path, SPEC.replace(*change))
    done = accelagent("run", str(path), "--out", str(tmp_path / "out"), cwd=tmp_path)
    assert done.returncode == 2
    assert said in only_line(done)


def test_results_are_never_put_inside_the_source(tmp_path: Path) -> None:
    path = make_service(tmp_path)
    done = accelagent("run", str(path), "--out", str(tmp_path / "packer" / "out"), cwd=tmp_path)
    assert done.returncode == 2
    assert "inside the source" in only_line(done)


def test_identify_answers_as_table_json_and_sarif_and_can_fail_a_build(tmp_path: Path) -> None:
    make_service(tmp_path)
    table = accelagent("identify", "packer", cwd=tmp_path)
    assert "pack.c" in table.stdout
    answer = json.loads(accelagent("identify", "packer", "--format", "json", cwd=tmp_path).stdout)
    jsonschema.validate(answer, load_schema("identify"))
    sarif = json.loads(accelagent("identify", "packer", "--format", "sarif", cwd=tmp_path).stdout)
    assert sarif["version"] == "2.1.0"
    assert accelagent("identify", "packer", "--fail-on", "offload", cwd=tmp_path).returncode == 1
    region = next(r["id"] for r in answer["regions"] if r["verdict"] == "offload")
    assert region in accelagent("identify", "packer", "--explain", region, cwd=tmp_path).stdout


def test_a_run_leaves_plan_patch_and_report_and_an_untouched_source(tmp_path: Path) -> None:
    path = make_service(tmp_path)
    before = {p.name: p.read_bytes() for p in (tmp_path / "packer").iterdir()}
    done = accelagent("run", str(path), "--out", "out", "--json", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    answer = json.loads(done.stdout)
    jsonschema.validate(answer, load_schema("run"))
    assert {p.name: p.read_bytes() for p in (tmp_path / "packer").iterdir()} == before

    nodes = {n["id"]: n for n in answer["services"][0]["tree"]}
    chosen = nodes[answer["services"][0]["selected"]]
    assert chosen["outcome"] == "measured"
    assert chosen["tier"] == "full"
    assert chosen["metrics"]["throughput"]["ratio"] > 1.0

    _patch_builds_without_accelagent(tmp_path / "out" / "patches" / "packer.patch", tmp_path / "packer")
    again = accelagent("report", "out", "--format", "json", "--output", "-", cwd=tmp_path)
    assert json.loads(again.stdout)["services"][0]["selected"] == chosen["id"]
    page = (tmp_path / "out" / "report.html").read_text()
    assert chosen["id"] in page
    assert "emulated" in page


def _patch_builds_without_accelagent(patch: Path, source: Path) -> None:
    subprocess.run(["git", "init", "-q", "."], cwd=source, check=True)
    subprocess.run(["git", "apply", "--check", str(patch)], cwd=source, check=True)
    subprocess.run(["git", "apply", str(patch)], cwd=source, check=True)
    environment = {"PATH": os.environ["PATH"]}
    subprocess.run(["make", "-s", "check"], cwd=source, env=environment, check=True, capture_output=True)


def test_an_interrupted_run_resumes_and_keeps_what_it_measured(tmp_path: Path) -> None:
    path = make_service(tmp_path)
    out = tmp_path / "out"
    command = [sys.executable, "-m", "accelagent", "run", str(path), "--out", str(out), "--gates", "quick"]
    started = subprocess.Popen(
        command, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    try:
        _wait_for_first_node(out / "run.db", started)
    finally:
        started.send_signal(signal.SIGINT)
    said, _ = started.communicate(timeout=60)
    assert started.returncode == 130
    assert f"accelagent resume {out}" in said
    kept = _trials(out / "run.db")
    done = accelagent("resume", str(out), cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert _trials(out / "run.db")[: len(kept)] == kept


def _wait_for_first_node(database: Path, process: subprocess.Popen[str]) -> None:
    deadline = time.monotonic() + 400  # a busy machine builds, tests and measures the baseline first
    while time.monotonic() < deadline and process.poll() is None:
        if database.exists() and _trials(database):
            return
        time.sleep(0.1)
    raise AssertionError("no candidate was measured")


def _trials(database: Path) -> list[str]:
    from accelagent.store import Store

    with Store.open(database, create=False) as store:
        return store.keys("trial")


def test_emulate_runs_a_program_and_says_that_it_was_emulated(tmp_path: Path) -> None:
    done = accelagent("emulate", "--device", "qat-4xxx", "--", "sh", "-c", "echo hello; exit 3", cwd=tmp_path)
    assert done.returncode == 3
    assert "hello" in done.stdout
    assert "emulated" in done.stderr
