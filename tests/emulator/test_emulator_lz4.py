"""LZ4 frames that the emulated QAT device makes decode to what went in, by a decoder written for the test."""

from __future__ import annotations

import os
import random
import subprocess

import pytest

from accelagent.emulator import environment

P = (2654435761, 2246822519, 3266489917, 668265263, 374761393)
MASK = 0xFFFFFFFF


def _rotl(value, by):
    return (value << by | value >> (32 - by)) & MASK


def _xxh32(data):
    lanes = [(P[0] + P[1]) & MASK, P[1], 0, -P[0] & MASK]
    at = 0
    while len(data) - at >= 16:
        for i in range(4):
            word = int.from_bytes(data[at : at + 4], "little")
            lanes[i] = _rotl((lanes[i] + word * P[1]) & MASK, 13) * P[0] & MASK
            at += 4
    mixed = sum(_rotl(v, n) for v, n in zip(lanes, (1, 7, 12, 18), strict=True)) if len(data) >= 16 else P[4]
    value = (mixed + len(data)) & MASK
    while len(data) - at >= 4:
        value = _rotl((value + int.from_bytes(data[at : at + 4], "little") * P[2]) & MASK, 17) * P[3] & MASK
        at += 4
    for byte in data[at:]:
        value = _rotl((value + byte * P[4]) & MASK, 11) * P[0] & MASK
    for shift, prime in ((15, P[1]), (13, P[2])):
        value = (value ^ value >> shift) * prime & MASK
    return value ^ value >> 16


def _length(data, at, value):
    while value >= 15 and data[at] == 255:
        value, at = value + 255, at + 1
    return (value + data[at], at + 1) if value >= 15 else (value, at)


def _sequences(data, base):
    out, at = bytearray(), 0
    while at < len(data):
        token = data[at]
        count, at = _length(data, at + 1, token >> 4)
        out += data[at : at + count]
        at += count
        if at == len(data):
            break
        distance = int.from_bytes(data[at : at + 2], "little")
        match, at = _length(data, at + 2, token & 15)
        assert 0 < distance <= min(len(out), 32768)
        for _ in range(match + base):
            out.append(out[-distance])
    return bytes(out)


def _frame(data):
    assert data[:4] == bytes.fromhex("04224d18")
    assert data[6] == _xxh32(data[4:6]) >> 8 & 255
    out, at = b"", 7
    while size := int.from_bytes(data[at : at + 4], "little"):
        body = data[at + 4 : at + 4 + (size & 0x7FFFFFFF)]
        out += body if size >> 31 else _sequences(body, 4)
        at += 4 + len(body)
    assert int.from_bytes(data[at + 4 :], "little") == _xxh32(out)
    assert len(data) == at + 8
    return out


@pytest.fixture
def device_output(emulator, tmp_path):
    def run(content, *argv):
        extra = environment(
            emulator.install, [(emulator.model, 1)], stats=tmp_path / "stats", clock="fixed", scratch=tmp_path
        )
        done = subprocess.run(
            [emulator.binaries / "lz4", *argv],
            input=content,
            env={**os.environ, **extra},
            capture_output=True,
            timeout=60,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    return run


TEXT = b"".join(b"%d lines of a log, more or less\n" % (i * i % 977) for i in range(5000))
NOISE = random.Random(4).randbytes(30000)


@pytest.mark.parametrize(
    "content", [b"x", TEXT, NOISE, bytes(100000)], ids=["byte", "text", "noise", "zeros"]
)
@pytest.mark.parametrize("piece", ["1000000", "5000"])
def test_a_frame_of_one_or_many_requests_decodes_and_has_the_contents_hash(device_output, content, piece):
    frame = device_output(content, piece)
    assert _frame(frame) == content
    assert len(frame) < len(content) // 3 + 100 or content in (NOISE, b"x")


def test_sequences_for_zstd_have_matches_from_three_bytes_on(device_output):
    made = device_output(TEXT, "1000000", "s")
    assert len(made) < len(TEXT) // 3
    assert _sequences(made, 2) == TEXT
