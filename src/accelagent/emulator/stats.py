"""What the emulated processes recorded, added up over the process tree."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_NS = 1e-9


@dataclass(frozen=True, slots=True)
class DeviceStats:
    """One device over all processes; bytes are those of the requests themselves.

    `poll_wait_s` is virtual time from a first empty poll to the completion: its polls are in the CPU time as well.
    """

    name: str
    ops: int
    bytes_in: int
    bytes_out: int
    retries: int
    polls: int
    empty_polls: int
    errors: int
    max_in_flight: int
    busy_s: float
    dropped: int = 0  # submitted without an answer to a queue that was full
    faults: int = 0  # pages that were not there
    poll_wait_s: float = 0.0


@dataclass(frozen=True, slots=True)
class ProcessStats:
    """One process; start and end in seconds on the timeline of the whole tree."""

    pid: int
    ppid: int
    exe: str
    start_s: float
    end_s: float
    cpu_s: float
    waited_s: float


@dataclass(frozen=True, slots=True)
class EmulatorStats:
    """First start to last end, CPU and device waits of all processes; zeros when nothing was recorded."""

    span_s: float
    cpu_s: float
    waited_s: float
    devices: tuple[DeviceStats, ...]
    processes: tuple[ProcessStats, ...] = ()


_Record = Mapping[str, Any]  # one parsed file of stats.c; its shape is known to this file only


def read_stats(stats: Path) -> EmulatorStats:
    """The records of a run; a killed process left none, and a half-written record is passed over."""
    records = [record for path in sorted(stats.glob("*.json")) for record in _parse(path)]
    processes = tuple(sorted(map(_process, records), key=lambda p: (p.start_s, p.pid)))
    if not processes:
        return EmulatorStats(0.0, 0.0, 0.0, ())
    names = sorted({name for record in records for name in record["devices"]})
    return EmulatorStats(
        span_s=max(p.end_s for p in processes) - min(p.start_s for p in processes),
        cpu_s=sum(p.cpu_s for p in processes),
        waited_s=sum(p.waited_s for p in processes),
        devices=tuple(_device(n, [r["devices"][n] for r in records if n in r["devices"]]) for n in names),
        processes=processes,
    )


def _parse(path: Path) -> tuple[_Record, ...]:
    try:
        return (json.loads(path.read_text(encoding="utf-8", errors="replace")),)
    except ValueError:
        return ()


def _process(record: _Record) -> ProcessStats:
    return ProcessStats(
        pid=record["pid"],
        ppid=record["ppid"],
        exe=record["exe"],
        start_s=record["start_ns"] * _NS,
        end_s=record["end_ns"] * _NS,
        cpu_s=record["cpu_ns"] * _NS,
        waited_s=record["waited_ns"] * _NS,
    )


def _device(name: str, parts: Sequence[_Record]) -> DeviceStats:
    def total(key: str) -> int:
        return sum(part.get(key, 0) for part in parts)

    return DeviceStats(
        name=name,
        ops=total("ops"),
        bytes_in=total("bytes_in"),
        bytes_out=total("bytes_out"),
        retries=total("retries"),
        polls=total("polls"),
        empty_polls=total("empty_polls"),
        errors=total("errors"),
        max_in_flight=max((part["max_in_flight"] for part in parts), default=0),
        busy_s=total("busy_ns") * _NS,
        dropped=total("dropped"),
        faults=total("faults"),
        poll_wait_s=total("poll_wait_ns") * _NS,
    )
