"""Pass 6: what a region's operation costs on a core and on each device, and from which size a device is ahead."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from accelagent.devices import DeviceModel, cold_seconds, cpu_seconds, offload_cost, portable_seconds
from accelagent.domain import Execution, Family
from accelagent.identifier.accelerometer import Offload, Threading
from accelagent.identifier.sites import Draft

CORNERS = ("low", "mid", "high")
NOTICEABLE_S = 1e-7  # a smaller saving per call is within the cost of calling another library at all
BURST = 8  # fewer requests and then a wait: the device is slower than the core whatever their size (LightDSA's logs)
_MEMORY = frozenset({Family.COPY, Family.FILL, Family.COMPARE})
LARGEST = 64 << 20  # bytes up to which a break-even size is looked for


@dataclass(frozen=True, slots=True)
class Work:
    """One operation of a region, without its size."""

    operation: Family
    algorithm: str
    level: int | None
    fixed: bool  # the core pays the set-up at every operation
    cold: bool = False  # each operation has other data, which no cache holds
    portable: bool = False  # hand-written: without the core's instructions for it

    def core_seconds(self, nbytes: int) -> float:
        """Time on one core; without the set-up when the stream is set up elsewhere."""
        if self.portable:
            return portable_seconds(self.operation, self.algorithm, nbytes)
        if self.cold:
            return cold_seconds(self.operation, self.algorithm, nbytes)
        whole = cpu_seconds(self.operation, self.algorithm, nbytes, level=self.level)
        return (
            whole if self.fixed else whole - cpu_seconds(self.operation, self.algorithm, 0, level=self.level)
        )


@dataclass(frozen=True, slots=True)
class Option:
    """A device in one execution model: break-even bytes at the low, mid and high corner of its cost."""

    model: DeviceModel
    execution: Execution
    needs: tuple[int | None, int | None, int | None]

    @property
    def break_even(self) -> int | None:
        """The size from which it pays at the most corners: all of them, else mid, else only the cheapest."""
        return next((n for n in reversed(self.needs) if n is not None), None)

    @property
    def floor(self) -> int:
        """What the vendor's own library would not send to the device: smaller requests stay on the core."""
        least = self.model.parameters.get("min_request_bytes")
        return int(least.value) if least else 1

    @property
    def from_bytes(self) -> int | None:
        """The smallest size to send: the break-even, but not below the floor."""
        return None if self.break_even is None else max(self.break_even, self.floor)

    def seconds(self, work: Work, nbytes: int, corner: str = "mid") -> float:
        """Caller's time per operation: until the result, or, asynchronously, the slower of caller and engines."""
        cost = offload_cost(self.model, work.operation, work.algorithm, nbytes, self.execution, corner)
        if self.execution is not Execution.ASYNC:
            return cost.latency_s
        return max(cost.host_s, cost.device_s / max(1.0, self.model.at("engines", corner, 1.0)))


_NO_RECIPE = frozenset({"", "qpl"})  # interfaces that no recipe writes candidates for


@dataclass(frozen=True, slots=True)
class Effects:
    """What one operation on a device does, by the Accelerometer model, against the same on a core."""

    throughput: float  # times
    latency: float  # times shorter, when nothing else waits for the device
    cpu_freed: float  # share of the operation's core time; negative when it costs more


def effects(option: Option, work: Work, nbytes: int, corner: str = "mid") -> Effects:
    """Speed-up, latency and core time freed of operations of that size."""
    core = work.core_seconds(nbytes)
    cost = offload_cost(option.model, work.operation, work.algorithm, nbytes, option.execution, corner)
    waits = option.execution is not Execution.ASYNC
    threading = Threading.SYNC if waits else Threading.ASYNC
    moved = Offload(core, 1.0, 1.0, setup=cost.latency_s if waits else cost.host_s)
    reached = Offload(core, 1.0, 1.0, setup=cost.latency_s)
    throughput = moved.throughput(threading)
    return Effects(throughput, reached.latency(threading), 1 - 1 / throughput)


def work_of(draft: Draft) -> Work:
    """The operation as the region does it today."""
    fixed = draft.facts.begins_here or draft.interface != "zlib-stream"
    level = draft.facts.level if draft.operation is Family.COMPRESS else None
    return Work(
        draft.operation, draft.algorithm, level, fixed, is_cold(draft), draft.interface.startswith("idiom-")
    )


def is_cold(draft: Draft) -> bool:
    """A burst of operations on ever new buffers that nobody reads at once: what the caches hold is of no use to them."""
    facts = draft.facts
    if draft.operation not in _MEMORY or facts.read_back or not facts.varies:
        return False
    return facts.turns is None or facts.turns >= BURST


def options(work: Work, devices: Sequence[DeviceModel]) -> tuple[Option, ...]:
    """Every device and execution model that can do the work, devices that candidates can be written for first."""
    found = []
    for model in devices:
        capability = model.can(work.operation, work.algorithm)
        if capability and model.kind != "host":
            modes = [e for e in capability.executions if e is not Execution.BATCH]
            found += [Option(model, e, _needs(work, model, e)) for e in modes]
    return tuple(sorted(found, key=lambda o: o.model.interface in _NO_RECIPE))


@lru_cache(maxsize=1024)
def _needs(work: Work, model: DeviceModel, execution: Execution) -> tuple[int | None, int | None, int | None]:
    probe = Option(model, execution, (None, None, None))

    def gains(corner: str) -> Callable[[int], bool]:
        return lambda n: work.core_seconds(n) - probe.seconds(work, n, corner) > NOTICEABLE_S

    low, mid, high = (crossing(gains(corner)) for corner in CORNERS)
    return low, mid, high


def crossing(gains: Callable[[int], bool]) -> int | None:
    """Smallest size after the last loss, among powers of two up to 64 MiB and bisected in between; None = never."""
    size = LARGEST
    if not gains(size):
        return None
    while size > 1 and gains(size // 2):
        size //= 2
    lose, gain = size // 2, size
    while gain - lose > 1:
        middle = (lose + gain) // 2
        lose, gain = (lose, middle) if gains(middle) else (middle, gain)
    return gain


def show_bytes(nbytes: int) -> str:
    """1536 as `1.5 KiB`."""
    if nbytes < 1024:
        return f"{nbytes} B"
    value, unit = (nbytes / 1024, "KiB") if nbytes < 1 << 20 else (nbytes / (1 << 20), "MiB")
    return f"{value:.1f}".removesuffix(".0") + f" {unit}"


def show_seconds(seconds: float) -> str:
    """Three significant digits in ns, µs or ms."""
    for limit, factor, unit in ((1e-6, 1e9, "ns"), (1e-3, 1e6, "µs"), (1.0, 1e3, "ms")):
        if seconds < limit:
            return f"{seconds * factor:.3g} {unit}"
    return f"{seconds:.3g} s"
