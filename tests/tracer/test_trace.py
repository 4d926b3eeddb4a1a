"""What `accelagent trace` counts in real programs, against what they are known to do."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from accelagent.schemas import load_schema
from accelagent.tracer.symbols import plain

ROUNDS, BYTES = 400, 5000  # of busy.c


@pytest.fixture(scope="module")
def busy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(tmp_path_factory.mktemp("busy"), "-g")


def build(folder: Path, *flags: str) -> Path:
    folder.chmod(0o755)
    for above in folder.parents[:3]:  # another user has to reach the program
        if above.stat().st_uid == os.getuid() and above != Path("/"):
            above.chmod(above.stat().st_mode | 0o111)
    program = folder / "busy"
    source = Path(__file__).parent / "busy.c"
    subprocess.run(["gcc", "-O1", *flags, "-o", program, source, "-lz", "-lpthread"], check=True)
    return program


def traced(*argv: object, options: tuple[str, ...] = (), code: int = 0) -> dict[str, Any]:
    """The JSON of a run, which its schema holds for."""
    command = [sys.executable, "-m", "accelagent", "trace", *options, "-o", "-", "--", *map(str, argv)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120)
    assert done.returncode == code, done.stderr
    assert done.stderr.splitlines()[-1].startswith("traced: ")
    start = done.stdout.index('{\n "schema"')
    document: dict[str, Any] = json.loads(done.stdout[start:])
    document["printed"] = done.stdout[:start]
    Draft202012Validator(load_schema("trace")).validate(document)
    return document


def site(document: dict[str, Any], callee: str, function: str | None = None) -> dict[str, Any]:
    """The one call site of a library function."""
    found = [s for s in document["sites"] if s["callee"] == callee and function in (None, s["function"])]
    assert len(found) == 1, document["sites"]
    return dict(found[0])


def test_calls_of_all_threads_are_counted_at_their_function_and_line(busy: Path) -> None:
    document = traced(busy, "threads")
    sums, moves = site(document, "crc32"), site(document, "memcpy")
    for found, function in ((sums, "sum"), (moves, "move")):
        assert (found["calls"], found["bytes"]) == (4 * ROUNDS, 4 * ROUNDS * BYTES)
        assert found["sizes"] == [[8191, 4 * ROUNDS]]
        assert (found["function"], found["located_by"]) == (function, "debug")
        assert "crc32(0, from, n)" in lines()[sums["line"] - 1]
        assert found["file"].endswith("tests/tracer/busy.c")
        assert 1 <= found["threads"] <= 4
    assert document["processes"][0]["threads"] <= 4


def lines() -> list[str]:
    return (Path(__file__).parent / "busy.c").read_text().splitlines()


def test_tables_of_threads_that_ended_are_used_again(busy: Path) -> None:
    document = traced(busy, "generations")
    assert (document["lost_threads"], document["lost_calls"]) == (0, 0)
    assert site(document, "crc32")["calls"] == 600 * 4 * 2  # more threads than there are tables


def test_children_are_followed_though_they_leave_by__exit(busy: Path) -> None:
    document = traced(busy, "fork")
    found = site(document, "crc32")
    assert (found["calls"], found["processes"], len(document["processes"])) == (4, 4, 4)


def test_a_program_started_with_an_empty_environment_is_followed(busy: Path) -> None:
    document = traced(busy, "exec")
    assert sum(s["calls"] for s in document["sites"] if s["callee"] == "crc32") == 2
    assert len(document["processes"]) == 2


@pytest.mark.skipif(os.getuid() != 0, reason="only root can become another user")
def test_a_process_that_drops_its_privileges_is_followed_through_exec_too(busy: Path) -> None:
    document = traced(busy, "drop")
    assert sum(s["calls"] for s in document["sites"] if s["callee"] == "crc32") == 2


def test_a_program_that_is_killed_leaves_its_counts_and_its_code(busy: Path) -> None:
    document = traced(busy, "killed", code=134)
    assert site(document, "crc32")["calls"] == 1
    assert document["exit_code"] == 134


def test_counting_goes_on_after_a_call_was_left_by_longjmp(busy: Path) -> None:
    document = traced(busy, "jump")
    assert "jumped" in document["printed"]
    assert site(document, "crc32", "sum")["calls"] == ROUNDS


def test_what_a_library_calls_inside_of_a_counted_call_belongs_to_that(busy: Path) -> None:
    document = traced(busy, "nested")
    assert [s["callee"] for s in document["sites"]] == ["compress2"]
    assert site(document, "compress2")["bytes"] == 1 << 19


def test_memory_functions_keep_their_meaning(busy: Path) -> None:
    plain_run = subprocess.run([busy, "overlap"], capture_output=True, text=True, check=True).stdout
    document = traced(busy, "overlap")
    assert document["printed"] == plain_run
    assert site(document, "memmove")["bytes"] == 100000


def test_small_copies_are_counted_only_when_asked(busy: Path) -> None:
    assert traced(busy, "small")["sites"] == []
    document = traced(busy, "small", options=("--min-bytes", "100"))
    assert site(document, "memcpy", "move")["sizes"] == [[255, ROUNDS]]


def test_without_debug_information_the_symbol_table_names_the_function(tmp_path: Path) -> None:
    found = site(traced(build(tmp_path), "once"), "crc32")
    assert (found["function"], found["located_by"], found["line"]) == ("sum", "symbol", 0)


def test_a_stripped_program_has_only_addresses_or_exported_symbols(tmp_path: Path) -> None:
    found = site(traced(build(tmp_path, "-s"), "once"), "crc32")
    assert found["located_by"] in ("address", "nearest")
    assert found["offset"] > 0


def test_a_library_that_a_plug_in_brought_is_found() -> None:
    code = "import zlib; print(len(zlib.compress(b'a' * 70000)))"
    document = traced("/usr/bin/python3", "-c", code)
    assert document["printed"].strip().isdigit()
    assert [s["bytes"] for s in document["sites"] if s["callee"] == "deflate"] == [70000]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((), "no command given"),
        (("--", "/nonexistent/program"), "/nonexistent/program: No such file or directory"),
    ],
)
def test_a_wrong_command_is_one_line(arguments: tuple[str, ...], said: str) -> None:
    command = [sys.executable, "-m", "accelagent", "trace", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert done.returncode == 2
    assert said in done.stderr
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.parametrize(
    ("name", "source"),
    [
        ("pack.constprop.0", "pack"),
        ("Writer::put(char const*, unsigned long)", "Writer::put"),
        ("Writer::put(int) const", "Writer::put"),
        ("plain", "plain"),
    ],
)
def test_names_are_those_of_the_source(name: str, source: str) -> None:
    assert plain(name) == source
