"""Devices shared by services: how long a request waits when several services submit to one device."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, TypeAlias

from accelagent.devices import DeviceModel, part
from accelagent.domain import DeviceUse, Spec

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Array: TypeAlias = NDArray[np.float64]

CAPACITY = 0.95  # utilisation beyond which no plan goes: waits explode and a burst cannot drain
SPREAD = (
    1.0  # squared coefficient of variation of one service's request times: as wide as their mean (assumed)
)


@dataclass(frozen=True, slots=True)
class Pool:
    """All the devices of one name on a host, seen as one queue in front of all their engines."""

    name: str
    model: DeviceModel
    engines: int
    bytes_per_s: float  # 0: no common bandwidth limit
    places: int  # how many services can hold a share: virtual functions or work queues


@dataclass(frozen=True, slots=True)
class Use:
    """What one item of a service asks of a pool."""

    pool: str
    engine_s: float  # engine time
    requests: float
    nbytes: float
    overlap: float  # requests in flight, so that their waits pass together
    burst: float  # requests that arrive together at one engine
    window: float = 1.0  # requests of one item in flight together: 1 where each is waited for

    device_share_s: float = 0.0  # time per item of the whole pool, all engines

    @property
    def second_moment(self) -> float:
        """Sum over the item's requests of E[S^2], with the batch term for bursts (c^2 + b instead of c^2 + 1)."""
        if self.requests <= 0:
            return 0.0
        return self.engine_s**2 / self.requests * (SPREAD + self.burst)


def pools(spec: Spec, catalogue: Mapping[str, DeviceModel]) -> tuple[Pool, ...]:
    """The application's devices that services queue for; in-core units are not shared and not among them."""
    models = [(use, part(catalogue[use.model], use.engines)) for use in spec.devices]
    return tuple(_pool(use, model) for use, model in models if model.kind == "lookaside")


def _pool(use: DeviceUse, model: DeviceModel) -> Pool:
    places = model.at("virtual_functions", "mid") or model.at("instances", "mid", 1.0)
    return Pool(
        name=use.name,
        model=model,
        engines=max(1, round(model.at("engines", "mid", 1.0) * use.count)),
        bytes_per_s=model.at("bandwidth_cap", "mid") * use.count,
        places=max(1, round(places * use.count)),
    )


def wait(engines: int, busy: float, second_moment: float) -> float:
    """Mean seconds in an M/G/k queue: Erlang-C scaled by (1+c^2)/2, Pollaczek-Khinchine for one engine.

    `busy` is the offered engine time per second, `second_moment` the sum of arrival rate times E[S^2].
    Grows with both; stays finite beyond capacity so that overloaded plans can still be compared.
    """
    if busy <= 0 or second_moment <= 0:
        return 0.0
    held = min(busy, engines * 0.999)
    return erlang_c(engines, held) * second_moment / (2.0 * held * (engines - held))


def waits(engines: int, busy: Array, second_moment: Array) -> Array:
    """`wait` for many loads at once."""
    import numpy as np

    held = np.minimum(busy, engines * 0.999)
    blocking = np.ones_like(held)
    for k in range(1, engines + 1):
        blocking = held * blocking / (k + held * blocking)
    filled = held / engines
    delayed = blocking / (1.0 - filled * (1.0 - blocking))
    some = (busy > 0) & (second_moment > 0)
    under = np.where(some, 2.0 * held * (engines - held), 1.0)
    return np.where(some, delayed * second_moment / under, 0.0)


@lru_cache(maxsize=100_000)
def erlang_c(engines: int, busy: float) -> float:
    """Probability that an arrival has to wait, for exponential service."""
    blocking = 1.0
    for k in range(1, engines + 1):
        blocking = busy * blocking / (k + busy * blocking)
    utilisation = busy / engines
    return blocking / (1.0 - utilisation * (1.0 - blocking))


def utilisation(pool: Pool, busy: float, bytes_per_s: float) -> float:
    """The fuller of engines and common bandwidth; 1 is all of it."""
    by_bytes = bytes_per_s / pool.bytes_per_s if pool.bytes_per_s else 0.0
    return max(busy / pool.engines, by_bytes)


def alone(pool: Pool, use: Use, rate: float) -> float:
    """The wait that a service already causes itself at its rate: contained in what was measured alone."""
    return wait(pool.engines, rate * use.engine_s, rate * use.second_moment)


def use_of(uses: Sequence[Use], pool: Pool) -> Use | None:
    return next((u for u in uses if u.pool == pool.name), None)
