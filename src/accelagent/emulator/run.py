"""Runs any program on emulated devices, with its own standard streams."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from accelagent.domain import Clock
from accelagent.emulator.device_process import DeviceProcess
from accelagent.emulator.host import parse
from accelagent.emulator.install import ensure_built
from accelagent.emulator.settings import environment
from accelagent.emulator.stats import EmulatorStats, read_stats
from accelagent.errors import SpecError

if TYPE_CHECKING:
    from accelagent.devices import DeviceModel

_MOST_ADDRESS = 107  # bytes of a socket's path


def emulate(
    argv: Sequence[str],
    models: Sequence[tuple[DeviceModel, int]],
    clock: Clock | str = Clock.VIRTUAL,
    corner: str = "mid",
    work: str = "late",
    faults: str = "",
    stats_file: Path | None = None,
    host: str | None = None,
) -> int:
    """Exit code of `argv` (128 + n for signal n); one line of times and counters goes to stderr, all of them to `stats_file`."""
    install = ensure_built()
    with tempfile.TemporaryDirectory(prefix="accelagent-emulate-") as name:
        scratch = Path(name)
        extra = environment(
            install,
            models,
            stats=scratch / "stats",
            clock=clock,
            corner=corner,
            faults=faults,
            work=work,
            scratch=scratch,
            machine=None if host is None else parse(host),
        )
        with DeviceProcess(install, Path(extra["ACCEL_EMU_CONFIG"]), scratch / "owner") as device:
            if len(os.fsencode(device.socket)) <= _MOST_ADDRESS:
                extra |= DeviceProcess.environment(device.socket)
            code = _run(argv, _merged(extra))
        recorded = read_stats(scratch / "stats")
    if str(clock) == "real":
        clock = "real (helper core: this machine's software, no device model)"
    label = f"{', '.join(model.name for model, _ in models)}; {clock} clock, corner {corner}"
    sys.stderr.write(f"emulated ({label}): {_summary(recorded)}\n")
    if stats_file is not None:
        document = {"emulated": True, "clock": str(clock), "corner": corner, **asdict(recorded)}
        document["device_process"] = [asdict(row) for row in device.booked]
        stats_file.write_text(json.dumps(document, indent=2) + "\n", encoding="utf-8")
    return code


def _run(argv: Sequence[str], env: dict[str, str]) -> int:
    # The program keeps our terminal and process group, so that it can be typed at and interrupted.
    try:
        code = subprocess.call(argv, env=env)
    except OSError as error:
        raise SpecError(f"emulate: {argv[0]}: {error.strerror}") from error
    return code if code >= 0 else 128 - code


def _merged(extra: dict[str, str]) -> dict[str, str]:
    """Our libraries before those that the caller's environment already names."""
    env = {**os.environ, **extra}
    for name in ("LD_PRELOAD", "LD_LIBRARY_PATH"):
        if os.environ.get(name):
            env[name] = f"{extra[name]}:{os.environ[name]}"
    return env


def _summary(stats: EmulatorStats) -> str:
    if not stats.processes:
        return "no process left a record (statically linked, or killed)"
    times = f"span {stats.span_s * 1e3:.3f} ms, CPU {stats.cpu_s * 1e3:.3f} ms, waited {stats.waited_s * 1e3:.3f} ms"
    counts = [
        f"{d.name} {d.ops} operations, {d.bytes_in} bytes in, {d.bytes_out} out, {d.retries} retries, "
        f"{d.errors} errors, at most {d.max_in_flight} in flight"
        for d in stats.devices
    ]
    return "; ".join([times, *counts])
