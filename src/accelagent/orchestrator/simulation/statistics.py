"""Means and tails of simulations with their confidence: independent replications, paired across plans."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from accelagent.orchestrator.simulation.kernel import Simulated, simulate
from accelagent.orchestrator.simulation.scenario import Scenario

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

# Two-sided 95 % quantiles of Student's t for 1 to 30 degrees of freedom; beyond, the normal's.
_T = (
    *(
        12.706,
        4.303,
        3.182,
        2.776,
        2.571,
        2.447,
        2.365,
        2.306,
        2.262,
        2.228,
        2.201,
        2.179,
        2.160,
        2.145,
        2.131,
    ),
    *(
        2.120,
        2.110,
        2.101,
        2.093,
        2.086,
        2.080,
        2.074,
        2.069,
        2.064,
        2.060,
        2.056,
        2.052,
        2.048,
        2.045,
        2.042,
    ),
)


@dataclass(frozen=True, slots=True)
class Interval:
    """A mean over replications with its 95 % half-width (infinite for one replication)."""

    value: float
    half: float
    replications: int

    @property
    def low(self) -> float:
        return self.value - self.half

    @property
    def high(self) -> float:
        return self.value + self.half


def interval(values: Sequence[float]) -> Interval:
    """Student's interval of independent replications."""
    count = len(values)
    mean = sum(values) / count
    if count < 2:
        return Interval(mean, math.inf, count)
    variance = sum((v - mean) ** 2 for v in values) / (count - 1)
    t = _T[count - 2] if count - 2 < len(_T) else 1.96
    return Interval(mean, t * math.sqrt(variance / count), count)


def quantile(samples: NDArray[np.float64], q: float) -> float:
    """The q-quantile; nan without samples."""
    import numpy as np

    return float(np.quantile(samples, q)) if len(samples) else math.nan


def replicate(
    scenario: Scenario, figure: Callable[[Simulated], float], replications: int = 10, seed: int = 0
) -> Interval:
    """A figure over replications that differ in their seed only."""
    return interval([figure(simulate(scenario, seed * 1000 + n)) for n in range(replications)])


def difference(
    one: Scenario,
    other: Scenario,
    figure: Callable[[Simulated], float],
    replications: int = 10,
    seed: int = 0,
) -> Interval:
    """`other` less `one` with common random numbers: the same arrivals and draws in both."""
    pairs = [
        (figure(simulate(one, seed * 1000 + n)), figure(simulate(other, seed * 1000 + n)))
        for n in range(replications)
    ]
    return interval([b - a for a, b in pairs])
