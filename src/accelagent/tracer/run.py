"""Runs a program with the counting library in all its processes, and tells in one JSON what they called."""

from __future__ import annotations

import os
import resource
import shutil
import subprocess
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from accelagent.errors import SpecError
from accelagent.tracer.install import ensure_built
from accelagent.tracer.record import Record, SiteCounts, create, function_names, read
from accelagent.tracer.symbols import Place, locate

MIN_BYTES = 1024  # memory calls below are not counted: they are most, and no device is ahead there
_ROOM_BYTES = 64 << 20  # a full disk under a mapped file kills the program that writes to it
_VARIABLE = "ACCEL_TRACE_FILE"
# The checked forms that _FORTIFY_SOURCE calls mean what the plain ones do.
_SPELLED = {"__memcpy_chk": "memcpy", "__memmove_chk": "memmove", "__memset_chk": "memset", "bcmp": "memcmp"}


@dataclass(frozen=True, slots=True)
class Traced:
    """How the program ended, and what it called: the object of `schemas/trace.schema.json`."""

    code: int
    document: dict[str, object]

    @property
    def summary(self) -> str:
        """One line for a person."""
        sites, processes = self.document["sites"], self.document["processes"]
        assert isinstance(sites, list)
        assert isinstance(processes, list)
        if not processes:
            return "no process left a record (statically linked, or setuid)"
        calls = sum(s["calls"] for s in sites)
        return f"{calls} calls at {len(sites)} call sites in {len(processes)} processes"


def trace(argv: Sequence[str], min_bytes: int = MIN_BYTES) -> Traced:
    """Run `argv` on our own terminal to its end; processes that outlive it are counted up to there.

    SpecError when it cannot start or the temporary directory has no room.
    """
    library = ensure_built()
    with tempfile.TemporaryDirectory(prefix="accelagent-trace-") as name:
        scratch = Path(name)
        if shutil.disk_usage(scratch).free < _ROOM_BYTES:
            raise SpecError(
                f"trace: {scratch.parent}: less than 64 MiB free; set TMPDIR to a place with room"
            )
        scratch.chmod(0o711)
        # A user whom the program changes to must be able to load the library too, and may not see our home.
        preload = scratch / "tracer.so"
        shutil.copyfile(library, preload)
        preload.chmod(0o755)
        create(scratch / "counts", min_bytes)
        before, started = _cpu_s(), time.monotonic()
        code = _run(argv, _environment(os.environ, preload, scratch / "counts"))
        wall_s, cpu_s = time.monotonic() - started, _cpu_s() - before
        header = (Path(__file__).parent / "c" / "names.h").read_text(encoding="utf-8")
        names = function_names(header)
        record = read(scratch / "counts", names)
    counted = sorted({_SPELLED.get(n, n) for n in names})
    return Traced(code, {**_document(argv, record, wall_s, cpu_s, code), "counted": counted})


def _environment(given: Mapping[str, str], library: Path, counts: Path) -> dict[str, str]:
    preload = f"{library}:{given['LD_PRELOAD']}" if given.get("LD_PRELOAD") else str(library)
    return {**given, "LD_PRELOAD": preload, _VARIABLE: str(counts)}


def _run(argv: Sequence[str], env: Mapping[str, str]) -> int:
    # The program keeps our terminal and process group, so that it can be typed at and interrupted.
    try:
        code = subprocess.call(argv, env=env)
    except OSError as error:
        raise SpecError(f"trace: {argv[0]}: {error.strerror}") from error
    return code if code >= 0 else 128 - code


def _cpu_s() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _document(
    argv: Sequence[str], record: Record, wall_s: float, cpu_s: float, code: int
) -> dict[str, object]:
    offsets: dict[str, list[int]] = {}
    for site in record.sites:
        offsets.setdefault(site.module, []).append(site.offset)
    places = locate(offsets)
    whole = max(cpu_s, 1e-9)
    sites = sorted(record.sites, key=lambda s: (-s.cpu_s, s.module, s.offset))
    return {
        "schema": 1,
        "command": list(argv),
        "exit_code": code,
        "wall_s": wall_s,
        "cpu_s": cpu_s,
        "min_memory_bytes": record.min_bytes,
        "lost_calls": record.lost_calls,
        "lost_threads": record.lost_threads,
        "processes": [
            {"pid": p.pid, "parent": p.parent, "path": _shown(p.path), "threads": p.threads}
            for p in record.processes
        ],
        "sites": [_site(s, places[s.module, s.offset], whole) for s in sites],
    }


def _site(site: SiteCounts, place: Place, whole_s: float) -> dict[str, object]:
    return {
        "callee": _SPELLED.get(site.function, site.function),
        "function": place.function,
        "inlined_into": list(place.inlined_into),
        "file": place.file,
        "line": place.line,
        "located_by": place.by,
        "module": _shown(site.module),
        "offset": site.offset,
        "calls": site.calls,
        "bytes": site.bytes,
        "seconds": site.seconds,
        "cpu_s": site.cpu_s,
        "share": min(1.0, site.cpu_s / whole_s),
        "threads": site.overlap,
        "processes": site.processes,
        "sizes": [[(1 << i) - 1, n] for i, n in enumerate(site.sizes) if n],
    }


def _shown(path: str) -> str:
    return path.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
