"""Any job, over any bytes, leaves the emulated QPL library standing."""

from __future__ import annotations

import subprocess
import warnings
from pathlib import Path

import pytest

from accelagent.emulator import install as installing

FUZZ = Path(__file__).parent / "fuzz"
HERE = Path(installing.__file__).resolve().parent
SECONDS = 5
RUNS = 2000
BELOW = ("libaccelemu.so", "libaccelemu-iaa.so", "libqpl.so.1")


def _build(compiler: str, sanitizers: str, target: Path, *more: Path) -> subprocess.CompletedProcess[str]:
    """What libqpl is made of, without the interposers, which would stand in the sanitizers' way."""
    sources = installing.sources(BELOW, but="interpose_")
    flags = ["-g", "-O1", "-D_GNU_SOURCE", *([f"-fsanitize={sanitizers}"] if sanitizers else [])]
    places = [f"-I{HERE / 'c'}", f"-I{HERE / 'include'}"]
    libraries = ["-lisal", "-lz", "-lpthread", "-ldl"]
    argv = [compiler, *flags, *places, "-o", target, FUZZ / "fuzz_qpl.c", *more, *sources, *libraries]
    return subprocess.run(argv, capture_output=True, text=True)


@pytest.mark.slow  # the sanitizers' build takes most of a minute
def test_jobs_of_any_kind_over_any_bytes_break_nothing(tmp_path):
    binary = tmp_path / "fuzz"
    built = _build("clang", "fuzzer,address,undefined", binary)
    command = [binary, f"-max_total_time={SECONDS}", "-max_len=1024", "-timeout=20", "-seed=1"]
    if built.returncode != 0:
        warnings.warn(f"no fuzzer here, fixed inputs run instead: {built.stderr[:300]}", stacklevel=1)
        plain = _build("gcc", "", binary, FUZZ / "plain.c")
        assert plain.returncode == 0, plain.stderr
        command = [binary, str(RUNS)]
    ran = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=120)
    assert ran.returncode == 0, ran.stderr[-3000:]
