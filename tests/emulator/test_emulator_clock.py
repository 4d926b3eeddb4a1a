"""Virtual time is seen by the program and carried through threads and processes."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

from accelagent.emulator.run import emulate
from accelagent.errors import SpecError


@pytest.mark.parametrize("clock", ["virtual", "fixed"])
def test_waits_show_in_every_clock_and_take_no_real_time(emulator, clock):
    ran = emulator.run(["waits"], clock=clock)
    assert ran.output == "ok\n"
    assert 25 < ran.stats.span_s < 26
    assert ran.stats.cpu_s < 0.5


def test_equal_pieces_of_work_scale_with_threads(emulator):
    one = emulator.run(["threads", "1", "40"], clock="virtual")
    four = emulator.run(["threads", "4", "40"], clock="virtual")
    assert one.numbers[0] / four.numbers[0] > 2.5  # 4 virtual cores, however few there are
    assert four.stats.cpu_s > 2.5 * four.stats.span_s


def test_a_sequence_of_processes_adds_up(emulator):
    ran = emulator.run(["sh", "-c", "sleep 1; sleep 2"])
    assert ran.stats.span_s == pytest.approx(3, abs=0.01)
    assert len(ran.stats.processes) == 3


def test_concurrent_processes_overlap(emulator):
    ran = emulator.run(["sh", "-c", "sleep 3 & sleep 1; wait"])
    assert ran.stats.span_s == pytest.approx(3, abs=0.01)


def test_a_pipe_takes_as_long_as_its_longest_part(emulator):
    ran = emulator.run(["sh", "-c", "(sleep 2; echo x) | (sleep 5; cat)"])
    assert ran.output == "x\n"
    assert ran.stats.span_s == pytest.approx(5, abs=0.01)


def test_time_passes_through_fork_exec_spawn_and_threads_of_an_interpreter(emulator):
    program = """
import subprocess, threading, time
begin = time.monotonic()
subprocess.run(["sleep", "4"], check=True)
thread = threading.Thread(target=time.sleep, args=(2,))
thread.start(); thread.join()
print(round(time.monotonic() - begin))
"""
    assert emulator.run([sys.executable, "-c", program], clock="virtual").numbers == [6]


def test_the_wall_clock_interposes_nothing(emulator):
    ran = emulator.run(["sh", "-c", "sleep 0.2"], clock="wall")
    assert ran.stats.span_s >= 0.2
    assert ran.stats.cpu_s < 0.2


def test_a_run_reports_its_code_and_its_counters(emulator, tmp_path, capfd):
    record = tmp_path / "record.json"
    argv = [str(emulator.binaries / "pipeline"), "sync", "1", "65536"]
    assert emulate(argv, [(emulator.model, 1)], "fixed", "high", stats_file=record) == 0
    assert "emulated (qat-4xxx; fixed clock, corner high)" in capfd.readouterr().err
    assert json.loads(record.read_text())["devices"][0]["ops"] == 1
    assert emulate(["sh", "-c", "exit 7"], [(emulator.model, 1)]) == 7


@pytest.fixture
def crowded():
    """A processor that somebody else keeps busy; a nice program beside it gets a sixtieth."""
    cpu = str(max(os.sched_getaffinity(0)))
    with subprocess.Popen(["taskset", "-c", cpu, "sh", "-c", "while :; do :; done"]) as other:
        yield cpu
        other.kill()


@pytest.mark.parametrize(
    "how",
    [
        "sleep",
        "condition",
        *(pytest.param(x, marks=pytest.mark.slow) for x in ("poll", "semaphore", "signal")),
    ],
)
def test_timed_waits_do_not_run_ahead_of_threads_that_lack_a_processor(emulator, crowded, how):
    starved = ["taskset", "-c", crowded, "nice", "-n", "19", str(emulator.binaries / "ticker"), how]
    cpu_us, passed_us, ticks = emulator.run(starved, clock="virtual").numbers
    assert cpu_us >= 10_000
    assert passed_us <= cpu_us + 7_500  # a tick and a half
    assert 1 <= ticks <= 3


def test_a_program_that_cannot_start_and_an_unknown_fault_are_the_users_errors(emulator, tmp_path):
    with pytest.raises(SpecError, match="no-such-program"):
        emulate(["no-such-program"], [(emulator.model, 1)])
    with pytest.raises(SpecError, match="allowed: absent"):
        emulate(["true"], [(emulator.model, 1)], faults="explode")


def test_the_helper_core_does_the_work_beside_the_program(emulator):
    ran = emulator.run(["helped", "40", "262144"], clock="real")
    sync_us, pipelined_us, on_helper, in_program = ran.numbers
    assert on_helper == 1 or os.cpu_count() == 1
    assert in_program == 0  # no request is carried out by a thread of the program
    assert pipelined_us > 0
    assert sync_us > 0
    assert ran.stats.devices[0].ops == 80
    assert ran.stats.cpu_s <= ran.stats.span_s * 1.5  # the helper's CPU time is not the program's


@pytest.mark.parametrize("argv", [["roundtrip"], ["faulty"], ["pipeline", "order", "10", "4096"]])
def test_programs_run_on_the_helper_core_as_on_any_clock(emulator, argv):
    expected = emulator.run(argv, clock="fixed").output
    assert emulator.run(argv, clock="real").output == expected


@pytest.mark.parametrize(("faults", "counts"), [("error", [103, 17]), ("hang", [118, 0])])
def test_faults_are_those_of_the_other_clocks(emulator, faults, counts):
    assert emulator.run(["faulty"], clock="real", faults=faults).numbers[:2] == counts


def test_threads_that_only_poll_keep_up_with_a_thread_that_sleeps(emulator):
    """Three of them would need three minutes of processor time for what one minute of sleep takes."""
    ran = emulator.run(["pollers"], clock="virtual")
    slept_ns, requests_ns, late = ran.numbers
    assert late == 0
    assert 60e9 <= slept_ns < 61e9
    assert requests_ns < 1e9
    assert ran.stats.cpu_s > 100, "the time counts as spent polling"
