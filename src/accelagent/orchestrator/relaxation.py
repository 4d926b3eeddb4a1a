"""Linear relaxations of a score, and the bounds that their Lagrangian duals give."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Table: TypeAlias = NDArray[np.float64]

Vector: TypeAlias = tuple[float, ...]

_PRICE_STEPS = 300


@dataclass(frozen=True, slots=True)
class Curve:
    """A convex cost of one linear figure of a plan, as its conjugate: for a price the largest of price * x - cost(x).

    A capacity is the curve that costs nothing up to `limit`; its conjugate is price * limit.
    """

    weights: Vector
    conjugate: Callable[[float], tuple[float, float]]  # value, and the x it is reached at


@dataclass(frozen=True, slots=True)
class Relaxation:
    """For every plan without overload and broken bounds: score >= constant + weights * vector + the curves' costs."""

    weights: Vector
    constant: float
    curves: tuple[Curve, ...]
    remainder: bool = (
        False  # what the score exceeds constant + weights * vector by never falls as a plan grows
    )


def capacity(weights: Vector, limit: float) -> Curve:
    """The figure stays within a limit."""
    return Curve(weights, lambda price: (price * limit, limit))


class Dual:
    """The relaxation's Lagrangian dual: prices of the curves' figures that make the bound as high as they can."""

    def __init__(
        self, tables: Sequence[Table], ranks: Callable[[Table], Table], relaxation: Relaxation
    ) -> None:
        import numpy as np

        own = [t @ np.array(relaxation.weights) for t in tables]
        figures = np.array([c.weights for c in relaxation.curves]).reshape(-1, tables[0].shape[1]).T
        used = [t @ figures for t in tables]
        self.ranks, self.relaxation = ranks, relaxation
        self.own_spread = [float(np.ptp(o)) for o in own]
        self.value, prices = -math.inf, np.zeros(len(relaxation.curves))
        self.prices, self.picks = prices, [0] * len(own)
        center, size = prices, max(1e-9, float(np.mean([np.ptp(o) for o in own])))
        for number in range(_PRICE_STEPS):
            picks = [int((o + u @ prices).argmin()) for o, u in zip(own, used, strict=True)]
            value, slope = relaxation.constant, np.zeros(len(prices))
            for o, u, pick in zip(own, used, picks, strict=True):
                value += float(o[pick] + u[pick] @ prices)
                slope += u[pick]
            for n, curve in enumerate(relaxation.curves):
                least, reached = curve.conjugate(float(prices[n]))
                value -= least
                slope[n] -= reached
            if value > self.value:
                self.value, self.prices, self.picks, center = value, prices, picks, prices
            elif number % 20 == 19:
                prices, size = center, size / 2
            norm = float(np.linalg.norm(slope))
            if norm < 1e-12:
                break
            prices = np.maximum(0.0, prices + size / norm * slope)
        self.least = [float((o + u @ self.prices).min()) for o, u in zip(own, used, strict=True)]
        self.weights = np.array(relaxation.weights) + figures @ self.prices
        paid = [c.conjugate(float(p))[0] for c, p in zip(relaxation.curves, self.prices, strict=True)]
        self.constant = relaxation.constant - sum(paid)

    def hope(self, states: Any, to_come: Sequence[int]) -> Any:
        """Per state a score that no completion without overload and broken bounds undercuts."""
        import numpy as np

        found = states @ self.weights + self.constant + sum(self.least[i] for i in to_come)
        if self.relaxation.remainder:
            linear = states @ np.array(self.relaxation.weights) + self.relaxation.constant
            found = found + np.maximum(0.0, self.ranks(states)[:, 2] - linear)
        return found
