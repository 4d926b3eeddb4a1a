"""What the preloaded library left in its file (`c/trace.h`), as values; call sites of all threads and processes joined."""

from __future__ import annotations

import mmap
import struct
from dataclasses import dataclass, field
from pathlib import Path

MAGIC = 0x3145434152544341
BUCKETS = 41
_PROCESSES, _MODULES, _SLABS, _SITES, _PATH = 2048, 512, 2048, 512, 240
_HEAD = struct.Struct("=QQIIIIII")
_PROCESS = struct.Struct(f"=IIQQQQQ{_PATH}s")
_MODULE = struct.Struct(f"=IIQ{_PATH}s")
_SLAB = struct.Struct("=IIQ48x")
_SITE = struct.Struct(f"=QIIQQQQQQ{BUCKETS}Q")
_AT_PROCESSES = _HEAD.size
_AT_MODULES = _AT_PROCESSES + _PROCESSES * _PROCESS.size
_AT_SLABS = _AT_MODULES + _MODULES * _MODULE.size
_SLAB_BYTES = _SLAB.size + _SITES * _SITE.size
FILE_BYTES = _AT_SLABS + _SLABS * _SLAB_BYTES


@dataclass(frozen=True, slots=True)
class Process:
    """One process image; a fork makes a new one, an exec too."""

    pid: int
    parent: int
    path: str
    threads: int  # the most that counted something at the same time
    tick_s: float  # seconds of a tick of its clock


@dataclass(slots=True)
class SiteCounts:
    """One call site over all threads and processes; bytes are of plain data."""

    module: str  # "" when unknown
    offset: int  # of the return address in the module
    function: str
    calls: int = 0
    bytes: int = 0
    seconds: float = 0.0  # elapsed, with what other programs took of the core meanwhile
    cpu_s: float = 0.0  # processor time, estimated from samples
    overlap: int = 0
    sizes: list[int] = field(default_factory=lambda: [0] * BUCKETS)
    processes: int = 0


@dataclass(frozen=True, slots=True)
class Record:
    """A whole run."""

    processes: tuple[Process, ...]
    sites: tuple[SiteCounts, ...]
    min_bytes: int  # memory functions below were not counted
    lost_calls: int
    lost_threads: int


def create(path: Path, min_bytes: int) -> None:
    """An empty file that processes of any user can map: the run may drop its privileges."""
    with path.open("wb") as opened:
        opened.write(_HEAD.pack(MAGIC, min_bytes, 0, 0, 0, 0, 0, 0))
        opened.truncate(FILE_BYTES)
    path.chmod(0o666)


def read(path: Path, names: tuple[str, ...]) -> Record:
    """The counts so far; `names` are the functions by their number."""
    with path.open("rb") as opened, mmap.mmap(opened.fileno(), 0, access=mmap.ACCESS_READ) as text:
        _, min_bytes, processes, modules, slabs, lost_threads, _, _ = _HEAD.unpack_from(text, 0)
        ran = [_process(text, i) for i in range(min(processes, _PROCESSES))]
        paths = [_module(text, i) for i in range(min(modules, _MODULES))]
        joined: dict[tuple[str, int, str], SiteCounts] = {}
        seen: dict[tuple[str, int, str], set[int]] = {}
        lost = 0
        for index in range(min(slabs, _SLABS)):
            at = _AT_SLABS + index * _SLAB_BYTES
            _, owner, without = _SLAB.unpack_from(text, at)
            lost += without
            tick_s = ran[owner - 1].tick_s if 0 < owner <= len(ran) else 0.0
            for number in range(_SITES):
                row = _SITE.unpack_from(text, at + _SLAB.size + number * _SITE.size)
                if row[0] and row[4]:
                    key = (paths[row[2]] if row[2] < len(paths) else "", row[3], names[row[1]])
                    _add(joined.setdefault(key, SiteCounts(*key)), row, tick_s)
                    seen.setdefault(key, set()).add(owner)
    for key, site in joined.items():
        site.processes = len(seen[key])
    return Record(tuple(ran), tuple(joined[k] for k in sorted(joined)), min_bytes, lost, lost_threads)


def _add(site: SiteCounts, row: tuple[int, ...], tick_s: float) -> None:
    _, _, _, _, calls, nbytes, ticks, cpu_ns, overlap, *sizes = row
    site.calls += calls
    site.bytes += nbytes
    site.seconds += ticks * tick_s
    site.cpu_s += cpu_ns * 1e-9
    site.overlap = max(site.overlap, overlap)
    site.sizes = [a + b for a, b in zip(site.sizes, sizes, strict=True)]


def _process(text: mmap.mmap, index: int) -> Process:
    row = _PROCESS.unpack_from(text, _AT_PROCESSES + index * _PROCESS.size)
    pid, parent, tick0, ns0, tick1, ns1, threads, path = row
    tick_s = (ns1 - ns0) / (tick1 - tick0) * 1e-9 if tick1 > tick0 and ns1 > ns0 else 0.0
    return Process(pid, parent, _text(path), threads, tick_s)


def _module(text: mmap.mmap, index: int) -> str:
    return _text(_MODULE.unpack_from(text, _AT_MODULES + index * _MODULE.size)[3])


def _text(raw: bytes) -> str:
    return raw.split(b"\0", 1)[0].decode("utf-8", "surrogateescape")


def function_names(header: str) -> tuple[str, ...]:
    """The functions of `c/names.h` in the order of their numbers."""
    import re

    return tuple(re.findall(r"NAME\((\w+), [A-Z0-9]+\)", header))
