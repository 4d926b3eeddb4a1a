"""Plain first-come-first-served queues without the event loop: Lindley's recursion and Kiefer and Wolfowitz's."""

from __future__ import annotations

import heapq
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


def lindley(arrivals: NDArray[np.float64], services: NDArray[np.float64]) -> NDArray[np.float64]:
    """Waits before one engine, for arrivals in order: W = V - min(V), V the running sum of service less gap."""
    import numpy as np

    steps = np.concatenate([[0.0], services[:-1] - np.diff(arrivals)])
    walk = np.cumsum(steps)
    waits: NDArray[np.float64] = walk - np.minimum.accumulate(np.minimum(walk, 0.0))
    return waits


def kiefer_wolfowitz(
    arrivals: NDArray[np.float64], services: NDArray[np.float64], engines: int
) -> NDArray[np.float64]:
    """Waits before several equal engines: each takes the engine that is free first."""
    import numpy as np

    free = [0.0] * engines
    replace = heapq.heapreplace
    waits = []
    for arrival, service in zip(arrivals.tolist(), services.tolist(), strict=True):
        first = free[0]
        start = first if first > arrival else arrival
        replace(free, start + service)
        waits.append(start - arrival)
    return np.array(waits)


def waits(arrivals: NDArray[np.float64], services: NDArray[np.float64], engines: int) -> NDArray[np.float64]:
    """Waits of a first-come-first-served queue, by the faster recursion that fits."""
    if engines == 1:
        return lindley(arrivals, services)
    return kiefer_wolfowitz(arrivals, services, engines)
