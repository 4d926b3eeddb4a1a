"""The subprocess helper: failing, hanging, flooding and leaving children."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from accelagent.process import run


def sh(command: str, **options):
    return run(["/bin/sh", "-c", command], **options)


def test_both_streams_are_kept_and_stdout_apart() -> None:
    done = sh("echo out; echo err >&2; exit 3")
    assert (done.returncode, done.stdout, done.ok) == (3, "out\n", False)
    assert sorted(done.output.split()) == ["err", "out"]
    assert done.describe() == "exit 3"


def test_a_missing_program_is_a_value() -> None:
    done = run(["/no/such/program"])
    assert done.returncode == 127
    assert "cannot start /no/such/program" in done.output


def test_gigabytes_of_output_are_cut_in_the_middle() -> None:
    done = sh("echo first; head -c 300000000 /dev/zero | tr '\\0' x; echo last", output_limit=4096)
    assert done.ok
    assert len(done.output) < 5000
    assert done.output.startswith("first")
    assert done.output.endswith("last\n")
    assert "bytes cut" in done.output


def test_output_within_the_limit_is_whole() -> None:
    assert sh("seq 1000").stdout == "".join(f"{i}\n" for i in range(1, 1001))


def test_a_time_out_kills_the_whole_group(tmp_path: Path) -> None:
    done = sh(f"sleep 100 & echo $! > {tmp_path}/pid; wait", timeout_s=0.5)
    assert done.timed_out
    assert "time limit" in done.describe()
    assert gone(int((tmp_path / "pid").read_text()))


def test_children_left_behind_are_killed_and_do_not_hold_us(tmp_path: Path) -> None:
    done = sh(f"sleep 100 & echo $! > {tmp_path}/pid; exit 0", timeout_s=20)
    assert done.ok
    assert done.seconds < 10
    assert gone(int((tmp_path / "pid").read_text()))


def test_a_process_that_left_the_group_does_not_hold_us() -> None:
    done = sh("setsid sleep 4 & exit 0", timeout_s=20)
    assert done.ok
    assert done.seconds < 3.5


def test_a_guard_stops_the_child_with_its_reason() -> None:
    done = sh("sleep 100", guard=lambda pid: "enough", timeout_s=20)
    assert (done.killed, done.ok, done.timed_out) == ("enough", False, False)


def test_death_by_signal_is_named() -> None:
    assert sh("kill -SEGV $$").describe() == "signal 11 (SIGSEGV)"


def test_cpu_of_waited_descendants_counts() -> None:
    done = sh("sh -c 'i=0; while [ $i -lt 200000 ]; do i=$((i+1)); done'; true")
    assert done.cpu_s > 0.02


def follows_a_child(pid: int) -> bool:
    links = [str(p.readlink()) for p in Path(f"/proc/{pid}/fd").iterdir() if p.is_symlink()]
    return any("pidfd" in link for link in links)


def test_an_interrupt_leaves_no_child(tmp_path: Path) -> None:
    code = f"from accelagent.process import run; run(['sh','-c','echo $$ > {tmp_path}/pid; exec sleep 100'])"
    parent = subprocess.Popen([sys.executable, "-c", code], stderr=subprocess.DEVNULL)
    while not ((tmp_path / "pid").exists() and (tmp_path / "pid").read_text().strip()):
        time.sleep(0.02)
    while not follows_a_child(parent.pid):  # until then Python itself is starting the child
        time.sleep(0.02)
    parent.send_signal(signal.SIGINT)
    parent.wait(20)
    assert gone(int((tmp_path / "pid").read_text()))


def gone(pid: int) -> bool:
    """Whether `pid` ends within a second; a zombie that its new parent has not reaped yet has ended."""
    for _ in range(100):
        try:
            os.kill(pid, 0)
            state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
        except (ProcessLookupError, FileNotFoundError):
            return True
        if state == "Z":
            return True
        time.sleep(0.01)
    return False


def test_a_set_cancel_event_kills_the_child_and_raises() -> None:
    from contextvars import copy_context
    from threading import Event, Timer

    from accelagent.process import CANCEL, Cancelled

    event = Event()

    def inside() -> None:
        CANCEL.set(event)
        Timer(0.3, event.set).start()
        run(["sleep", "60"])

    with pytest.raises(Cancelled):
        copy_context().run(inside)
