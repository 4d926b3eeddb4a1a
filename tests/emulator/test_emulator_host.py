"""The host decides what a program gets: the same client is accepted or refused with the vendor's code."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from accelagent.devices import device
from accelagent.emulator.host import Host, parse
from accelagent.emulator.idxd import IdxdHost, Queue, units
from accelagent.errors import SpecError

DSA = units((device("dsa"), 1), None)
USUAL = IdxdHost().queues_of(DSA[0])


def test_what_is_not_said_stays_as_the_devices_usual_host():
    assert parse("") == Host()
    assert Host().idxd(DSA, IdxdHost()) == IdxdHost(queues=USUAL)


@pytest.mark.parametrize(
    "text", ["root", "sva", "sva=yes", "vf=17", "vf=-1", "queues=none", "unprivileged=1", "sva=on,iommu=off"]
)
def test_a_wrong_host_is_told_what_is_allowed(text):
    with pytest.raises(SpecError, match="emulate: --host: .*allowed: sva=on"):
        parse(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("sva=off", IdxdHost(sva=False, queues=USUAL)),
        ("iommu=off", IdxdHost(sva=False, queues=USUAL)),
        ("unprivileged=on", IdxdHost(privileged=False, queues=USUAL)),
        ("queues=dedicated", IdxdHost(queues=(Queue(0, 1, False, 64),))),
        ("queues=shared", IdxdHost(queues=(Queue(0, 0, True, 32),))),
    ],
)
def test_dsa_gets_its_rights_and_queues(text, expected):
    assert parse(text).idxd(DSA, IdxdHost()) == expected


def test_queues_that_are_not_of_the_allowed_kind_are_not_there():
    only_shared = IdxdHost(queues=(Queue(0, 0, True, 32),))
    assert parse("queues=dedicated").idxd(DSA, only_shared).sva is False


@pytest.mark.parametrize(
    ("text", "shared", "dedicated"),
    [("", ["wq1.0"], ["wq1.1"]), ("queues=dedicated", [], ["wq1.1"]), ("queues=shared", ["wq1.0"], [])],
)
def test_iaa_gets_queues_at_the_numbers_that_dsa_leaves(text, shared, dedicated):
    both = units((device("dsa"), 1), (device("iaa"), 1))
    host = parse(text).idxd(both, IdxdHost())
    queues = host.queues_of(both[1])
    assert [q.name for q in queues if q.shared] == shared
    assert [q.name for q in queues if not q.shared] == dedicated
    assert host.sva


@pytest.mark.parametrize(
    ("text", "instances", "unpinned"),
    [
        ("", None, "refused"),
        ("vf=2", 8, "refused"),
        ("vf=0", 64, "refused"),
        ("sva=on", None, "accepted"),
        ("sva=off,vf=1", 4, "refused"),
        ("iommu=off", 0, "absent"),
    ],
)
def test_qat_gives_instances_and_takes_addresses_as_the_host_does(
    emulator, monkeypatch, text, instances, unpinned
):
    monkeypatch.setenv("ACCEL_EMU_HOST", text)
    usual = int(emulator.model.parameter("instances").value)
    assert emulator.run(["hosted"]).output.split() == [
        str(usual if instances is None else instances),
        unpinned,
    ]


def test_the_command_line_restricts_the_environment(tmp_path):
    record = tmp_path / "stats.json"
    options = ["--device", "dsa", "--clock", "fixed", "--host", "queues=dedicated", "--stats", str(record)]
    command = [sys.executable, "-m", "accelagent", "emulate", *options, "--", "ls", "/dev/dsa"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout.split() == ["wq0.1"]
    assert json.loads(record.read_text())["emulated"] is True
