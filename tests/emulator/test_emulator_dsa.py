"""Programs written for <linux/idxd.h> find, use and misuse emulated DSA devices as they would real ones."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from accelagent.devices import DeviceModel, device
from accelagent.emulator import (
    DeviceStats,
    EmulatorStats,
    IdxdHost,
    Install,
    environment,
    read_stats,
)
from accelagent.emulator.idxd import Engine, Queue, units
from accelagent.errors import SpecError

CLIENTS = Path(__file__).parent / "idxd"
MOVE, FILL, COMPARE = 3, 4, 5
CLOCK_READ_NS = 25  # what one clock_gettime costs on the virtual clock
REAL_INSTRUCTIONS = ("-menqcmd", "-mmovdir64b", "-mwaitpkg")


@dataclass(frozen=True)
class Ran:
    output: str
    stats: EmulatorStats

    @property
    def numbers(self) -> list[int]:
        return [int(word) for word in self.output.split()]

    @property
    def dsa(self) -> DeviceStats:
        return next(d for d in self.stats.devices if d.name == "dsa")


@dataclass(frozen=True)
class Dsa:
    """Runs clients on `count` emulated devices of a host."""

    install: Install
    scratch: Path
    binaries: Path
    model: DeviceModel
    host: IdxdHost
    count: int = 1

    def with_parameters(self, **values: float) -> Dsa:
        parameters = dict(self.model.parameters)
        for name, value in values.items():
            parameters[name] = replace(parameters[name], value=value, low=value, high=value)
        return replace(self, model=replace(self.model, parameters=parameters))

    def with_queues(self, *queues: Queue) -> Dsa:
        return replace(self, host=replace(self.host, queues=queues))

    def ns(self, name: str) -> int:
        return round(self.model.parameter(name).value * 1e9)

    def run(self, *argv: object, clock: str = "fixed", work: str = "late", faults: str = "") -> Ran:
        room = self.scratch / f"run-{len(list(self.scratch.iterdir()))}"
        room.mkdir()
        extra = environment(
            self.install,
            [(self.model, self.count)],
            stats=room / "stats",
            clock=clock,
            work=work,
            faults=faults,
            scratch=room,
            host=self.host,
        )
        words = [str(word) for word in argv]
        own = self.binaries / words[0]
        words[0] = str(own) if own.exists() else words[0]
        done = subprocess.run(words, env={**os.environ, **extra}, capture_output=True, text=True, timeout=60)
        assert done.returncode == 0, done.stderr
        return Ran(done.stdout, read_stats(room / "stats"))


@pytest.fixture(scope="session")
def idxd_binaries(install: Install, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("idxd")
    strict = ("gcc", "-std=gnu11", "-Wall", "-Wextra", "-Werror")
    for name, flags in (
        ("operations", (f"-I{install.include}", "-O1")),
        ("integrity", (f"-I{install.include}", "-O1")),
        ("flow", (f"-I{install.include}", "-O1")),
        ("share", (f"-I{install.include}", "-O1")),
        ("turns", (f"-I{install.include}", "-O1")),
        ("instructions", ("-O2", *REAL_INSTRUCTIONS)),
    ):
        source = str(CLIENTS / f"{name}.c")
        subprocess.run([*strict, *flags, "-o", str(folder / name), source, "-lpthread"], check=True)
    # Not position-independent: weak symbols are 0 there, so the header executes the instructions themselves.
    plain = [*strict, f"-I{install.include}", "-O1", "-no-pie", "-fno-pie"]
    subprocess.run([*plain, "-o", str(folder / "flow-no-pie"), str(CLIENTS / "flow.c")], check=True)
    return folder


@pytest.fixture
def dsa(install: Install, idxd_binaries: Path, tmp_path: Path) -> Dsa:
    return Dsa(install, tmp_path, idxd_binaries, device("dsa"), IdxdHost())


# --- operations ---


@pytest.mark.parametrize("clock", ["fixed", "virtual", "wall", "real"])
@pytest.mark.parametrize("work", ["late", "eager"])
def test_every_operation_and_every_refusal_is_the_hardwares(dsa, clock, work):
    ran = dsa.run("operations", clock=clock, work=work)
    assert ran.output == "ok\n"
    assert (ran.dsa.ops, ran.dsa.errors) == (17, 13)


@pytest.mark.parametrize("generation", [1, 2])
@pytest.mark.parametrize("work", ["late", "eager"])
def test_integrity_fields_are_made_checked_and_refused_as_the_hardware_does(dsa, work, generation):
    ran = dsa.with_parameters(generation=generation).run("integrity", generation, work=work)
    assert ran.output == "ok\n"


def test_what_a_device_says_it_can_do_it_can(dsa):
    """The operations' bits, the lowest word last: integrity in both generations, translation fetch in the second."""
    for generation, low in ((1, "003f03ff"), (2, "00bf07ff")):
        script = "cat /sys/bus/dsa/devices/dsa0/version /sys/bus/dsa/devices/dsa0/op_cap"
        version, words = dsa.with_parameters(generation=generation).run("bash", "-c", script).output.split()
        assert (version, words.split(",")[-1]) == (f"0x{generation}00", low)


@pytest.mark.parametrize("nbytes", [64, 1024, 4096, 16384, 65536, 262144, 1048576])
def test_one_move_takes_exactly_the_tables_time(dsa, nbytes):
    assert dsa.run("flow", "one", MOVE, nbytes, 0).numbers == [
        dsa.ns(f"latency_move_{nbytes}") + CLOCK_READ_NS
    ]


@pytest.mark.parametrize(
    ("operation", "nbytes", "shift", "table"),
    [
        (MOVE, 4096, 8, "latency_move_misaligned_4096"),
        (FILL, 4096, 0, "latency_fill_4096"),
        (COMPARE, 65536, 0, "latency_compare_65536"),
    ],
)
def test_other_operations_take_their_tables_time(dsa, operation, nbytes, shift, table):
    assert dsa.run("flow", "one", operation, nbytes, shift).numbers == [dsa.ns(table) + CLOCK_READ_NS]


def test_between_two_sizes_the_time_lies_on_the_line(dsa):
    low, high = dsa.ns("latency_move_4096"), dsa.ns("latency_move_16384")
    assert dsa.run("flow", "one", MOVE, 8192, 0).numbers[0] - CLOCK_READ_NS == pytest.approx(
        low + (high - low) / 3, abs=1
    )


def test_the_destination_is_poison_until_the_record_is_written(dsa):
    assert dsa.run("flow", "poison").numbers == [0, 0]
    assert dsa.run("flow", "poison", work="eager").numbers == [1, 0]


# --- queues ---


def test_a_full_shared_queue_says_retry(dsa):
    small = dsa.with_queues(Queue(0, 0, True, 8))
    ran = small.run("flow", "full", 2097152)
    assert ran.numbers == [8 + int(dsa.model.parameter("engines").value), 0]
    assert ran.dsa.retries == 1


def test_a_full_dedicated_queue_drops_without_a_word(dsa):
    ran = dsa.with_queues(Queue(0, 0, True, 8), Queue(0, 1, False, 16)).run("flow", "dropped", 30)
    assert ran.numbers == [20]
    assert ran.dsa.dropped == 10


def test_a_dedicated_queue_has_one_owner_and_its_own_instruction(dsa):
    assert dsa.run("flow", "dedicated").output == "ok\n"


def test_small_moves_overtake_a_large_one_on_other_engines(dsa):
    assert dsa.run("flow", "order", 50).numbers == [50]
    one = dsa.with_parameters(engines=1).with_queues(Queue(0, 0, True, 64))
    assert one.run("flow", "order", 50).numbers[0] < 25  # those that end in the large one's last stretch


def test_a_steady_stream_runs_at_the_published_rates(dsa):
    one = dsa.with_parameters(engines=1)
    per_64k = one.run("flow", "stream", 500, 16, 65536, 0).numbers[0]
    assert per_64k == pytest.approx(dsa.ns("engine_move_65536"), rel=0.05)
    misaligned = one.run("flow", "stream", 500, 32, 4096, 8).numbers[0]
    assert misaligned == pytest.approx(dsa.ns("engine_move_misaligned_4096"), rel=0.05)
    four = dsa.run("flow", "stream", 500, 16, 65536, 0).numbers[0]
    assert four == pytest.approx(
        dsa.ns("engine_move_65536"), rel=0.05
    )  # one engine reaches the device's limit


# --- batches ---


def test_a_batch_takes_less_than_its_members_alone(dsa):
    batch = dsa.run("flow", "batch", 32, 64).numbers[0]
    assert batch < 32 * dsa.ns("submit_s")
    assert batch > dsa.ns("submit_s") + dsa.ns("batch_overhead_s") + 31 * dsa.ns("submit_batched_s")


def test_a_batchs_overhead_hides_behind_batches_in_flight(dsa):
    one = dsa.with_parameters(engines=1, batch_overhead_s=1e-6)
    alone = one.run("flow", "batch", 32, 64).numbers[0] / 32
    assert alone > dsa.ns("engine_move_64") + 1000 / 32
    cheap = one.with_parameters(batch_overhead_s=0.0).run("flow", "batch", 32, 64).numbers[0] / 32
    assert alone - cheap == pytest.approx(1000 / 32, abs=1)


def test_looks_that_cost_nothing_end_on_the_fixed_clock(dsa):
    free = dsa.with_parameters(empty_poll_s=0.0, poll_s=0.0)
    took = free.run("flow", "stream", 50, 4, 65536, 0).numbers[0]
    assert (
        dsa.ns("engine_move_65536") <= took < 1.25 * dsa.ns("engine_move_65536")
    )  # and the first one's latency


def test_a_run_with_dsa_alone_records_dsa_alone(dsa):
    assert [d.name for d in dsa.run("flow", "one", MOVE, 64, 0).stats.devices] == ["dsa"]


def test_a_fence_orders_members_and_stops_behind_a_failed_one(dsa):
    assert dsa.run("flow", "fence").output == "ok\n"


# --- pages ---


def test_a_missing_page_stops_the_device_and_the_rest_is_resubmitted(dsa):
    ran = dsa.run("flow", "fault", 0)
    assert ran.numbers[0] == 1
    assert ran.dsa.faults == 1


def test_block_on_fault_is_served_at_the_faults_cost(dsa):
    stops, blocked = dsa.run("flow", "fault", 1).numbers
    whole = dsa.with_parameters(fault_serve_s=0.0).run("flow", "fault", 1).numbers[1]
    assert stops == 0
    assert blocked - whole == pytest.approx(dsa.ns("fault_serve_s"), abs=dsa.ns("empty_poll_s"))


def test_memory_that_cannot_be_had_is_reported_not_accessed(dsa):
    ran = dsa.run("flow", "invalid")
    assert ran.output == "ok\n"
    assert ran.dsa.errors == 1  # a completion record at an odd address: only the error register knows


# --- injected faults ---


@pytest.mark.parametrize(
    ("faults", "good", "failed", "lost"),
    [("", 100, 0, 0), ("error", 86, 14, 0), ("hang", 98, 0, 2), ("full", 100, 0, 0)],
)
def test_injected_faults_repeat_by_descriptor(dsa, faults, good, failed, lost):
    numbers = dsa.run("flow", "faulty", 100, faults=faults).numbers
    assert numbers[:3] == [good, failed, lost]
    assert (numbers[3] > 50) == (faults == "full")


def test_an_injected_missing_page_is_a_part_done(dsa):
    assert dsa.run("flow", "faulty", 100, faults="page-fault").stats.devices[0].faults == 25


def test_a_reset_takes_what_is_in_flight_and_all_that_follows(dsa):
    ran = dsa.run("flow", "reset", faults="reset")
    assert ran.numbers == [16, 4]  # done before, gone without a record; then the queue only says retry


def test_taken_dedicated_queues_are_busy(dsa):
    script = "exec 3<>/dev/dsa/wq0.1 || echo busy"
    assert dsa.run("bash", "-c", script, faults="no-instances").output == "busy\n"
    assert dsa.run("bash", "-c", script).output == ""


def test_a_slow_device_takes_longer_and_an_absent_one_is_not_there(dsa):
    slow = dsa.run("flow", "one", MOVE, 65536, 0, faults="slow").numbers[0]
    assert slow == dsa.ns("latency_move_65536") + 19 * dsa.ns("engine_move_65536") + CLOCK_READ_NS
    assert dsa.run("bash", "-c", "test -e /dev/dsa || echo none", faults="absent").output == "none\n"


# --- the helper core ---

MANY_LOOKS = 20_000_000  # some seconds: in wall time a completion may be late


@pytest.mark.parametrize(
    "argv",
    [
        ("integrity", 1),
        ("flow", "fence"),
        ("flow", "fault", 0),
        ("flow", "fault", 1),
        ("flow", "dedicated"),
        ("flow", "forked"),
        ("flow", "threads", 4, 20),
        ("flow-no-pie", "batch", 32, 64),
    ],
)
def test_programs_end_on_the_helper_core_as_on_any_clock(dsa, argv):
    real, fixed = dsa.run(*argv, clock="real"), dsa.run(*argv)
    assert real.output.split()[0] == fixed.output.split()[0] or argv[1] == "batch"
    assert (real.dsa.ops, real.dsa.errors, real.dsa.faults) == (
        fixed.dsa.ops,
        fixed.dsa.errors,
        fixed.dsa.faults,
    )
    assert (real.dsa.bytes_in, real.dsa.bytes_out) == (fixed.dsa.bytes_in, fixed.dsa.bytes_out)


def test_the_helper_core_finds_pages_itself_and_touches_none_that_cannot_be_had(dsa):
    ran = dsa.run("flow", "invalid", clock="real")
    assert ran.output == "ok\n"
    assert ran.dsa.faults == 2


@pytest.mark.parametrize(
    ("faults", "good", "failed", "lost"), [("", 40, 0, 0), ("error", 35, 5, 0), ("full", 40, 0, 0)]
)
def test_injected_faults_hit_the_same_descriptors_on_the_helper_core(dsa, faults, good, failed, lost):
    ran = dsa.run("flow", "faulty", 40, MANY_LOOKS, clock="real", faults=faults)
    assert ran.numbers[:3] == [good, failed, lost]
    assert (ran.dsa.ops, ran.dsa.errors) == (good, failed)


def test_a_hung_descriptor_is_never_heard_of_again_on_the_helper_core(dsa):
    ran = dsa.run("flow", "faulty", 100, 100_000, clock="real", faults="hang")
    assert ran.numbers[2] >= 2
    assert ran.dsa.errors == 2


def test_what_was_done_before_a_reset_stays_done_on_the_helper_core(dsa):
    ran = dsa.run("flow", "reset", clock="real", faults="reset")
    assert ran.numbers[0] == 16
    assert ran.dsa.ops >= 16


def test_the_helper_core_takes_wall_time_and_no_model(dsa):
    hours = dsa.with_parameters(latency_move_65536=3600.0, engine_move_65536=3600.0, submit_s=3600.0)
    before = time.monotonic()
    ran = hours.run("flow", "stream", 20, 4, 65536, 0, clock="real")
    elapsed_s = time.monotonic() - before
    assert ran.dsa.ops == 20
    assert 0 < ran.dsa.busy_s <= ran.stats.span_s <= elapsed_s
    assert ran.numbers[0] * 20e-9 <= elapsed_s


# --- ways to submit and to wait ---


def test_programs_for_real_processors_run_unchanged(dsa):
    right, pure, posted, slept = dsa.run("instructions").numbers
    move, wake = dsa.ns("latency_move_65536"), dsa.ns("umwait_wake_s")
    cheaper = dsa.ns("submit_s") - dsa.ns("submit_movdir64b_s")
    assert right == 1
    assert pure == dsa.ns("latency_move_4096") + CLOCK_READ_NS
    assert posted == move - cheaper + CLOCK_READ_NS
    assert slept == move + wake + CLOCK_READ_NS


@pytest.mark.parametrize("clock", ["virtual", "wall", "real"])
def test_raw_instructions_and_pure_loops_end_on_every_clock(dsa, clock):
    assert dsa.run("instructions", clock=clock).numbers[0] == 1


def test_the_header_needs_no_hooks(dsa):
    hooked, raw = (dsa.run(name, "one", MOVE, 4096, 0).numbers for name in ("flow", "flow-no-pie"))
    assert hooked == raw
    assert dsa.run("flow-no-pie", "poison").numbers == [0, 0]


def test_a_wait_instruction_sleeps_until_the_record(dsa):
    ran = dsa.run("flow", "waited")
    assert ran.numbers == [dsa.ns("latency_move_65536") + dsa.ns("umwait_wake_s") + CLOCK_READ_NS]
    assert 0 < ran.stats.waited_s < ran.stats.span_s


@pytest.mark.parametrize("clock", ["fixed", "virtual", "wall"])
def test_sleeping_or_reading_the_clock_between_looks_sees_the_record(dsa, clock):
    looks, status = dsa.run("flow", "slept", clock=clock).numbers
    assert looks in (0, 1)
    assert status == 1


def test_without_the_right_to_map_descriptors_are_written(dsa):
    ran = replace(dsa, host=IdxdHost(privileged=False)).run("flow", "written")
    more = dsa.ns("submit_write_s") - dsa.ns("submit_s")
    assert ran.numbers == [dsa.ns("latency_move_4096") + more + CLOCK_READ_NS]


def test_a_child_has_to_open_the_queue_itself(dsa):
    assert dsa.run("flow", "forked").output == "ok\n"


def test_two_threads_each_see_their_own_completions(dsa):
    ran = dsa.run("flow", "threads", 4, 200)
    assert ran.output == "ok\n"
    assert ran.dsa.ops == 800


def test_two_runs_give_identical_times(dsa):
    first, second = (dsa.run("flow", "stream", 300, 8, 4096, 0) for _ in range(2))
    assert first.numbers == second.numbers
    assert first.stats.devices == second.stats.devices


# --- discovery ---


def test_accel_config_lists_the_emulated_queues(dsa):
    if shutil.which("accel-config") is None:
        pytest.fail("install what is missing with: apt-get install -y accel-config")
    two = replace(dsa, count=2).with_queues(Queue(0, 0, True, 16), Queue(1, 3, False, 100))
    first, second = json.loads(two.run("accel-config", "list").output)
    queue = first["groups"][0]["grouped_workqueues"][0]
    assert (first["dev"], second["dev"], first["pasid_enabled"]) == ("dsa0", "dsa1", 1)
    assert (queue["dev"], queue["mode"], queue["size"], queue["type"]) == ("wq0.0", "shared", 16, "user")
    assert second["groups"][0]["grouped_workqueues"][0]["mode"] == "dedicated"


def test_configuration_is_read_only_and_paths_stay_the_drivers(dsa):
    script = "echo 1 > /sys/bus/dsa/devices/wq0.0/size; readlink -f /sys/bus/dsa/devices/wq0.0; ls /dev/dsa"
    ran = dsa.run("bash", "-c", script)
    assert ran.output.split() == ["/sys/devices/pci0000:6a/0000:6a:01.0/dsa0/wq0.0", "wq0.0", "wq0.1"]


def test_without_shared_addresses_there_is_no_user_queue(dsa):
    ran = replace(dsa, host=IdxdHost(sva=False)).run(
        "bash", "-c", "ls /dev/dsa; cat /sys/bus/dsa/devices/wq0.0/state"
    )
    assert ran.output == "disabled\n"


def test_without_a_device_there_are_no_paths(dsa):
    bare = replace(dsa, model=device("isal"))
    assert bare.run("bash", "-c", "test -e /dev/dsa || echo none").output == "none\n"


@pytest.mark.parametrize(
    ("variable", "text", "complaint"),
    [
        ("ACCEL_EMU_DSA_WQS", "wq0.0:shared", "write wq0.0:shared:32"),
        ("ACCEL_EMU_DSA_WQS", "wq0.0:shared:100,wq0.1:dedicated:64", "more than 128 entries"),
        ("ACCEL_EMU_DSA_WQS", "wq3.0:shared:8", "there are dsa0"),
        ("ACCEL_EMU_DSA_WQS", "wq0.0:shared:8,wq0.0:dedicated:8", "given twice"),
        ("ACCEL_EMU_DSA_HOST", "root", "allowed: privileged, unprivileged, sva-on, sva-off"),
    ],
)
def test_a_wrong_host_is_named(variable, text, complaint):
    with pytest.raises(SpecError, match=complaint):
        IdxdHost.from_environment({variable: text}).queues_of(units((device("dsa"), 1), None)[0])


def test_the_environment_describes_the_host():
    host = IdxdHost.from_environment(
        {"ACCEL_EMU_DSA_WQS": "wq0.3:dedicated:16", "ACCEL_EMU_DSA_HOST": "unprivileged"}
    )
    assert host == IdxdHost(privileged=False, queues=(Queue(0, 3, False, 16),))


def test_the_command_line_takes_several_devices(tmp_path):
    record = tmp_path / "stats.json"
    options = ["--device", "qat-4xxx,dsa", "--clock", "fixed", "--stats", str(record)]
    command = [sys.executable, "-m", "accelagent", "emulate", *options, "--", "ls", "-l", "/dev/dsa"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True)
    assert "crw" in done.stdout
    assert "wq0.1" in done.stdout
    assert {d["name"] for d in json.loads(record.read_text())["devices"]} == {"qat", "dsa"}


def turns(
    dsa: Dsa, first: Queue, second: Queue, depths: tuple[int, int] = (16, 16), size: int = 65536
) -> list[int]:
    """Done and mean ns of the first queue, then of the second, when both are kept filled; the time of all in ns."""
    paths = [f"/dev/dsa/{q.name}" for q in (first, second)]
    each = dsa.with_queues(first, second)
    return each.run("turns", paths[0], depths[0], size, paths[1], depths[1], size).numbers


@pytest.mark.parametrize(("weights", "ratio"), [((6, 2), 3.0), ((10, 10), 1.0), ((1, 5), 0.2)])
def test_queues_of_a_group_are_served_by_their_priority(dsa, weights, ratio):
    one = dsa.with_parameters(engines=1)
    queues = [Queue(0, n, True, 32, 0, w) for n, w in enumerate(weights)]
    first, _, second, _, _ = turns(one, *queues)
    assert first / second == pytest.approx(ratio, rel=0.15)


def test_priority_changes_nothing_for_a_queue_that_is_alone(dsa):
    one = dsa.with_parameters(engines=1)
    low = turns(one, Queue(0, 0, True, 32, 0, 1), Queue(0, 1, True, 32, 0, 15), (16, 0))
    assert low == turns(one, Queue(0, 0, True, 32), Queue(0, 1, True, 32), (16, 0))


def test_priority_takes_nothing_from_the_device(dsa):
    one = dsa.with_parameters(engines=1)
    unequal = turns(one, Queue(0, 0, True, 32, 0, 1), Queue(0, 1, True, 32, 0, 15))[-1]
    assert unequal == pytest.approx(turns(one, Queue(0, 0, True, 32), Queue(0, 1, True, 32))[-1], rel=0.05)


def test_a_prior_queue_with_one_request_does_not_wait_behind_a_backlog(dsa):
    one = dsa.with_parameters(engines=1)
    backlog, queue = Queue(0, 0, True, 32, 0, 1), Queue(0, 1, True, 32, 0, 1)
    alone = turns(one, backlog, queue, (0, 1))[3]
    equal = turns(one, backlog, queue, (32, 1))[3]
    ahead = turns(one, backlog, replace(queue, priority=15), (32, 1))[3]
    behind = turns(one, replace(backlog, priority=15), queue, (32, 1))[3]
    assert alone < ahead < equal < 0.5 * behind


def test_a_group_with_an_engine_of_its_own_does_not_wait_for_others(dsa):
    apart = dsa.with_parameters(engines=2)
    apart = replace(apart, host=replace(apart.host, engines=(Engine(0, 1, 1),)))
    backlog, queue = Queue(0, 0, True, 32, 0, 15), Queue(0, 1, True, 32, 0, 1)
    beside = turns(apart, backlog, replace(queue, group=1), (32, 1))[3]
    behind = turns(dsa.with_parameters(engines=2), backlog, queue, (32, 1))[3]
    assert beside < 0.5 * behind


@pytest.mark.parametrize(
    ("variable", "text", "complaint"),
    [
        ("ACCEL_EMU_DSA_WQS", "wq0.0:shared:32:0:16", "priority 1..15"),
        ("ACCEL_EMU_DSA_WQS", "wq0.0:shared:32:4", "group 0..3"),
        ("ACCEL_EMU_DSA_WQS", "wq0.0:shared:32:2", "group 2 has no engine"),
        ("ACCEL_EMU_DSA_ENGINES", "engine0.9:1", "engine0.0:1"),
    ],
)
def test_a_wrong_group_or_priority_is_named(variable, text, complaint):
    with pytest.raises(SpecError, match=complaint):
        IdxdHost.from_environment({variable: text}).queues_of(units((device("dsa"), 1), None)[0])


def test_two_processes_share_one_device(dsa):
    """With one engine the work of both takes its time one after the other, whoever submits."""
    alone = dsa.with_parameters(engines=1).run("share", 1).numbers[0]
    both = dsa.with_parameters(engines=1).run("share", 2).numbers[0]
    assert 1.6 * alone < both < 2.6 * alone


def test_the_helper_core_says_so_on_the_command_line(idxd_binaries):
    options = ["--device", "dsa,iaa", "--clock", "real"]
    program = [str(idxd_binaries / "flow"), "faulty", "3", str(MANY_LOOKS)]
    command = [sys.executable, "-m", "accelagent", "emulate", *options, "--", *program]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout == "3 0 0 0\n"
    assert "helper core: this machine's software, no device model" in done.stderr
