"""The command line around identify, and the care of runs."""

from __future__ import annotations

import json
import tarfile
from pathlib import Path

import jsonschema
import pytest

from accelagent.cli import _plumbing
from accelagent.schemas import load_schema
from mini import SPEC, make_service
from test_cli import accelagent, only_line


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["frob"], "allowed: run,"),
        (["identify", ".", "--formt", "x"], "--format"),
        (["identify", ".", "--format", "yaml"], "'table', 'json', 'sarif', 'html'"),
        (["identify"], "PATH|SPEC"),
        (["identify", ".", "--jobs", "0"], "greater than or equal to 1"),
        (["identify", ".", "--device", "qat-9"], "qat-4xxx"),
        (["identify", ".", "--fail-on", "avoid"], "allowed: offload, conditional"),
        (["identify", ".", "--explain", "x", "--pass", "magic"], "allowed: syntax"),
        (["identify", ".", "--explain", "x.c:3"], "no one region 'x.c:3'; there are none"),
        (["identify", ".", "--compile-commands", "gone.json"], "gone.json: no such file"),
        (["report", "nothing"], "accel-out"),
        (["devices", "shw"], "show"),
    ],
    ids=lambda v: "-".join(v) if isinstance(v, list) else "",
)
def test_a_wrong_command_line_is_one_line_that_says_what_is_allowed(
    tmp_path: Path, arguments: list[str], said: str
) -> None:
    done = accelagent(*arguments, cwd=tmp_path)
    assert done.returncode == 2
    assert said in only_line(done)
    assert len(done.stderr.splitlines()) == 1


def test_identify_takes_a_file_device_lists_and_names_of_the_specification(tmp_path: Path) -> None:
    path = make_service(tmp_path)
    alone = json.loads(accelagent("identify", "packer/pack.c", "--format", "json", cwd=tmp_path).stdout)
    jsonschema.validate(alone, load_schema("identify"))
    assert {r["path"] for r in alone["regions"]} == {"pack.c"}
    for names in (["isal,qat-4xxx"], ["isal", "qat-4xxx"]):
        options = [o for n in names for o in ("--device", n)]
        found = json.loads(
            accelagent("identify", "packer", *options, "--format", "json", cwd=tmp_path).stdout
        )
        assert {d for r in found["regions"] for d in r["devices"]} == {"isal", "qat-4xxx"}
    named = accelagent("identify", str(path), "--device", "qat", "--format", "json", cwd=tmp_path)
    assert named.returncode == 0, named.stderr
    assert {d for r in json.loads(named.stdout)["regions"] for d in r["devices"]} == {"qat-4xxx"}


def test_a_region_is_explained_by_place_function_or_id(tmp_path: Path) -> None:
    make_service(tmp_path)
    answer = json.loads(accelagent("identify", "packer", "--format", "json", cwd=tmp_path).stdout)
    region = answer["regions"][0]
    for name in (f"{region['path']}:{region['end_line']}", region["function"], region["id"][:8]):
        assert region["id"] in accelagent("identify", "packer", "--explain", name, cwd=tmp_path).stdout
    missed = accelagent("identify", "packer", "--explain", "pack.c:99999", cwd=tmp_path)
    assert missed.returncode == 2
    assert f"{region['id']} (pack.c:" in only_line(missed)


def test_a_place_is_never_cut(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "a-folder-with-a-long-name" / "and-another-one-inside-of-it"
    folder.mkdir(parents=True)
    text = "#include <zlib.h>\nint pack_with_a_long_name(char *t, long *r, char *f) { return compress(t, r, f, 1 << 20); }\n"
    (folder / "source_file.c").write_text(text)
    monkeypatch.setenv("COLUMNS", "60")
    shown = accelagent("identify", ".", "--no-cache", cwd=tmp_path).stdout
    assert (
        "a-folder-with-a-long-name/and-another-one-inside-of-it/source_file.c:2 pack_with_a_long_name"
        in shown
    )


def test_a_baseline_keeps_a_build_green(tmp_path: Path) -> None:
    make_service(tmp_path)
    first = accelagent(
        "identify", "packer", "--write-baseline", "b.json", "--fail-on", "conditional", cwd=tmp_path
    )
    assert first.returncode == 1
    again = accelagent("identify", "packer", "--baseline", "b.json", "--fail-on", "conditional", cwd=tmp_path)
    assert again.returncode == 0, again.stderr
    assert "settled by" in again.stdout


def test_a_run_that_died_at_its_baseline_is_listed_as_failed_with_the_reason(tmp_path: Path) -> None:
    path = make_service(tmp_path, SPEC.replace("build: make", "build: make nothing-like-this"))
    assert accelagent("run", str(path), "--out", "accel-out/one", cwd=tmp_path).returncode == 2
    listed = accelagent("runs", "list", cwd=tmp_path).stdout
    assert "one  failed: " in listed
    assert "does not build" in listed
    broken = accelagent("runs", "verify", "one", cwd=tmp_path)
    assert broken.returncode == 1
    assert "did not finish" in broken.stdout
    packed = accelagent("runs", "export", "one", "--output", "one.tar.gz", cwd=tmp_path)
    assert packed.returncode == 0, packed.stderr
    with tarfile.open(tmp_path / "one.tar.gz") as archive:
        assert "one/run.db" in archive.getnames()


def test_a_fault_without_a_command_is_still_one_line() -> None:
    class Fault(Exception):
        def format_message(self) -> str:
            return "two\nlines"

    assert _plumbing.usage_fault(Fault()) == "two lines"
