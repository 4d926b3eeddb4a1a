"""What is simulated: hosts, devices with groups and queues, services with their demand, and who calls whom."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import IntEnum

from accelagent.errors import SpecError


class Law(IntEnum):
    """How a duration scatters around its mean; the kernel's `sim_law`."""

    FIXED = 0
    EXPONENTIAL = 1
    LOGNORMAL = 2


class Arrivals(IntEnum):
    NONE = 0  # only calls of other services
    OPEN = 1
    CLOSED = 2
    TRACE = 3


class Full(IntEnum):
    """What becomes of a descriptor that finds its queue full."""

    FALL_BACK = 0  # the core does it
    RETRY = 1  # some times after a pause, then the core
    WAIT = 2  # software keeps it back until there is room


@dataclass(frozen=True, slots=True)
class Step:
    """One device operation per descriptor; a chain is several, `chained` ones without the core in between."""

    queue: int
    fixed_s: float = 0.0
    per_byte_s: float = 0.0
    law: Law = Law.FIXED
    scv: float = 1.0
    after_s: float = 0.0
    chained: bool = False
    cpu_s: float = 0.0
    cpu_per_byte_s: float = 0.0


@dataclass(frozen=True, slots=True)
class ServiceLoad:
    """A service's requests: how they come, what they ask of a core, and their descriptors."""

    name: str
    arrivals: Arrivals = Arrivals.OPEN
    rate: float = 0.0
    arrival_law: Law = Law.EXPONENTIAL
    arrival_scv: float = 1.0
    burst: int = 1
    clients: int = 0
    think_s: float = 0.0
    host: int = 0
    threads: int = 1
    asynchronous: bool = False
    slots: int = 0  # requests in progress at once; 0: as many as threads, unlimited when asynchronous
    pre_s: float = 0.0
    post_s: float = 0.0
    host_law: Law = Law.FIXED
    host_scv: float = 1.0
    submit_s: float = 0.0
    poll_s: float = 0.0
    notice_s: float = 0.0
    busy_poll: bool = True
    window: int = 1
    descriptors: int = 1
    steps: tuple[Step, ...] = ()
    sizes: tuple[tuple[float, float], ...] = ()  # (bytes, probability)
    threshold_bytes: float = 0.0
    spill: float = 0.0
    retries: int = 0
    backoff_s: float = 1e-6
    retry_s: float = 0.0
    calls: tuple[tuple[int, float], ...] = ()
    parallel_calls: bool = False
    net_s: float = 0.0
    trace: tuple[object, object] | None = None  # arrival times and engine times, arrays of equal length


@dataclass(frozen=True, slots=True)
class Queue:
    """A work queue or ring pair; `hold`: a slot is free again at completion (ring), not when an engine takes it."""

    group: int
    capacity: int = 1 << 30
    weight: float = 1.0
    full: Full = Full.FALL_BACK
    hold: bool = False
    bytes_per_s: float = 0.0


@dataclass(frozen=True, slots=True)
class Group:
    """Engines that serve the same queues; `bus` is the index of a bandwidth that they share."""

    engines: int
    bus: int = -1
    strict: bool = False


@dataclass(frozen=True, slots=True)
class Scenario:
    """Everything one simulation needs but the seed; `until_s` ends arrivals, `warmup_s` starts the record."""

    services: tuple[ServiceLoad, ...]
    queues: tuple[Queue, ...] = ()
    groups: tuple[Group, ...] = ()
    host_cores: tuple[int, ...] = (1 << 20,)
    bus_bytes_per_s: tuple[float, ...] = ()
    memory_bytes_per_s: float = 0.0
    until_s: float = 1.0
    warmup_s: float = 0.0


def checked(scenario: Scenario) -> Scenario:
    """The scenario itself; SpecError for rates that are no rates and calls that come back."""
    for service in scenario.services:
        if service.arrivals is Arrivals.OPEN and not (service.rate > 0 and math.isfinite(service.rate)):
            raise SpecError(
                f"simulation: service {service.name}: rate {service.rate:g}; allowed: a finite rate above 0, "
                "or arrivals that come from callers only"
            )
        if service.arrivals is Arrivals.CLOSED and service.clients < 1:
            raise SpecError(f"simulation: service {service.name}: no clients; allowed: at least 1")
    _acyclic(scenario)
    return scenario


def _acyclic(scenario: Scenario) -> None:
    """Kahn's order; what is left over is on a cycle or behind one."""
    waiting = [0] * len(scenario.services)
    for service in scenario.services:
        for callee, _ in service.calls:
            waiting[callee] += 1
    ready = [n for n, callers in enumerate(waiting) if callers == 0]
    placed = 0
    while ready:
        placed += 1
        for callee, _ in scenario.services[ready.pop()].calls:
            waiting[callee] -= 1
            if waiting[callee] == 0:
                ready.append(callee)
    if placed < len(scenario.services):
        stuck = ", ".join(s.name for s, callers in zip(scenario.services, waiting, strict=True) if callers)
        raise SpecError(f"simulation: the calls form a cycle through {stuck}; allowed: none")
