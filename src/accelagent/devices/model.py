"""What a device can do and what it costs: values read from the catalogue, every number with its source."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from accelagent.domain import Execution, Family, Grade
from accelagent.errors import SpecError

CORNERS = ("low", "mid", "high")
ANY = "*"  # the algorithm of families that have only one, such as copy


class UnknownName(SpecError, KeyError):
    """A device or parameter that the catalogue does not have; the message names the nearest ones."""

    def __str__(self) -> str:
        return str(self.args[0])


def unknown(what: str, name: str, known: Iterable[str]) -> UnknownName:
    """The error for `name`, with what is near it or, when nothing is, everything there is."""
    names = sorted(known)
    near = difflib.get_close_matches(name, names, n=3, cutoff=0.5) or names
    return UnknownName(f"{what}: {name!r} is unknown; nearest: {', '.join(near)}")


@dataclass(frozen=True, slots=True)
class Parameter:
    """One number of a device with its numeric range, unit, grade and source."""

    name: str
    value: float
    low: float
    high: float
    unit: str  # s | byte/s | byte | count | ratio (of times)
    grade: Grade
    source: str
    note: str = ""

    def at(self, corner: str) -> float:
        """The number at a corner of device cost: `low` is the device's fastest end, `high` its slowest."""
        if corner not in CORNERS:
            raise unknown("corner", corner, CORNERS)
        if corner == "mid":
            return self.value
        # Only times and their ratios grow with cost; of bandwidths, depths and counts more is better.
        fastest, slowest = (self.low, self.high) if self.unit in ("s", "ratio") else (self.high, self.low)
        return fastest if corner == "low" else slowest


@dataclass(frozen=True, slots=True)
class Capability:
    """An operation that a device can do; the last four fields name the parameters that give its time."""

    operation: Family
    algorithm: str
    executions: tuple[Execution, ...]
    max_bytes: int | None
    note: str = ""
    bandwidth: str = (
        ""  # parameter, or its stem before _l<level> or _hot/_cold; empty: time does not grow with bytes
    )
    call: str = ""  # parameter: seconds per call or, on a device, of engine time per request
    cap: str = ""  # parameter: byte/s of the whole device for this operation
    level: int | None = None  # the device's own default level, where it has levels

    def matches(self, operation: Family, algorithm: str) -> bool:
        return self.operation == operation and self.algorithm in (algorithm, ANY)


@dataclass(frozen=True, slots=True)
class DeviceModel:
    """A catalogue entry: capabilities and parameters of one kind of device."""

    name: str
    title: str
    kind: str  # lookaside | in-core | host
    capabilities: tuple[Capability, ...]
    parameters: Mapping[str, Parameter] = field(hash=False)
    interface: str  # cpa | isal | "" when this version generates and emulates no code for it
    on_request: bool = False  # facts about a device of another platform: judged for only when it is named

    @property
    def runs(self) -> bool:
        """Whether candidates can be run on it: there is an interface, or it is the core itself."""
        return not self.on_request and (self.interface != "" or self.kind == "in-core")

    def can(self, operation: Family, algorithm: str) -> Capability | None:
        """The capability for an operation, or None."""
        return next((c for c in self.capabilities if c.matches(operation, algorithm)), None)

    def parameter(self, name: str) -> Parameter:
        """The parameter of that name; UnknownName (a KeyError) names the device and the nearest parameters."""
        if name not in self.parameters:
            raise unknown(f"device {self.name}: parameter", name, self.parameters)
        return self.parameters[name]

    def at(self, name: str, corner: str, default: float = 0.0) -> float:
        """A parameter's number at a corner, or the default when this device does not have it."""
        found = self.parameters.get(name)
        return default if found is None else found.at(corner)
