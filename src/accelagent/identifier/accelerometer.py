"""The Accelerometer model (Sriraman and Dhanotia, ASPLOS 2020): what offloading a kernel does to throughput and latency.

All costs are in one unit, cycles or seconds. LogCA is its special case of one offload that is the whole program.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Threading(StrEnum):
    """What the host does between submission and response."""

    SYNC = "sync"  # the thread waits
    SYNC_OS = "sync_os"  # another thread runs: two switches per offload
    ASYNC = "async"  # the same thread picks the response up later
    ASYNC_OTHER = "async_other"  # another thread picks it up: one switch


_SWITCHES = {Threading.SYNC: 0, Threading.SYNC_OS: 2, Threading.ASYNC: 0, Threading.ASYNC_OTHER: 1}


@dataclass(frozen=True, slots=True)
class Offload:
    """A program's offloads in a unit of time.

    The published code counts one thread switch for SYNC_OS; the published 1.6 % needs the two that are counted here.
    """

    host: float  # all host work in the unit of time
    fraction: float  # of it in the kernel
    count: float  # offloads in the unit of time
    setup: float = 0.0  # per offload, on the host
    queueing: float = 0.0
    transfer: float = 0.0
    switch: float = 0.0
    speed: float = float("inf")  # of the accelerator against the host

    def throughput(self, threading: Threading) -> float:
        """Speed-up of the program's throughput."""
        waits = self.fraction / self.speed if threading is Threading.SYNC else 0.0
        return 1 / (1 - self.fraction + waits + self._overhead(_SWITCHES[threading]))

    def latency(self, threading: Threading) -> float:
        """Reduction of a request's latency: the accelerator's own time is on its path in every design."""
        switches = min(1, _SWITCHES[threading])
        return 1 / (1 - self.fraction + self.fraction / self.speed + self._overhead(switches))

    def _overhead(self, switches: int) -> float:
        each = self.setup + self.queueing + self.transfer + switches * self.switch
        return self.count / self.host * each


def break_even(
    per_byte: float, overhead: float, speed: float, threading: Threading, switch: float = 0.0
) -> float:
    """Bytes per offload from which throughput gains, for a kernel that costs `per_byte` on the host."""
    saved = per_byte * (1 - 1 / speed) if threading is Threading.SYNC else per_byte
    return (overhead + _SWITCHES[threading] * switch) / saved


def shares(sizes: Mapping[int, float], threshold: int) -> tuple[float, float]:
    """(share of calls, share of bytes) of calls of at least `threshold` bytes; sizes by frequency.

    Cycles follow bytes: scaling a kernel by its share of calls, as the paper does, under-predicts the gain.
    """
    calls, volume = sum(sizes.values()), sum(n * f for n, f in sizes.items())
    large = {n: f for n, f in sizes.items() if n >= threshold}
    if not calls or not volume:
        return 0.0, 0.0
    return sum(large.values()) / calls, sum(n * f for n, f in large.items()) / volume
