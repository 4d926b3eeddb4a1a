"""Builds the emulator's fuzz targets with clang's sanitizers and runs each for its share of the time: fuzz.py SECONDS [TARGET…]"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from accelagent.emulator import install as installing

ROOT = Path(__file__).resolve().parent.parent
FUZZ = ROOT / "tests" / "emulator" / "fuzz"
EMULATOR = Path(installing.__file__).resolve().parent
PLACE = ROOT / ".fuzz"  # binaries, inputs found so far, and what broke something
_QAT = ("libaccelemu.so", "libusdm.so.0", "libqat.so.4")
_IAA = ("libaccelemu.so", "libaccelemu-iaa.so")
_DSA = ("dsa_check.c", "dsa_ops.c", "dsa_dif.c", "pages.c")
_IAX = ("iax_aecs.c", "iax_check.c", "iax_deflate.c", "iax_filter.c", "iax_inflate.c", "iax_ops.c")
_FLAGS = (
    "-g",
    "-O1",
    "-D_GNU_SOURCE",
    "-fsanitize=fuzzer,address,undefined",
    "-fno-sanitize-recover=undefined",
)
_LINKS = ("-lcrypto", "-lisal", "-lz", "-lpthread", "-ldl")
LONGEST = {"cpa": 512, "cy": 512, "qpl": 1024, "dsa": 128, "iax": 2048}  # bytes of an input


def sources(target: str) -> list[Path]:
    """What a target is made of: the libraries without the interposers, which would stand in the sanitizers' way."""
    here = EMULATOR / "c"
    if target == "dsa":
        return [here / name for name in _DSA]
    libraries = {"cpa": _QAT, "cy": _QAT, "qpl": (*_IAA, "libqpl.so.1"), "iax": _IAA}[target]
    more = [here / name for name in _IAX] if target == "iax" else []
    return [*installing.sources(libraries, but="interpose_"), *more]


def build(target: str) -> Path:
    PLACE.mkdir(exist_ok=True)
    binary = PLACE / target
    places = [f"-I{EMULATOR / 'c'}", f"-I{EMULATOR / 'include'}"]
    argv = ["clang", *_FLAGS, *places, "-o", binary, FUZZ / f"fuzz_{target}.c", *sources(target), *_LINKS]
    subprocess.run(argv, check=True)
    return binary


def run(target: str, seconds: int) -> tuple[int, str]:
    """How often it ran, and what broke; nothing: the empty string."""
    found = PLACE / f"{target}-inputs"
    found.mkdir(exist_ok=True)
    argv = [PLACE / target, f"-max_total_time={seconds}", f"-max_len={LONGEST[target]}", "-timeout=20"]
    argv += ["-malloc_limit_mb=0"]  # a list may claim gigabytes; the emulator answers that malloc refused
    argv += ["-print_final_stats=1", "-detect_leaks=0", f"-artifact_prefix={PLACE}/{target}-", found]
    seeds = FUZZ / "inputs" / target  # what broke something once
    argv += [seeds] if seeds.is_dir() else []
    env = {**os.environ, "ASAN_OPTIONS": "detect_leaks=0"}  # an input may drop what it opened
    done = subprocess.run(argv, capture_output=True, text=True, errors="replace", env=env)
    runs = re.search(r"number_of_executed_units: (\d+)", done.stderr)
    broken = "" if done.returncode == 0 else done.stderr[-4000:]
    return int(runs.group(1)) if runs else 0, broken


def main(arguments: Sequence[str]) -> int:
    seconds, targets = int(arguments[0]), list(arguments[1:]) or list(LONGEST)
    total, worst = 0, 0
    for target in targets:
        build(target)
        runs, broken = run(target, max(1, seconds // len(targets)))
        total += runs
        worst = 1 if broken else worst
        sys.stdout.write(
            f"{target:4} {runs:>12,} executions, {'BROKEN' if broken else 'nothing broke'}\n{broken}"
        )
        sys.stdout.flush()
    sys.stdout.write(f"all  {total:>12,} executions\n")
    return worst


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
