"""Any descriptor leaves the DSA model standing, and moves only what was found accessible."""

from __future__ import annotations

import subprocess
import warnings
from pathlib import Path

import pytest

from accelagent.emulator import install as installing

FUZZ = Path(__file__).parent / "fuzz"
HERE = Path(installing.__file__).resolve().parent / "c"
SECONDS = 5
RUNS = 20000
CORE = ("dsa_check.c", "dsa_ops.c", "dsa_dif.c", "pages.c")


def _build(
    compiler: str, flags: tuple[str, ...], target: Path, *more: Path
) -> subprocess.CompletedProcess[str]:
    sources = [HERE / name for name in CORE]
    common = ["-g", "-O1", "-D_GNU_SOURCE", f"-I{HERE}", "-o", target, FUZZ / "fuzz_dsa.c", *more]
    return subprocess.run(
        [compiler, *flags, *common, *sources, "-lisal", "-lpthread", "-ldl"], capture_output=True, text=True
    )


def test_fixed_descriptors_break_nothing(tmp_path):
    binary = tmp_path / "plain"
    built = _build("gcc", (), binary, FUZZ / "plain.c")
    assert built.returncode == 0, built.stderr
    ran = subprocess.run([binary, str(RUNS)], capture_output=True, text=True, timeout=120)
    assert ran.returncode == 0, ran.stderr[-3000:]
    assert ran.stdout == f"{RUNS} runs\n"


@pytest.mark.slow  # needs a fuzzer, and some time to be of use
def test_descriptors_of_any_bytes_break_nothing(tmp_path):
    binary = tmp_path / "fuzz"
    built = _build("clang", ("-fsanitize=fuzzer,address,undefined",), binary)
    if built.returncode != 0:
        warnings.warn(f"no fuzzer here: {built.stderr[:300]}", stacklevel=1)
        pytest.skip("clang has no fuzzer here")
    command = [binary, f"-max_total_time={SECONDS}", "-max_len=128", "-timeout=20", "-seed=1"]
    ran = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=120)
    assert ran.returncode == 0, ran.stderr[-3000:]
