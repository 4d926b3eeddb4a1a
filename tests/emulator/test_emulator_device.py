"""The emulated device computes right results, takes the model's time, and refuses what hardware refuses."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

CLOCK_READ_NS = 25  # what one clock_gettime costs on the virtual clock
FAULTS = ("absent", "full", "error", "overflow", "slow", "reset", "hang")


@pytest.mark.parametrize("clock", ["virtual", "fixed", "wall"])
@pytest.mark.parametrize("work", ["late", "eager"])
def test_requests_decode_to_their_input_at_every_level(emulator, clock, work):
    ran = emulator.run(["roundtrip"], clock=clock, work=work)
    assert ran.output == "ok\n"
    assert ran.stats.devices[0].ops == 78


def test_misuse_gets_the_vendors_codes(emulator):
    assert emulator.run(["misuse"]).output == "ok\n"


def test_completions_come_in_order_with_their_own_tags(emulator):
    assert emulator.run(["pipeline", "order", "10", "4096"]).output == "ok\n"


def test_the_destination_is_poison_until_the_completion_is_seen(emulator):
    assert emulator.run(["pipeline", "poison", "1", "65536"]).numbers == [1]
    assert emulator.run(["pipeline", "poison", "1", "65536"], work="eager").numbers == [0]


def test_a_full_ring_says_retry_and_polling_frees_it(emulator):
    depth = int(emulator.model.parameter("ring_depth").value)
    ran = emulator.run(["pipeline", "full", str(depth + 40), "4096"])
    assert ran.numbers == [depth, depth]
    assert ran.stats.devices[0].retries >= 1
    assert ran.stats.devices[0].max_in_flight == depth


def test_a_forked_child_starts_the_library_itself(emulator):
    assert emulator.run(["pipeline", "fork", "1", "4096"]).output == "ok\n"


def test_one_request_takes_exactly_what_the_model_says(emulator, nanoseconds: Callable[[float], int]):
    p = {name: parameter.value for name, parameter in emulator.model.parameters.items()}
    ran = emulator.run(["pipeline", "sync", "1", "65536"])
    device_ns = nanoseconds(p["setup_s"]) + nanoseconds(65536 / p["engine_bandwidth_l1"])
    waited_ns = device_ns + nanoseconds(p["latency_s"])
    charged_ns = nanoseconds(p["submit_s"]) + nanoseconds(p["poll_s"])
    assert ran.numbers == [waited_ns + charged_ns + CLOCK_READ_NS]
    assert round(ran.stats.waited_s * 1e9) == waited_ns
    assert round(ran.stats.devices[0].busy_s * 1e9) == device_ns


def test_polls_that_cost_nothing_end_on_the_fixed_clock(emulator, nanoseconds: Callable[[float], int]):
    free = emulator.with_parameters(poll_s=0.0, empty_poll_s=0.0, submit_s=0.0)
    took = free.run(["pipeline", "spread", "1", "65536"]).numbers[0]
    p = {name: parameter.value for name, parameter in emulator.model.parameters.items()}
    device_ns = nanoseconds(p["setup_s"]) + nanoseconds(65536 / p["engine_bandwidth_l1"])
    assert device_ns + nanoseconds(p["latency_s"]) <= took < 1.01 * device_ns + nanoseconds(p["latency_s"])
    assert free.run(["faulty"], faults="hang").numbers == [118, 0, 0, 0, 0, 2]


def test_two_runs_give_identical_times(emulator):
    first, second = (emulator.run(["pipeline", "spread", "64", "65536", "4"]) for _ in range(2))
    assert first.numbers == second.numbers
    assert first.stats.span_s == second.stats.span_s > 0
    assert first.stats.devices == second.stats.devices


def test_engines_add_up_until_the_cap(emulator):
    free = emulator.with_parameters(bandwidth_cap=1e15, latency_s=0.0)

    def elapsed(engines: int, **more: float) -> int:
        return (
            free.with_parameters(engines=engines, **more)
            .run(["pipeline", "spread", "32", "262144"])
            .numbers[0]
        )

    one, four = elapsed(1), elapsed(4)
    assert one / four == pytest.approx(4, rel=0.02)
    capped = elapsed(8, bandwidth_cap=1.5e9)  # two engines' worth
    assert one / capped == pytest.approx(2, rel=0.02)


def test_a_second_device_doubles_the_throughput(emulator):
    free = emulator.with_parameters(engines=1, latency_s=0.0)
    one = free.run(["pipeline", "spread", "32", "262144"]).numbers[0]
    two = replace(free, count=2).run(["pipeline", "spread", "32", "262144"]).numbers[0]
    assert one / two == pytest.approx(2, rel=0.02)


@pytest.mark.parametrize(
    ("faults", "expected"),
    [
        ("", "120 0 0 0 0 0"),
        ("absent", "absent"),
        ("error", "103 17 0 0 0 0"),
        ("overflow", "96 0 24 0 0 0"),
        ("slow", "120 0 0 0 0 0"),
        ("reset", "20 0 0 0 100 0"),
        ("hang", "118 0 0 0 0 2"),
    ],
)
def test_faults_repeat_by_request_index(emulator, faults, expected):
    assert emulator.run(["faulty"], faults=faults).output.strip() == expected


def test_a_playing_full_ring_lets_everything_through_in_the_end(emulator):
    ran = emulator.run(["faulty"], faults="full")
    assert ran.numbers[0] == 120
    assert ran.stats.devices[0].retries == ran.numbers[3] > 100


@pytest.mark.parametrize("work", ["late", "eager"])
@pytest.mark.parametrize("clock", ["virtual", "fixed"])
def test_all_faults_at_once_end_without_hang_or_crash(emulator, work, clock):
    together = ",".join(f for f in FAULTS if f not in ("absent", "reset"))
    counts = emulator.run(["faulty"], faults=together, work=work, clock=clock).numbers
    assert sum(counts) - counts[3] == 120
    assert min(counts[0], counts[1], counts[2]) > 0


def test_without_a_device_the_library_does_not_start(emulator):
    incore = replace(emulator, model=replace(emulator.model, interface=""))
    assert incore.run(["faulty"]).output == "absent\n"
