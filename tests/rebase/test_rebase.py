"""Accepted candidates are replayed on later versions through the same gates; what no longer fits is told apart."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

import accelagent
from mini import PACK_C, SPEC, make_service

SCHEMA = json.loads((Path(accelagent.__file__).parent / "schemas" / "rebase.schema.json").read_text())


def tool(*arguments: str, expect: int = 0) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "accelagent", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=300)
    assert done.returncode == expect, done.stderr[-2000:]
    return done


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    room = tmp_path_factory.mktemp("rebase")
    spec = make_service(
        room / "app",
        SPEC.replace("devices: [qat, isal]", "devices: [isal]").replace("trials: 5", "trials: 2"),
    )
    tool("run", str(spec), "--out", str(room / "run"), "--gates", "quick")
    return room / "run"


def later(room: Path, text: str) -> Path:
    make_service(room)
    (room / "packer" / "pack.c").write_text(text)
    return room / "packer"


def replay(run: Path, onto: Path | str, expect: int) -> dict[str, object]:
    done = tool("rebase", str(run), "--onto", str(onto), "--gates", "quick", "--json", expect=expect)
    found: dict[str, object] = json.loads(done.stdout)
    Draft202012Validator(SCHEMA).validate(found)
    return found


def test_a_version_with_other_lines_around_keeps_the_candidate(run: Path, tmp_path: Path) -> None:
    moved = PACK_C.replace(
        "static int pack(", "static int unused_before(void) { return 0; }\n\nstatic int pack("
    )
    moved = moved.replace("int answer = deflate(", "unused_before();\n    int answer = deflate(")
    found = replay(run, later(tmp_path / "later", moved), expect=0)
    assert found["survival_rate"] == 1
    [one] = found["candidates"]  # type: ignore[misc]
    assert one["after"]["throughput (virtual)"]["ratio"] > 1


def test_a_version_that_left_the_library_has_nothing_to_replay_on(run: Path, tmp_path: Path) -> None:
    moved = PACK_C.replace("deflateInit(&stream, 6)", "deflateInit2(&stream, 6, 8, -15, 8, 0)")
    moved = moved.replace(
        "uncompress(back, &size, out, produced) != Z_OK || size != SIZE || memcmp(back, block, SIZE) != 0",
        "produced == 0",
    )
    moved = moved.replace(
        "deflate(&stream, Z_FINISH)", "(deflateSetDictionary(&stream, block, 10), deflate(&stream, Z_FINISH))"
    )
    found = replay(run, later(tmp_path / "later", moved), expect=1)
    [one] = found["candidates"]  # type: ignore[misc]
    assert one["fate"] == "declined"
    assert one["reason"]


def test_what_cannot_be_found_is_one_line(run: Path) -> None:
    done = tool("rebase", str(run), "--onto", "no-such-revision", expect=2)
    assert "neither a directory nor a revision" in done.stderr
    done = tool("rebase", str(run), "--onto", "nobody=HEAD", expect=2)
    assert "allowed: packer" in done.stderr
