"""Programs written for QATzip run on the emulated device, and in software where they allow it."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

RECORD = Path(__file__).parent / "qatzip_layout.json"


def qat(ran):
    return next(d for d in ran.stats.devices if d.name == "qat")


def test_sizes_offsets_and_values_are_the_vendors(binaries):
    ours = json.loads(subprocess.run([binaries / "layout_qatzip"], check=True, capture_output=True).stdout)
    assert ours == json.loads(RECORD.read_text())


@pytest.mark.parametrize("work", ["late", "eager"])
def test_every_format_size_stream_and_callback_comes_back_whole(emulator, work):
    ran = emulator.run(["zipped"], work=work)
    assert ran.output.startswith("ok ")
    assert qat(ran).ops > 100
    assert qat(ran).errors == 0


def test_what_is_too_small_or_of_unknown_size_runs_in_software(emulator):
    """Of 28 round trips: compression of 3 small inputs in 4 formats, decompression of all
    raw and plain gzip data, and of the 3 small ones in the other two formats."""
    assert emulator.run(["zipped"]).output == "ok 32\n"


@pytest.mark.parametrize("faults", ["absent", "verify", "full", "error"])
def test_software_takes_over_what_the_device_does_not_do(emulator, faults):
    ran = emulator.run(["zipped"], faults=faults)
    assert ran.output.startswith("ok ")
    assert int(ran.output.split()[1]) >= (56 if faults == "absent" else 32)


def test_without_software_there_is_the_device_or_a_refusal(emulator):
    ran = emulator.run(["zipped", "hardware"])
    assert ran.output == "0 ok 0\n"
    assert qat(ran).ops >= 14
    assert emulator.run(["zipped", "hardware"], faults="absent").output == "-101 ok 0\n"


def test_wrong_arguments_get_the_librarys_codes(emulator):
    assert emulator.run(["zipped", "refusals"]).output == "ok 0\n"


@pytest.mark.parametrize("faults", ["", "absent"])
def test_lz4_frames_of_device_and_software_are_each_others(emulator, faults):
    ran = emulator.run(["framed"], faults=faults)
    assert ran.output.startswith("ok ")
    if faults:
        assert ran.output == "ok 42\n"
    else:
        assert qat(ran).ops > 30
        assert qat(ran).errors == 0


@pytest.mark.parametrize("faults", ["", "absent"])
@pytest.mark.parametrize("what", ["lz4s", "checksums", "metadata"])
def test_sequences_checksums_and_described_blocks_are_right_on_device_and_in_software(emulator, what, faults):
    ran = emulator.run(["zipped_more", what], faults=faults)
    assert ran.output == "ok\n"
    if what != "checksums":
        assert (qat(ran).ops > 10) == (faults == "")
