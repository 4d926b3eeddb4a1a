"""Figures that cannot be true: bytes that are missing or counted twice, gains on the workload alone."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from accelagent.domain import Counters, Metric, Patch
from accelagent.evaluation.accounts import balance, overfitted, own_loops, without_checksums
from accelagent.evaluation.metrics import Sample
from accelagent.evaluation.patterns import PATTERNS, pattern_of
from accelagent.evaluation.profile import outliers
from accelagent.evaluation.witness import build_witness, read_witness
from accelagent.process import Finished

MIB = 1 << 20


@pytest.mark.parametrize(
    ("on_cpu", "device", "incore", "pattern"),
    [
        (0, MIB, 0, ""),
        (MIB // 2, MIB // 2, 0, ""),
        (0, 0, MIB, ""),
        (MIB // 4, MIB // 4, 0, "missing-work"),
        (MIB, MIB, 0, "decoy-offload"),
    ],
)
def test_every_byte_of_the_baseline_is_found_once(
    on_cpu: int, device: int, incore: int, pattern: str
) -> None:
    answer = balance(MIB, on_cpu, Counters(device_bytes=device, incore_bytes=incore))
    assert answer.pattern == pattern
    assert answer.failed == bool(pattern)


def test_checksums_in_core_beside_compression_by_a_library_are_no_decoy() -> None:
    before, after = {"compress": MIB, "checksum": MIB}, {"compress": MIB, "checksum": 0}
    counters = without_checksums(Counters(incore_bytes=MIB), before, after)
    assert not balance(MIB, MIB, counters).failed
    both = without_checksums(Counters(incore_bytes=2 * MIB), before, {})
    assert balance(MIB, MIB, both).pattern == "decoy-offload", (
        "compressed in core and by the library all the same"
    )


def test_loops_of_the_programs_own_are_no_library_calls(tmp_path: Path) -> None:
    (tmp_path / "a.c").write_text("/* for (x) */ void f(void)\n{\n    for (;;)\n        g();\n}\n")
    same = "void f(void)\n{\n    for (;;)\n        accel_g();\n}\n"
    gone = "void f(void)\n{\n    g_all(); /* for (;;) */\n}\n"
    handed = (
        "void f(void)\n{\n    if (!accel_copied(a, b, n)) {\n        for (;;)\n            g();\n    }\n}\n"
    )
    found = [own_loops(Patch((("a.c", text),), ()), tmp_path) for text in (same, gone, handed)]
    assert found == [False, True, True]
    assert not own_loops(Patch((("accel_offload.h", "accel_copied(x)"),), ()), tmp_path)


def test_large_operations_on_memory_are_part_of_what_libraries_take(tmp_path: Path) -> None:
    """The witness sees copies that go through the C library, and does not count them among the bytes to find again."""
    source = """
#include <stdlib.h>
#include <string.h>
int main(int argc, char **argv)
{
    size_t n = (size_t)atoi(argv[1]);
    char *one = malloc(n), *other = malloc(n);
    (void)argc;
    memset(one, 1, n);
    memcpy(other, one, n);
    memmove(one, other, n);
    return memcmp(one, other, n) != 0;
}
"""
    (tmp_path / "p.c").write_text(source)
    subprocess.run(["gcc", "-O0", "-fno-builtin", "p.c", "-o", "p"], cwd=tmp_path, check=True)
    witness = build_witness(tmp_path)
    for size, expected in ((1000000, 4000000), (1000, 0)):
        out = tmp_path / f"out{size}"
        out.mkdir()
        env = {"LD_PRELOAD": str(witness), "ACCEL_WITNESS": str(out)}
        subprocess.run([tmp_path / "p", str(size)], env=env, check=True, timeout=20)
        seen = read_witness(out)
        assert seen.byte_counts["memory"] == expected
        assert seen.moved_bytes == 0


def test_a_gain_has_to_be_there_on_inputs_that_nobody_has_seen() -> None:
    assert overfitted(5.0, 1.0)
    assert overfitted(5.0, 0.5)
    assert not overfitted(5.0, 3.0)
    assert not overfitted(1.05, 0.98)


def test_outliers_are_five_medians_away() -> None:
    def took(seconds: float) -> Sample:
        return Sample({Metric.THROUGHPUT: 1 / seconds}, 1)

    pairs = [(took(1.0), took(2.0))] * 6 + [(took(5.5), took(2.0)), (took(1.0), took(9.0))]
    assert outliers(pairs) == [6]


@pytest.mark.parametrize(
    ("changes", "pattern"),
    [
        ({"killed": "time limit of 3 s exceeded", "timed_out": True}, "hang"),
        ({"killed": "more than 300 processes"}, "process-bomb"),
        ({"killed": "more than 80% of this machine's memory"}, "memory-hog"),
        ({"killed": "more than 512 MiB written"}, "disk-filler"),
        ({"output": "x\n… 99999999 bytes cut …\ny", "killed": "time limit of 3 s exceeded"}, "output-flood"),
        ({"output": "==1==ERROR: AddressSanitizer: heap-use-after-free"}, "sanitizer"),
        ({"output": "curl: (6) Could not resolve host: example.org"}, "needs-network"),
        ({"output": "cc: internal compiler error: Segmentation fault"}, "compiler-crash"),
        ({"output": "write: No space left on device"}, "disk-filler"),
        ({"returncode": 139}, "crash"),
        ({}, "wrong-result"),
    ],
)
def test_the_end_of_a_command_names_its_pattern(changes: dict[str, object], pattern: str) -> None:
    plain: dict[str, object] = {
        "returncode": 1, "output": "", "stdout": "", "seconds": 1.0, "timed_out": False, "cpu_s": 0.1
    }  # fmt: skip
    found = pattern_of(Finished(**{**plain, **changes}), "wrong-result")  # type: ignore[arg-type]
    assert found == pattern
    assert found in PATTERNS
