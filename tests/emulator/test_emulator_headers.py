"""The headers carry the vendor's layout and values, and every compiler takes them."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from accelagent.emulator import ensure_built, print_flags
from accelagent.emulator import install as installing
from accelagent.errors import ToolchainError

RECORD = Path(__file__).parent / "cpa_layout.json"


def test_sizes_offsets_and_values_are_the_vendors(binaries):
    ours: dict[str, int] = {}
    for program in ("layout", "layout_more", "layout_cy"):
        ours |= json.loads(subprocess.run([binaries / program], check=True, capture_output=True).stdout)
    assert ours == json.loads(RECORD.read_text())


@pytest.mark.parametrize(
    ("record", "libraries", "least"),
    [("cpa", ("libqat.so.4", "libusdm.so.0", "libqatzip.so.3"), 300), ("qpl", ("libqpl.so.1",), 29)],
)
def test_every_public_function_of_the_vendors_can_be_linked(install, record, libraries, least):
    """Recorded by scripts/missing_functions.py."""
    defined = {
        line.split()[-1].split("@")[0]
        for name in libraries
        for line in subprocess.run(
            ["nm", "-D", "--defined-only", install.lib / name], check=True, capture_output=True, text=True
        ).stdout.splitlines()
    }
    public = json.loads((RECORD.parent / f"{record}_functions.json").read_text())
    assert sum(map(len, public.values())) >= least
    assert {h: sorted(set(n) - defined) for h, n in public.items()} == dict.fromkeys(public, [])


@pytest.mark.parametrize(
    ("compiler", "language"),
    [("gcc", "c99"), ("gcc", "c11"), ("clang", "c99"), ("g++", "c++17"), ("clang++", "c++17")],
)
def test_headers_compile_without_a_warning(install, compiler, language):
    names = sorted(p.name for p in install.include.glob("*.h"))
    source = "".join(f'#include "{name}"\n' for name in names)
    kind = "c++" if "++" in compiler else "c"
    flags = ["-Wall", "-Wextra", "-Werror", "-pedantic", "-fsyntax-only", f"-I{install.include}"]
    subprocess.run(
        [compiler, f"-std={language}", *flags, "-x", kind, "-"], input=source, text=True, check=True
    )


def test_printed_flags_link_a_client(tmp_path):
    source = Path(__file__).parent / "clients" / "misuse.c"
    subprocess.run(["gcc", "-o", str(tmp_path / "misuse"), str(source), *print_flags().split()], check=True)


def test_the_build_is_made_once_and_a_missing_compiler_is_named(tmp_path, monkeypatch):
    first = ensure_built()
    assert ensure_built() == first
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(
        ToolchainError, match="apt-get install -y gcc libc6-dev libisal-dev libssl-dev zlib1g-dev"
    ):
        ensure_built()
    assert not [p for p in tmp_path.rglob("*") if p.is_file()]


def test_every_source_is_part_of_the_build():
    here = Path(installing.__file__).resolve().parent
    built = {name for library in installing._LIBRARIES for name in library.sources}
    assert built == {path.name for path in here.glob("c/*.c")}
