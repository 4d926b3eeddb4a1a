"""Virtual time goes with messages from process to process, and one device serves several of them."""

from __future__ import annotations

import pytest

MS = 1_000_000
LATENCY = 2 * 5_000  # a request and its reply, as the catalogue assumes


@pytest.mark.parametrize("clock", ["virtual", "fixed"])
def test_a_client_that_retries_meets_its_server_twenty_times_in_a_row(emulator, clock):
    for _ in range(20):
        least, mean = emulator.run(["ipc", "start", "unix"], clock=clock).numbers
        assert 0 < least <= mean


@pytest.mark.parametrize("kind", ["unix", "tcp", "pair", "pipe"])
def test_a_clients_latency_includes_the_servers_time(emulator, kind):
    least, mean = emulator.run(["ipc", "request", kind]).numbers
    assert 2 * MS + LATENCY <= least <= mean < 2 * MS + LATENCY + 0.1 * MS


@pytest.mark.parametrize("kind", ["unix", "tcp"])
def test_two_clients_of_one_server_queue(emulator, kind):
    numbers = emulator.run(["ipc", "request", kind, "2", "40"]).numbers
    assert sorted(numbers[1::2]) == pytest.approx([4 * MS, 4 * MS], rel=0.1)


def test_a_reader_that_starts_late_overlaps_with_its_writer(emulator):
    total = emulator.run(["ipc", "stream", "pipe", "1", "30"]).numbers[0]
    assert total == pytest.approx(20 * MS + 30 * MS, rel=0.03)  # not 20 + 30 + 30


def test_time_outs_elapse_in_both_ends_of_a_connection(emulator):
    assert emulator.run(["ipc", "idle", "pair"]).output == "ok\n"
