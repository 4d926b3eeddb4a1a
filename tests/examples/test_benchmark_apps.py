"""The application benchmarks: reproducible data, honest checks, specifications and control arms that fit together."""

from __future__ import annotations

import re
import subprocess
import sys
import zlib
from pathlib import Path

import pytest
from ruamel.yaml import YAML

APPS = Path(__file__).resolve().parents[2] / "benchmarks" / "apps"
NAMES = sorted(path.parent.name for path in APPS.glob("*/accel.yaml"))
BLOCKS = APPS / "htslib" / "harness" / "blocks.py"


def python(*argv: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *map(str, argv)], capture_output=True, text=True, timeout=60, check=False
    )


def read(path: Path) -> dict:
    return YAML(typ="safe").load(path.read_text())


@pytest.mark.parametrize("kind", ["genome", "tree"])
def test_data_is_the_recorded_data(kind: str, tmp_path: Path) -> None:
    done = python(APPS / "make_data.py", kind, tmp_path / "deep" / "data")
    assert done.returncode == 0, done.stderr


def test_unknown_data_is_refused(tmp_path: Path) -> None:
    assert python(APPS / "make_data.py", "weather", tmp_path).returncode == 2


def bgzf(*parts: bytes) -> bytes:
    """Blocks as the format's specification describes them, and the end marker."""
    out = b""
    for plain in (*parts, b""):
        packer = zlib.compressobj(wbits=-15)
        data = packer.compress(plain) + packer.flush()
        head = bytes.fromhex("1f8b08040000000000ff060042430200") + (len(data) + 25).to_bytes(2, "little")
        tail = zlib.crc32(plain).to_bytes(4, "little") + len(plain).to_bytes(4, "little")
        out += head + data + tail
    return out


@pytest.mark.parametrize(
    ("damage", "complaint"),
    [
        (lambda packed: packed, ""),
        (lambda packed: packed[:-28], "end marker"),
        (lambda packed: packed[1:], "no BGZF header"),
        (lambda packed: packed[:40] + b"?" + packed[41:], "block|Error|wrong"),
        (lambda packed: bgzf(b"other") + packed, "something else"),
    ],
)
def test_block_check_judges_without_htslib(damage, complaint: str, tmp_path: Path) -> None:
    expected, packed = tmp_path / "expected", tmp_path / "packed.gz"
    expected.write_bytes(b"ACGT" * 9000)
    packed.write_bytes(damage(bgzf(b"ACGT" * 9000)))
    done = python(BLOCKS, packed, expected)
    assert done.returncode == (1 if complaint else 0)
    assert re.search(complaint, done.stderr)


@pytest.mark.parametrize("name", NAMES)
def test_candidates_may_not_touch_the_checks(name: str) -> None:
    [service] = read(APPS / name / "accel.yaml")["services"].values()
    assert "harness/**" in service["exclude"]
    for command in (service["test"], service["verify"].replace("{baseline}/", "")):
        assert (APPS / name / command.split()[1]).is_file()


@pytest.mark.parametrize("name", NAMES)
def test_each_program_has_control_arms(name: str) -> None:
    [service] = read(APPS / name / "accel.yaml")["services"].values()
    assert "zlib-level-1" in service["arms"]


def test_unknown_options_of_the_fetcher_are_refused() -> None:
    done = python(APPS / "fetch.py", "--no-such-option")
    assert done.returncode == 2
    assert "usage" in done.stderr


def test_no_archive_address_is_written_into_the_files() -> None:
    for path in [*APPS.glob("*.*"), *APPS.glob("*/*.yaml"), *APPS.glob("*/harness/*")]:
        if path.is_file() and "work" not in path.parts[len(APPS.parts) :]:
            assert "://" not in path.read_text()
