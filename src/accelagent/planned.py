"""Parts of a plan that stand for themselves: how a service uses its device, and what its change is worth."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class DevicePolicy:
    """How one service is to use one shared device."""

    service: str
    device: str
    queue_mode: str  # dedicated | shared | ring pair
    queue_size: int  # slots
    priority: int  # weight, 1 to 15
    group: int
    engines: int
    threshold_bytes: int  # smaller requests stay on the core
    batch_cap: int  # descriptors per batch
    depth: int  # requests in flight
    poll: str
    instances: int
    virtual_functions: int
    rate_limit_bytes_per_s: float  # 0: none
    spill_share: float  # of its requests, for the core
    polling_core: int = -1  # cores set aside to look for completions; -1: its own threads do
    numa_node: int = -1  # of the device that it uses, where the pool has several; -1: all of them


@dataclass(frozen=True, slots=True)
class PolicyStep:
    """One decision of the policy search: what was changed and what it gained on the search's own random numbers."""

    service: str  # or the device whose engines were divided anew
    field: str
    before: str
    after: str
    broken: tuple[float, float]  # sum of logs beyond bounds, before and after
    score: tuple[float, float]  # log of the goal against the unmodified application; smaller is better


@dataclass(frozen=True, slots=True)
class PolicySearch:
    """How the policies were found, and the paired comparison with the derived ones on other random numbers."""

    evaluated: int
    refused: int  # points that a lint forbids
    budget: int
    seed: int
    replications: int  # of the comparison
    adopted: bool
    goal_gain: float  # of the goal, as a ratio: 0.05 is 5 % better
    goal_gain_half: float  # half-width of its 95 % interval
    broken_derived: float
    broken_searched: float
    steps: tuple[PolicyStep, ...]
    note: str
    plans: int = 1  # that were searched: the join's choice and its runners-up


@dataclass(frozen=True, slots=True)
class Worth:
    """One service's change: cores freed with the range over the measurement's 95 % interval, and its burden."""

    service: str
    load: float  # items per second
    cores_freed: float
    cores_freed_low: float
    cores_freed_high: float
    patch_files: int
    patch_lines: int
    libraries: tuple[str, ...]
    privileges: str
    cores_freed_slowest: float | None = (
        None  # with the device's parameters at their slow ends; None: no device
    )
    cores_freed_fastest: float | None = None
    changed_lines: int | None = (
        None  # added and removed in the files that were there; None: their source is not at hand
    )
    added_files: tuple[tuple[str, int], ...] = ()  # new files with their lines

    @property
    def per_thousand(self) -> float:
        """Cores freed per 1,000 items per second."""
        return 1000 * self.cores_freed / self.load if self.load else 0.0
