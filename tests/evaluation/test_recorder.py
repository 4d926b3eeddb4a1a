"""What devices did is counted outside the box: a program can add to it what it really worked on, and take nothing back."""

from __future__ import annotations

import socket
import struct
import threading
import zlib
from pathlib import Path

import pytest

from accelagent.domain import Counters
from accelagent.evaluation.accounts import balance
from accelagent.evaluation.recorder import Recorded, Recorder

ENTRY = struct.Struct("=II8sQQQQ")
MAGIC = 0x31636572
DONE, COMPRESSED, DECOMPRESSED = range(3)
TEXT = b"etaoin shrdlu " * 500


def deflated(data: bytes) -> bytes:
    stream = zlib.compressobj(6, zlib.DEFLATED, -15)
    return stream.compress(data) + stream.flush(zlib.Z_FULL_FLUSH)


def done(count: int, device: bytes = b"qat") -> bytes:
    return ENTRY.pack(MAGIC, DONE, device, count, 9, 0, 0)


def shown(kind: int, given: bytes, made: bytes) -> bytes:
    return ENTRY.pack(MAGIC, kind, b"", 0, 0, len(given), len(made)) + given + made


def recorded(folder: Path, *connections: bytes) -> Recorded:
    with Recorder(folder) as recorder:
        for said in connections:
            with socket.socket(socket.AF_UNIX) as end:
                end.connect(str(recorder.path))
                end.sendall(said)
    return recorder.told()


def test_requests_of_all_processes_are_added_up(tmp_path: Path) -> None:
    found = recorded(tmp_path, done(100) + done(50), done(7, b"dsa"), b"")
    assert found.counted == {"qat": (2, 150), "dsa": (1, 7)}
    assert (found.ops, found.bytes_in) == (3, 157)


def test_a_fill_counts_by_what_it_writes(tmp_path: Path) -> None:
    fill = ENTRY.pack(MAGIC, DONE, b"dsa", 0, 4096, 0, 0)
    assert recorded(tmp_path, fill).counted == {"dsa": (1, 4096)}


def test_what_is_shown_has_to_belong_together(tmp_path: Path) -> None:
    packed = deflated(TEXT)
    right = shown(COMPRESSED, TEXT, packed) + shown(DECOMPRESSED, packed, TEXT)
    wrong = (
        shown(COMPRESSED, TEXT, packed[:-9]),
        shown(COMPRESSED, TEXT[1:], packed),
        shown(COMPRESSED, TEXT, b"x"),
    )
    found = recorded(tmp_path, right, *wrong)
    assert found.shown == (2, len(TEXT) + len(packed))
    assert found.wrong == 3


@pytest.mark.parametrize(
    "said", [b"x" * 48, ENTRY.pack(MAGIC, 9, b"", 0, 0, 0, 0), ENTRY.pack(MAGIC, DONE, b"qat", 1, 1, 5, 5)]
)
def test_what_no_device_sends_is_noticed(tmp_path: Path, said: bytes) -> None:
    assert recorded(tmp_path, done(1) + said).malformed == 1


def test_a_process_killed_in_the_middle_of_an_entry_counts_up_to_there(tmp_path: Path) -> None:
    found = recorded(tmp_path, done(1) + done(1)[:20], shown(COMPRESSED, TEXT, deflated(TEXT))[:300])
    assert (found.ops, found.shown, found.malformed) == (1, (0, 0), 0)


def test_many_processes_at_once_lose_nothing(tmp_path: Path) -> None:
    folder = tmp_path / ("long" * 30)
    folder.mkdir()

    def talk(path: str) -> None:
        for _ in range(20):
            with socket.socket(socket.AF_UNIX) as end:
                end.connect(path)
                end.sendall(done(3) * 100)

    short = tmp_path / "s"
    short.symlink_to(folder)
    with Recorder(folder) as recorder:
        threads = [threading.Thread(target=talk, args=(str(short / recorder.path.name),)) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert (recorder.told().ops, recorder.told().bytes_in) == (16000, 48000)


def test_counts_without_contents_are_no_work() -> None:
    """A program that tells the recorder of requests itself has to show output for all of its input."""
    claimed = Counters(device_ops=12, device_bytes=1 << 20)
    assert balance(1 << 20, 0, claimed).status == "passed"
    talk = Recorded({"qat": (12, 1 << 20)})
    assert balance(1 << 20, 0, claimed, talk).pattern == "missing-work"
    assert balance(1 << 20, 0, claimed, Recorded(talk.counted, shown=(12, 1 << 20))).status == "passed"
    assert (
        balance(1 << 20, 0, claimed, Recorded(talk.counted, (11, 1 << 20), wrong=1)).pattern
        == "forged-counters"
    )


def test_cryptography_shows_nothing_and_counts_for_no_more_than_the_baselines() -> None:
    talk = Recorded({"qat-cy": (12, 1 << 20)})
    claimed = Counters(device_ops=12, device_bytes=1 << 20)
    assert balance(1 << 20, 0, claimed, talk).pattern == "missing-work"
    assert balance(1 << 20, 0, claimed, talk, crypto=1 << 20).status == "passed"
