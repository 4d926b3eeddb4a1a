"""What an operation costs on one CPU core and on a device, from catalogue numbers alone."""

from __future__ import annotations

import math
from dataclasses import dataclass

from accelagent.devices.catalogue import device
from accelagent.devices.model import Capability, DeviceModel, unknown
from accelagent.domain import Execution, Family

HOST = "host-cpu"
LARGEST = 64 << 20  # bytes up to which a break-even size is looked for


@dataclass(frozen=True, slots=True)
class Place:
    """Where an operation's data lie. Copies that are made again and again find them in the cache, as far as they fit."""

    cached: bool = True
    remote: bool = False  # buffers at the other socket than the device


REPEATED = Place()
COLD = Place(cached=False)


@dataclass(frozen=True, slots=True)
class OffloadCost:
    """Seconds of one operation on a device."""

    host_s: float  # CPU time of the caller: submission, copies, polling; the whole wait when it blocks
    latency_s: float  # until the result is there, on an idle device
    device_s: float  # time one engine is occupied; 0 on the core


def cpu_seconds(
    operation: Family,
    algorithm: str,
    nbytes: int,
    corner: str = "mid",
    level: int | None = None,
    place: Place = REPEATED,
) -> float:
    """Time of one call on one core of host-cpu, fixed cost included; deflate at level 6 unless said.

    Bytes are those of the uncompressed side. UnknownName when host-cpu has no such operation.
    """
    host = device(HOST)
    return _call_seconds(host, _capability(host, operation, algorithm), nbytes, corner, level, place)


def cold_seconds(operation: Family, algorithm: str, nbytes: int) -> float:
    """Time of one call on one core of host-cpu on data that no cache holds; as `cpu_seconds` where that is not known."""
    host = device(HOST)
    capability = _capability(host, operation, algorithm)
    speed = host.at(f"{capability.bandwidth}_cold", "mid")
    whole = _call_seconds(host, capability, nbytes, "mid", None, REPEATED)
    return max(whole, host.at(capability.call, "mid") + nbytes / speed) if speed else whole


def portable_seconds(operation: Family, algorithm: str, nbytes: int) -> float:
    """Time of one call on one core of host-cpu by plain C without the core's instructions for it, where that is known."""
    host = device(HOST)
    capability = _capability(host, operation, algorithm)
    speed = host.at(f"{capability.bandwidth}_portable", "mid")
    return nbytes / speed if speed else _call_seconds(host, capability, nbytes, "mid", None, REPEATED)


def offload_cost(
    model: DeviceModel,
    operation: Family,
    algorithm: str,
    nbytes: int,
    execution: Execution,
    corner: str = "mid",
    level: int | None = None,
    place: Place = REPEATED,
) -> OffloadCost:
    """Time of one operation of `nbytes` (uncompressed side) on an idle device; UnknownName when it cannot."""
    capability = _capability(model, operation, algorithm)
    if model.kind != "lookaside":
        seconds = _call_seconds(model, capability, nbytes, corner, level, place)
        return OffloadCost(host_s=seconds, latency_s=seconds, device_s=0.0)
    requests = requests_of(model, nbytes, corner)
    batched = execution is Execution.BATCH and "submit_batched_s" in model.parameters
    submit = model.at("submit_batched_s" if batched else "submit_s", corner)
    per_request = submit + model.at("poll_s", corner)
    transfer = _transfer(model, capability, nbytes, corner, level, place)
    device_s = requests * model.at(capability.call, corner) + transfer * _ratio(model, nbytes, corner, place)
    host_s = requests * per_request + _staging(model, capability, nbytes, corner)
    away = model.at("remote_latency_s", corner) if place.remote else 0.0
    latency_s = host_s + model.at("latency_s", corner) + away + device_s
    blocked = execution is Execution.SYNC
    return OffloadCost(latency_s if blocked else host_s, latency_s, device_s)


def break_even_bytes(
    model: DeviceModel,
    operation: Family,
    algorithm: str,
    execution: Execution,
    corner: str = "mid",
    level: int | None = None,
    place: Place = REPEATED,
) -> int | None:
    """Smallest size from which the device beats one host core (at mid; the corner is the device's); None = never.

    In-core and synchronous: time until the result. Asynchronous and batched: the slower of caller and device per
    operation in a steady stream. `level` is the device's; the CPU runs its own default. Looked for at powers of two
    up to 64 MiB and bisected between the last loss and the first gain.
    """

    def gains(nbytes: int) -> bool:
        cost = offload_cost(model, operation, algorithm, nbytes, execution, corner, level, place)
        blocked = model.kind != "lookaside" or execution is Execution.SYNC
        ours = cost.latency_s if blocked else max(cost.host_s, _occupancy(model, cost, corner))
        return ours < cpu_seconds(operation, algorithm, nbytes, place=place)

    sizes = [1 << n for n in range(LARGEST.bit_length())]
    losses = [size for size in sizes if not gains(size)]
    if not losses:
        return sizes[0]
    if losses[-1] == sizes[-1]:
        return None
    lose, gain = losses[-1], losses[-1] * 2
    while gain - lose > 1:
        middle = (lose + gain) // 2
        lose, gain = (lose, middle) if gains(middle) else (middle, gain)
    return gain


def requests_of(model: DeviceModel, nbytes: int, corner: str = "mid") -> int:
    """How many device requests an operation of that size becomes."""
    largest = model.at("max_request_bytes", corner)
    return max(1, math.ceil(nbytes / largest)) if largest else 1


def bandwidth(
    model: DeviceModel,
    capability: Capability,
    nbytes: int,
    corner: str = "mid",
    level: int | None = None,
    place: Place = REPEATED,
) -> float:
    """Bytes per second of one engine or core for a capability, at its level and, for copies, its residency."""
    stem = capability.bandwidth
    if stem in model.parameters:
        return model.parameters[stem].at(corner)
    if f"{stem}_hot" in model.parameters:
        hot = resident(model, nbytes) if place.cached else 0.0
        rates = (model.parameter(f"{stem}_{kind}").at(corner) for kind in ("hot", "cold"))
        return 1 / sum(share / rate for share, rate in zip((hot, 1 - hot), rates, strict=True))
    return model.parameter(_levelled(model, stem, capability.level if level is None else level)).at(corner)


def resident(host: DeviceModel, nbytes: int) -> float:
    """Which part of a repeated copy's source and destination its core's own cache still holds."""
    return min(1.0, host.at("private_cache_bytes", "mid") / max(1, 2 * nbytes))


def _ratio(model: DeviceModel, nbytes: int, corner: str, place: Place) -> float:
    """What the place of the data makes of a device's transfer time, beside having all in this socket's memory."""
    share = resident(device(HOST), nbytes) if place.cached else 0.0
    cached = model.at("cached_source_ratio", corner, 1.0) * model.at("cached_destination_ratio", corner, 1.0)
    remote = model.at("remote_ratio", corner, 1.0) if place.remote else 1.0
    return (1 + (cached - 1) * share) * remote


def _levelled(model: DeviceModel, stem: str, level: int | None) -> str:
    """The parameter of the highest known level that is not above the wanted one, else of the lowest."""
    prefix = f"{stem}_l"
    levels = sorted(int(n.removeprefix(prefix)) for n in model.parameters if _is_level(n, prefix))
    at_most = [known for known in levels if known <= (levels[0] if level is None else level)]
    return f"{prefix}{at_most[-1] if at_most else levels[0]}"


def _is_level(name: str, prefix: str) -> bool:
    return name.startswith(prefix) and name.removeprefix(prefix).isdigit()


def _capability(model: DeviceModel, operation: Family, algorithm: str) -> Capability:
    found = model.can(operation, algorithm)
    if found is None:
        known = [f"{c.operation} {c.algorithm}" for c in model.capabilities]
        raise unknown(f"device {model.name}: operation", f"{operation} {algorithm}", known)
    return found


def _transfer(
    model: DeviceModel, capability: Capability, nbytes: int, corner: str, level: int | None, place: Place
) -> float:
    return (
        nbytes / bandwidth(model, capability, nbytes, corner, level, place) if capability.bandwidth else 0.0
    )


def _call_seconds(
    model: DeviceModel, capability: Capability, nbytes: int, corner: str, level: int | None, place: Place
) -> float:
    return model.at(capability.call, corner) + _transfer(model, capability, nbytes, corner, level, place)


def _staging(model: DeviceModel, capability: Capability, nbytes: int, corner: str) -> float:
    """Copying into pinned memory, for devices that need it; output is taken to be no larger than the input."""
    speed = model.at("staging_bandwidth", corner)
    return nbytes / speed if speed and capability.bandwidth else 0.0


def _occupancy(model: DeviceModel, cost: OffloadCost, corner: str) -> float:
    return cost.device_s / max(1.0, model.at("engines", corner, 1.0))
