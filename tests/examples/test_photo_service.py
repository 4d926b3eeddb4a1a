"""The photo service builds, passes its own tests and reports its metrics, alone and with both services together."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / "photo-service"
SERVICES = ("thumbnailer", "session-store")
WARNINGS = "-O1 -Werror -Wshadow -Wconversion"
COMPOSED = re.compile(r"^accel-metric ([\w-]+)\.(\w+) ([0-9.]+) \S+$", re.MULTILINE)
METRIC = re.compile(r"^accel-metric (\w+) ([0-9.]+) (\w+)$", re.MULTILINE)


def run(argv: list[str], cwd: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        argv,
        cwd=cwd,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def sources(target: Path) -> Path:
    """A copy without anything built."""
    built = shutil.ignore_patterns("build", "bench", "decode", "inspect", *SERVICES)
    target.mkdir(parents=True)
    for service in SERVICES:
        shutil.copytree(EXAMPLE / service, target / service, ignore=built)
    shutil.copy2(EXAMPLE / "compose.sh", target)
    return target


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = sources(tmp_path_factory.mktemp("photo") / "service")
    for service in SERVICES:
        done = run(["make"], root / service)
        assert done.returncode == 0, done.stderr
    return root


def metrics(output: str) -> dict[str, tuple[float, str]]:
    return {name: (float(value), unit) for name, value, unit in METRIC.findall(output)}


@pytest.mark.parametrize("compiler", ["gcc", "clang"])
@pytest.mark.parametrize("service", SERVICES)
def test_builds_without_warnings_and_passes_its_tests(service: str, compiler: str, tmp_path: Path) -> None:
    if shutil.which(compiler) is None:
        pytest.skip(f"{compiler} is not installed here")
    root = sources(tmp_path / "copy") / service
    done = run(["make", "check", f"CC={compiler}", f"CFLAGS={WARNINGS}"], root)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "warning" not in done.stderr
    assert done.stdout.count(": ok") >= 3


def test_nothing_built_escapes_the_ignore_file(built: Path) -> None:
    for service in SERVICES:
        run(["git", "init", "-q"], built / service)
        listed = run(["git", "ls-files", "--others", "--exclude-standard"], built / service).stdout.split()
        suffixes = {Path(name).suffix for name in listed}
        assert suffixes <= {".c", ".h", ".sh", ""}
        assert {name for name in listed if not Path(name).suffix} == {".gitignore", "Makefile"}


def test_thumbnailer_reports_frames_latency_and_bytes(built: Path) -> None:
    done = run(["./bench", "--frames", "3", "--size", "160x120"], built / "thumbnailer")
    assert done.returncode == 0, done.stderr
    found = metrics(done.stdout)
    assert found["items"] == (3.0, "frame")
    raw = 3 * 160 * 120 * 3
    assert raw / 6 < found["output_bytes"][0] < raw / 1.2
    assert {"latency_mean", "latency_p50", "latency_p99"} <= found.keys()


def test_session_store_reports_requests_latency_and_bytes(built: Path) -> None:
    first, second = (run(["./bench", "--requests", "4000"], built / "session-store") for _ in range(2))
    assert first.returncode == 0, first.stderr
    found = metrics(first.stdout)
    assert found["items"] == (4000.0, "request")
    assert {"latency_mean", "latency_p50", "latency_p99", "latency_p999"} <= found.keys()
    assert found["output_bytes"] == metrics(second.stdout)["output_bytes"]


@pytest.mark.parametrize("service", SERVICES)
def test_comparison_accepts_another_level_and_refuses_other_contents(
    service: str, built: Path, tmp_path: Path
) -> None:
    compare = ["sh", str(built / service / "compare.sh"), str(built / service)]
    same = candidate(
        service,
        tmp_path / "same",
        "LEVEL_FAST = 1",
        "LEVEL_FAST = 3",
        "DEFAULT_LEVEL = 6",
        "DEFAULT_LEVEL = 1",
    )
    done = run([*compare, str(same)], tmp_path)
    assert done.returncode == 0, done.stderr
    other = candidate(service, tmp_path / "other", "SMALL_MIN = 64", "SMALL_MIN = 65", "* 151 %", "* 152 %")
    done = run([*compare, str(other)], tmp_path)
    assert done.returncode == 1
    assert "compare:" in done.stderr


def candidate(service: str, target: Path, *changes: str) -> Path:
    """A built copy with the first text of each pair replaced by the second, where it occurs."""
    root = sources(target) / service
    for path in (root / "src").iterdir():
        text = path.read_text()
        for old, new in zip(changes[::2], changes[1::2], strict=True):
            text = text.replace(old, new)
        path.write_text(text)
    done = run(["make", "CFLAGS=-O1"], root)
    assert done.returncode == 0, done.stderr
    return root


def test_composition_reports_the_path_through_both_services_and_the_bulk_beside_them(built: Path) -> None:
    argv = ["sh", "compose.sh", "thumbnailer", "session-store", "1000", "2", "2"]
    done = run(argv, built)
    assert done.returncode == 0, done.stderr
    found = {(s, name): float(value) for s, name, value in COMPOSED.findall(done.stdout)}
    assert found["session-store", "items"] == 1000
    assert found["session-store", "path_latency_p99"] >= found["session-store", "latency_p50"]
    assert found["thumbnailer", "items"] == 4
    assert found["thumbnailer", "throughput"] > 0


def test_composition_cleans_up_after_a_failure(built: Path, tmp_path: Path) -> None:
    argv = ["sh", "compose.sh", "thumbnailer", "session-store", "nonsense", "1", "1"]
    done = run(argv, built, TMPDIR=str(tmp_path))
    assert done.returncode == 1
    assert list(tmp_path.iterdir()) == []


def test_composition_names_what_is_not_built(tmp_path: Path) -> None:
    done = run(["sh", "compose.sh"], sources(tmp_path / "copy"))
    assert done.returncode == 2
    assert "is not built" in done.stderr
