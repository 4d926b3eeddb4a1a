"""Costs grow with size, break-even sizes agree with the costs, and known physics comes out."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from accelagent.devices import COLD, Place, break_even_bytes, catalogue, cpu_seconds, device, offload_cost
from accelagent.devices.cost import resident
from accelagent.devices.model import CORNERS, Capability, DeviceModel
from accelagent.domain import Execution, Family

HOST = device("host-cpu")
CASES = [
    (model, capability, execution)
    for model in catalogue().values()
    for capability in model.capabilities
    for execution in capability.executions
    if HOST.can(capability.operation, capability.algorithm)
]
case = st.sampled_from(CASES)
corner = st.sampled_from(CORNERS)
size = st.integers(1, 8 << 20)


@settings(max_examples=200, deadline=None)
@given(case, corner, size, size)
def test_cost_never_falls_with_size(
    chosen: tuple[DeviceModel, Capability, Execution], corner: str, a: int, b: int
) -> None:
    model, capability, execution = chosen
    small, large = (
        offload_cost(model, capability.operation, capability.algorithm, n, execution, corner)
        for n in sorted((a, b))
    )
    assert small.host_s <= large.host_s
    assert small.latency_s <= large.latency_s
    assert small.device_s <= large.device_s


@settings(max_examples=200, deadline=None)
@given(case, size)
def test_a_slower_corner_never_costs_less(
    chosen: tuple[DeviceModel, Capability, Execution], nbytes: int
) -> None:
    model, capability, execution = chosen
    low, mid, high = (
        offload_cost(model, capability.operation, capability.algorithm, nbytes, execution, c).latency_s
        for c in CORNERS
    )
    assert low <= mid <= high


@settings(max_examples=100, deadline=None)
@given(case, corner)
def test_break_even_is_where_the_device_starts_to_win(
    chosen: tuple[DeviceModel, Capability, Execution], corner: str
) -> None:
    model, capability, execution = chosen
    operation, algorithm = capability.operation, capability.algorithm
    found = break_even_bytes(model, operation, algorithm, execution, corner)

    def ours(nbytes: int) -> float:
        cost = offload_cost(model, operation, algorithm, nbytes, execution, corner)
        if model.kind != "lookaside" or execution is Execution.SYNC:
            return cost.latency_s
        return max(cost.host_s, cost.device_s / model.at("engines", corner))

    if found is None:
        assert ours(64 << 20) >= cpu_seconds(operation, algorithm, 64 << 20)
    else:
        assert ours(found) < cpu_seconds(operation, algorithm, found)
        assert found == 1 or ours(found - 1) >= cpu_seconds(operation, algorithm, found - 1)


def test_a_blocking_caller_spends_the_whole_wait_and_an_asynchronous_one_does_not() -> None:
    qat = device("qat-4xxx")
    sync, later = (
        offload_cost(qat, Family.COMPRESS, "zlib", 65536, e) for e in (Execution.SYNC, Execution.ASYNC)
    )
    assert sync.host_s == sync.latency_s == later.latency_s
    assert later.host_s < sync.host_s / 5


def test_small_zlib_calls_are_dominated_by_the_set_up() -> None:
    small, large = (cpu_seconds(Family.COMPRESS, "zlib", n, level=1) / n for n in (4096, 65536))
    assert small > 2.5 * large


def test_a_blocking_copy_of_cached_buffers_pays_near_a_mebibyte_and_a_batched_one_far_earlier() -> None:
    dsa = device("dsa")
    blocking = break_even_bytes(dsa, Family.COPY, "memcpy", Execution.SYNC)
    batched = break_even_bytes(dsa, Family.COPY, "memcpy", Execution.BATCH)
    assert blocking is not None
    assert batched is not None
    assert 512 << 10 <= blocking <= 4 << 20
    assert batched < 8 << 10


def test_aes_gcm_on_the_core_is_not_beaten_by_blocking_offload() -> None:
    assert break_even_bytes(device("qat-4xxx"), Family.ENCRYPT, "aes-gcm", Execution.SYNC) is None


@pytest.mark.parametrize("level", [1, 5, 6, 8, 9])
def test_levels_collapse_to_those_the_device_has(level: int) -> None:
    qat = device("qat-4xxx")
    cost = offload_cost(qat, Family.COMPRESS, "deflate", 1 << 19, Execution.ASYNC, level=level)
    stem = {1: 1, 5: 1, 6: 6, 8: 6, 9: 9}[level]
    speed = qat.parameter(f"engine_bandwidth_l{stem}").value
    assert cost.device_s == pytest.approx((1 << 19) / speed + qat.parameter("setup_s").value)


def test_what_a_device_cannot_do_is_named() -> None:
    with pytest.raises(KeyError, match="device isal: operation"):
        offload_cost(device("isal"), Family.SIGN, "rsa-2048", 32, Execution.IN_CORE)


def test_with_the_place_of_the_data_alone_changed_a_blocking_copy_pays_from_a_hundred_times_the_size() -> (
    None
):
    dsa = device("dsa")
    cold = break_even_bytes(dsa, Family.COPY, "memcpy", Execution.SYNC, place=COLD)
    warm = break_even_bytes(dsa, Family.COPY, "memcpy", Execution.SYNC, place=Place(cached=True))
    batched = break_even_bytes(dsa, Family.COPY, "memcpy", Execution.BATCH, place=COLD)
    assert cold is not None
    assert warm is not None
    assert batched is not None
    assert 8 << 10 <= cold <= 32 << 10  # of the device's published table and its own machine's copies: 17 KiB
    assert 1 << 20 <= warm <= 4 << 20  # the published picture: near 2 MB
    assert 128 <= batched <= 512


def test_a_cache_that_is_too_small_holds_its_share_of_a_copy() -> None:
    host = device("host-cpu")
    fits = int(host.parameter("private_cache_bytes").value) // 2
    assert resident(host, fits) == resident(host, 1) == 1
    assert resident(host, 4 * fits) == pytest.approx(0.25)
    cold, warm = (cpu_seconds(Family.COPY, "memcpy", 64 * fits, place=p) for p in (COLD, Place()))
    assert 0.9 * cold < warm < cold


def test_the_other_socket_costs_and_ratios_without_a_figure_change_nothing() -> None:
    dsa = device("dsa")
    here, away, cold = (
        offload_cost(dsa, Family.COPY, "memcpy", 4096, Execution.SYNC, place=p)
        for p in (Place(), Place(remote=True), COLD)
    )
    assert away.latency_s - here.latency_s == pytest.approx(dsa.parameter("remote_latency_s").value)
    for corner in CORNERS:
        assert offload_cost(dsa, Family.COPY, "memcpy", 4096, Execution.SYNC, corner) == offload_cost(
            dsa, Family.COPY, "memcpy", 4096, Execution.SYNC, corner, place=COLD
        )
    assert here == cold
