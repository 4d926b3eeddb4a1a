"""Virtual time goes with messages from process to process, and one device serves several of them."""

from __future__ import annotations

import pytest

MS = 1_000_000
LATENCY = 2 * 5_000  # a request and its reply, each to somebody who waits, as the catalogue assumes


@pytest.mark.parametrize("clock", ["virtual", "fixed"])
def test_a_client_that_retries_meets_its_server_twenty_times_in_a_row(emulator, clock):
    for _ in range(20):
        least, mean = emulator.run(["ipc", "start", "unix"], clock=clock).numbers
        assert 0 < least <= mean


@pytest.mark.parametrize("kind", ["unix", "tcp", "pair", "pipe"])
def test_a_clients_latency_includes_the_servers_time(emulator, kind):
    least, mean = emulator.run(["ipc", "request", kind]).numbers
    assert 2 * MS + LATENCY / 2 <= least <= mean < 2 * MS + LATENCY + MS


@pytest.mark.parametrize("kind", ["unix", "tcp"])
def test_two_clients_of_one_server_queue(emulator, kind):
    numbers = emulator.run(["ipc", "request", kind, "2", "40"]).numbers
    means = numbers[1::2]
    assert len(means) == 2
    # Two alone would take 2 ms each. While the machine starves one client the other may go ahead, and is then waited for:
    # what one gains the other loses, and the server's time stays.
    assert sum(means) == pytest.approx(8 * MS, rel=0.25)
    assert min(means) > 2.2 * MS


def test_a_reader_that_starts_late_overlaps_with_its_writer(emulator):
    total = emulator.run(["ipc", "stream", "pipe", "1", "30"]).numbers[0]
    assert total == pytest.approx(20 * MS + 30 * MS, rel=0.03)  # not 20 + 30 + 30


def test_time_outs_elapse_in_both_ends_of_a_connection(emulator):
    assert emulator.run(["ipc", "idle", "pair"]).output == "ok\n"


@pytest.mark.parametrize("how", ["poll", "select"])
def test_an_expired_time_out_counts_when_the_others_have_come_to_its_end(emulator, how):
    """Six children compute 0.1 s each on few cores; a server that ticks meanwhile must not run ahead by the real time."""
    [seen] = emulator.run(["ticks", how, "6"], clock="virtual").numbers
    assert 100 * MS <= seen < 200 * MS


@pytest.mark.parametrize(
    ("clock", "noise"), [("virtual", 0.2), ("fixed", 0.1)]
)  # CPU time differs between equals
def test_processes_share_a_saturated_device_with_fairness(emulator, clock, noise):
    milliseconds = 20
    ran = emulator.run(["share", "fair", "2", str(milliseconds)], clock=clock)
    first, second = ran.numbers
    assert first == pytest.approx(second, rel=noise)
    capacity = emulator.model.parameter("bandwidth_cap").value * milliseconds / 1e3
    assert (first + second) * 65536 == pytest.approx(capacity, rel=0.05 + noise)  # one device, not one each


def test_a_killed_process_leaves_the_device_usable(emulator):
    ran = emulator.run(["share", "killed", "10", "0"], clock="virtual")
    assert ran.output == "ok\n"
    assert ran.stats.devices[0].ops == 1


def test_who_scribbles_over_all_that_it_has_mapped_changes_nothing_for_another(emulator):
    alone, beside = (emulator.run(["scribble", how, "20"]).numbers for how in ("none", "all"))
    assert len(alone) == 20
    assert beside == alone


def test_polled_waits_are_counted(emulator):
    parameters = emulator.model.parameters
    device = emulator.run(["pipeline", "poison", "1", "65536"]).stats.devices[0]
    least = parameters["latency_s"].value + parameters["setup_s"].value
    assert least < device.poll_wait_s < least + 1e-3
    assert device.poll_wait_s == pytest.approx(device.empty_polls * parameters["empty_poll_s"].value, rel=0.1)


@pytest.mark.parametrize("clock", ["virtual", "fixed"])
def test_a_spinning_thread_cannot_keep_a_time_out_from_elapsing(emulator, clock):
    assert emulator.run(["spin"], clock=clock).output == "ok\n"


def test_a_second_run_with_the_same_records_starts_with_an_idle_device(emulator):
    argv = ["pipeline", "spread", "64", "65536", "4"]
    first, second = (emulator.run(argv, room=emulator.scratch / "same").numbers for _ in range(2))
    assert first == second
