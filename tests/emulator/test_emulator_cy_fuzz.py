"""Any order of cryptography calls, and any IAA descriptor, with any values leave the emulator standing."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
import warnings
from pathlib import Path
from types import ModuleType

import pytest

FUZZ = Path(__file__).parent / "fuzz"
SCRIPT = Path(__file__).parents[2] / "scripts" / "fuzz.py"
RUNS = 1000
SECONDS = 8
LINKS = ("-lcrypto", "-lisal", "-lz", "-lpthread", "-ldl")


@pytest.fixture(scope="module")
def fuzz() -> ModuleType:
    spec = importlib.util.spec_from_file_location("fuzz", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["fuzz"] = module
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("target", ["cy", "iax"])
def test_fixed_inputs_break_nothing(fuzz, tmp_path, target):
    binary = tmp_path / target
    places = [f"-I{fuzz.EMULATOR / 'c'}", f"-I{fuzz.EMULATOR / 'include'}"]
    files = [FUZZ / f"fuzz_{target}.c", FUZZ / "plain.c", *fuzz.sources(target)]
    built = subprocess.run(
        ["gcc", "-O0", "-D_GNU_SOURCE", *places, "-o", binary, *files, *LINKS], capture_output=True, text=True
    )
    assert built.returncode == 0, built.stderr
    ran = subprocess.run([binary, str(RUNS)], capture_output=True, text=True, timeout=120)
    assert (ran.returncode, ran.stdout) == (0, f"{RUNS} runs\n"), ran.stderr[-3000:]


@pytest.mark.slow  # the sanitizers' build takes most of a minute
@pytest.mark.parametrize("target", ["cy", "iax"])
def test_any_input_breaks_nothing(fuzz, target):
    try:
        fuzz.build(target)
    except subprocess.CalledProcessError:
        warnings.warn("no fuzzer here", stacklevel=1)
        pytest.skip("clang has no fuzzer here")
    runs, broken = fuzz.run(target, SECONDS)
    assert broken == ""
    assert runs > 0
