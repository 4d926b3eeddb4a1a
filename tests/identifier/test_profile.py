"""Profiles of a run against the regions: every format by the same contract, and what a profile does to verdicts."""

from __future__ import annotations

import gzip
import json
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from accelagent.devices import catalogue, usual
from accelagent.domain import Identification, Region, Verdict
from accelagent.errors import SourceError
from accelagent.identifier import explain, identify
from accelagent.identifier.profile import formats, load, simple

SOURCE = """\
#include <string.h>
#include <zlib.h>

int pack(unsigned char *to, unsigned long *room, const unsigned char *from, unsigned long n)
{
    return compress2(to, room, from, n, 6);
}

void put(unsigned char *to, const unsigned char *from, unsigned long n)
{
    memcpy(to, from, n);
}
"""
LINE = 6  # of the call in pack


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    folder = tmp_path / "service"
    (folder / "src").mkdir(parents=True)
    (folder / "src" / "pack.c").write_text(SOURCE)
    return folder


# --- one small profile of each format, in which pack spends 40 % of the time in compress2 ----------------------


def trace_text(share: float = 0.4, sizes: list[list[int]] | None = None, **changes: Any) -> str:
    site = {
        "callee": "compress2", "function": "pack", "inlined_into": [], "file": "/build/service/src/pack.c", "line": LINE,
        "located_by": "debug", "module": "/bin/x", "offset": 4, "calls": 10, "bytes": 1, "seconds": 1.0, "cpu_s": 1.0,
        "share": share, "threads": 3, "processes": 1, "sizes": sizes or [[131071, 10]], **changes,
    }  # fmt: skip
    return json.dumps(
        {
            "schema": 1,
            "command": ["x"],
            "min_memory_bytes": 1024,
            "counted": ["compress2", "memcpy"],
            "sites": [site],
        }
    )


PERF = """\
svc  4242/4243  [001] 17.100000:     400000 cycles:ppp:
\t    7f01 deflate_slow+0x11 (/usr/lib/libz.so.1)
\t    7f02 compress2+0x52 (/usr/lib/libz.so.1)
\t    5501 pack+0x12 (/srv/svc)
\t    5502 main+0x1 (/srv/svc)

svc  4242/4243  [001] 17.200000:     600000 cycles:ppp:
\t    5503 idle_work+0x2 (/srv/svc)
\t    5502 main+0x1 (/srv/svc)

"""
CALLGRIND = """\
# callgrind format
events: Ir
fl=(1) pack.c
fn=(1) pack
5 10
cfi=(2) compress.c
cfn=(2) compress2
calls=10 20
6 390
fl=(2)
fn=(2)
20 390
fl=(1)
fn=(3) main
30 600
"""
DTO = """\
******** Number of Memory Operations ********
Byte Range        -- set      cpy      mov      cmp      bytes        set      cpy      mov      cmp      bytes        set      cpy      mov      cmp      bytes
       0-4095     -- 5        900      0        0        9            0        0        0        0        0            0        0        0        0        0
    8192-12287    -- 0        2        0        0        9            0        7        0        0        9            0        1        0        0        0
   >=2093056      -- 0        0        3        0        9            0        0        0        0        9            0        0        0        0        0

******** Average Memory Operation Latency (us)  ********
       0-4095     -- 0.01     0.02     0.01     0.04     0        0        0        0        0        0        0        0
"""


def varint(value: int) -> bytes:
    out = b""
    while value > 0x7F:
        out, value = out + bytes([value & 0x7F | 0x80]), value >> 7
    return out + bytes([value])


def number(key: int, value: int) -> bytes:
    return varint(key << 3) + varint(value)


def message(key: int, content: bytes) -> bytes:
    return varint(key << 3 | 2) + varint(len(content)) + content


def pprof() -> bytes:
    strings = [
        "",
        "samples",
        "count",
        "cpu",
        "nanoseconds",
        "compress2",
        "zlib/compress.c",
        "pack",
        "src/pack.c",
        "main",
    ]
    body = message(1, number(1, 1) + number(2, 2)) + message(1, number(1, 3) + number(2, 4))
    body += message(2, message(1, varint(1) + varint(2) + varint(3)) + message(2, varint(1) + varint(400)))
    body += message(2, number(1, 3) + number(2, 1) + number(2, 600))  # not packed
    for place, (function, line) in enumerate([(1, 9), (2, LINE), (3, 2)], 1):
        body += message(4, number(1, place) + message(4, number(1, function) + number(2, line)))
    for function, (name, file) in enumerate([(5, 6), (7, 8), (9, 8)], 1):
        body += message(5, number(1, function) + number(2, name) + number(4, file))
    return gzip.compress(body + b"".join(message(6, s.encode()) for s in strings))


@dataclass(frozen=True)
class Example:
    raw: bytes
    share: float | None  # of pack's call of compress2
    calls: int | None = None


EXAMPLES = {
    "trace": Example(trace_text().encode(), 0.4, 10),
    "perf": Example(PERF.encode(), 0.4),
    "callgrind": Example(CALLGRIND.encode(), 0.39, 10),
    "pprof": Example(pprof(), 0.4),
    "dto": Example(DTO.encode(), None),
}


def test_every_format_has_an_example() -> None:
    assert {f.name for f in formats()} == set(EXAMPLES)


@pytest.mark.parametrize("name", EXAMPLES)
class TestContract:
    def test_only_its_own_reader_takes_it(self, name: str) -> None:
        assert [f.name for f in formats() if f.holds(EXAMPLES[name].raw)] == [name]

    def test_rows_are_of_known_functions_and_shares_are_shares(self, name: str, tmp_path: Path) -> None:
        profile = loaded(tmp_path, EXAMPLES[name].raw)
        assert profile.content.basis
        for row in profile.content.rows:
            assert row.function or row.callee
            assert row.share is None or 0 <= row.share <= 1
            assert list(row.sizes) == sorted(row.sizes)

    def test_the_call_site_is_found_with_its_share(self, name: str, tmp_path: Path) -> None:
        example = EXAMPLES[name]
        rows = loaded(tmp_path, example.raw).sites.get("compress2", ())
        if example.share is None:
            assert rows == ()
        else:
            assert [(r.function, r.share, r.calls) for r in rows] == [
                ("pack", pytest.approx(example.share), example.calls)
            ]

    def test_a_torn_file_is_one_line_or_a_shorter_profile(self, name: str, tmp_path: Path) -> None:
        raw = EXAMPLES[name].raw
        for cut in range(1, len(raw), max(1, len(raw) // 40)):
            assert "\n" not in said_of(tmp_path, raw[:cut])

    def test_random_damage_never_escapes(self, name: str, tmp_path: Path) -> None:
        raw = EXAMPLES[name].raw
        for at in range(0, len(raw), max(1, len(raw) // 60)):
            assert "\n" not in said_of(tmp_path, raw[:at] + bytes([raw[at] ^ 0x55]) + raw[at + 1 :])


def loaded(folder: Path, raw: bytes) -> Any:
    file = folder / "profile"
    file.write_bytes(raw)
    return load(file)


def said_of(folder: Path, raw: bytes) -> str:
    """What is wrong with it, or what it rests on; any other failure than a SourceError is one of the reader."""
    try:
        return str(loaded(folder, raw).content.basis)
    except SourceError as error:
        return str(error)


# --- what it does to verdicts ----------------------------------------------------------------------------------


def judged(
    tree: Path, raw: bytes | str | None = None, devices: tuple[str, ...] = ("qat-4xxx", "isal", "dsa")
) -> Identification:
    models = [m for m in catalogue().values() if m.name in devices]
    text = raw.encode() if isinstance(raw, str) else raw
    profile = loaded(tree.parent, text) if text is not None else None
    return identify(tree, service="s", devices=models, profile=profile)


def region(found: Identification, function: str) -> Region:
    return next(r for r in found.regions if r.function == function)


def test_sizes_of_the_run_replace_those_of_the_source_and_say_so(tree: Path) -> None:
    before = region(judged(tree), "pack")
    after = region(judged(tree, trace_text()), "pack")
    assert (before.sizes.typical, before.verdict) == (None, Verdict.CONDITIONAL)
    assert (after.sizes.typical, after.sizes.high, after.verdict) == (98303, 131071, Verdict.OFFLOAD)
    assert "profile: 10 calls" in after.sizes.evidence
    assert after.confidence > before.confidence
    assert after.id == before.id


def test_tiny_calls_that_carry_few_bytes_do_not_hide_the_large_ones(tree: Path) -> None:
    found = region(judged(tree, trace_text(sizes=[[15, 1000], [131071, 10]])), "pack")
    assert found.sizes.typical == 98303


def test_small_sizes_make_it_worse(tree: Path) -> None:
    found = region(judged(tree, trace_text(sizes=[[15, 1000]]), ("qat-4xxx",)), "pack")
    assert found.verdict is Verdict.AVOID


def test_less_than_a_hundredth_of_the_time_is_not_worth_a_change(tree: Path) -> None:
    found = region(judged(tree, trace_text(share=0.004)), "pack")
    assert found.verdict is Verdict.AVOID
    assert found.reasons[0].knowledge == "measured-profile"
    assert found.reasons[0].text.startswith("0.4% of the run's time")
    assert found.min_bytes is None


def test_what_the_run_never_came_to_is_less_certain_and_says_so(tree: Path) -> None:
    before = region(judged(tree), "pack")
    found = region(judged(tree, trace_text(function="other", line=90, file="other.c")), "pack")
    assert found.verdict is before.verdict
    assert found.confidence == pytest.approx(before.confidence / 2)
    assert "never saw it run" in found.reasons[-1].text


def test_copies_below_what_is_counted_are_known_to_be_small(tree: Path) -> None:
    found = region(judged(tree, trace_text()), "put")
    assert (found.sizes.high, found.verdict) == (1023, Verdict.AVOID)
    assert "no call from here of 1024 bytes or more" in found.sizes.evidence


def test_a_call_site_without_a_name_bounds_the_sizes_and_is_not_the_region_s(tree: Path) -> None:
    found = region(judged(tree, trace_text(located_by="address", function="", line=0, file="")), "pack")
    assert (found.sizes.low, found.sizes.typical, found.sizes.high) == (None, None, 131071)
    assert "place the profile does not tell" in found.reasons[-1].text


def test_histograms_of_a_whole_process_only_bound_the_sizes(tree: Path) -> None:
    found = region(judged(tree, DTO), "put")
    assert (found.sizes.typical, found.sizes.high) == (None, 12287)
    assert "place the profile does not tell" in found.reasons[-1].text
    unseen = region(judged(tree, DTO), "pack")
    assert "does not count compress2" in unseen.reasons[-1].text
    assert unseen.confidence == region(judged(tree), "pack").confidence


def test_another_line_of_the_function_counts_and_another_file_does_not(tree: Path) -> None:
    assert region(judged(tree, trace_text(line=LINE + 1)), "pack").sizes.typical
    assert region(judged(tree, trace_text(file="/build/elsewhere/other.c")), "pack").sizes.typical is None


def test_samples_change_certainty_and_leave_the_sizes(tree: Path) -> None:
    before, after = region(judged(tree), "pack"), region(judged(tree, PERF), "pack")
    assert after.sizes == before.sizes
    assert "40.0% of the run's time" in after.reasons[-1].text


def test_an_explanation_shows_the_profile(tree: Path) -> None:
    text = " ".join(explain(region(judged(tree, trace_text()), "pack"), passes=("profile",)).split())
    assert (
        "40.0% of the run's time, 10 calls, sizes 10 up to 128 KiB, at most 3 threads at the same time"
        in text
    )


def test_a_remembered_scan_is_not_mixed_up_with_a_profile(
    tree: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    models = list(usual())
    profile = loaded(tmp_path, trace_text().encode())

    def typical(**with_profile: Any) -> int | None:
        found = identify(tree, service="s", devices=models, remember=True, **with_profile)
        return region(found, "pack").sizes.typical

    assert [typical(), typical(profile=profile), typical()] == [None, 98303, None]


def test_the_command_traces_and_judges(tree: Path, tmp_path: Path) -> None:
    main = tree / "src" / "main.c"
    main.write_text(
        "#include <zlib.h>\nint pack(unsigned char *, unsigned long *, const unsigned char *, unsigned long);\n"
        "static unsigned char a[1 << 16], b[1 << 18];\nint main(void)\n{\n"
        "    for (int i = 0; i < 40; i++) { unsigned long n = sizeof b; a[i] = (unsigned char)i; pack(b, &n, a, sizeof a); }\n"
        "    return 0;\n}\n"
    )
    program = tmp_path / "svc"
    subprocess.run(["gcc", "-g", "-O1", "-o", program, main, tree / "src" / "pack.c", "-lz"], check=True)
    tool = [sys.executable, "-m", "accelagent"]
    subprocess.run(
        [*tool, "trace", "-o", tmp_path / "t.json", "--", program], check=True, capture_output=True
    )
    asked = ["identify", tree, "--profile", tmp_path / "t.json", "--format", "json", "--no-cache"]
    done = subprocess.run([*tool, *map(str, asked)], check=True, capture_output=True, text=True)
    found = next(r for r in json.loads(done.stdout)["regions"] if r["function"] == "pack")
    assert found["sizes"]["high"] == 131071
    assert "40 calls" in found["sizes"]["evidence"]


@pytest.mark.skipif(shutil.which("valgrind") is None, reason="valgrind is not installed")
def test_callgrind_s_own_file_adds_up(tmp_path: Path) -> None:
    source = tmp_path / "p.c"
    source.write_text(
        "#include <zlib.h>\nstatic unsigned char a[90000];\n"
        "__attribute__((noinline)) unsigned long sum(void) { return crc32(0, a, sizeof a); }\n"
        "int main(void) { unsigned long s = 0; for (int i = 0; i < 30; i++) s += sum(); return s == 1; }\n"
    )
    subprocess.run(["gcc", "-g", "-O1", "-o", tmp_path / "p", source, "-lz"], check=True)
    out = tmp_path / "cg"
    argv = ["valgrind", "--tool=callgrind", f"--callgrind-out-file={out}", tmp_path / "p"]
    subprocess.run(argv, check=True, capture_output=True)
    profile = load(out)
    said = next(x for x in out.read_text().splitlines() if x.startswith(("summary:", "totals:"))).split()[1]
    assert profile.content.basis == f"{said} instructions of callgrind"
    [row] = [r for r in profile.sites["crc32"] if r.function == "sum"]
    assert row.calls == 30
    assert 0.5 < (row.share or 0) < 1


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (b"hello", "no profile format recognised; allowed: callgrind, dto, perf, pprof, trace"),
        (b'{"schema": 1, "command": []}', "not a trace profile"),
        (b"", "no profile format recognised"),
    ],
)
def test_a_file_that_is_no_profile_is_named(raw: bytes, said: str, tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=said):
        loaded(tmp_path, raw)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="No such file"):
        load(tmp_path / "nothing")


@pytest.mark.parametrize(
    ("name", "own"),
    [
        ("ns::Writer<std::pair<int, int>>::put(char const*, unsigned long)", "put"),
        ("__memmove_avx_unaligned_erms", "memmove"),
        ("__memcpy_chk", "memcpy"),
        ("pack.constprop.0", "pack"),
        ("(below main)", "(below main)"),
        ("deflate", "deflate"),
        ("main.pack", "pack"),
        ("compress/zlib.(*Writer).Write", "Write"),
    ],
)
def test_own_names(name: str, own: str) -> None:
    assert simple(name) == own
