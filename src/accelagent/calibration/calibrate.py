"""Builds the probe, runs it on the device or its emulation, and writes what it found as an overlay."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from statistics import median

from accelagent import process
from accelagent.calibration.fit import Fitted, fit, parse
from accelagent.devices import DeviceModel, Parameter, catalogue, device, hardware
from accelagent.devices import overlay as overlays
from accelagent.domain import Grade
from accelagent.errors import SpecError, ToolchainError

_PROBES = {"qat-4xxx": "qat_probe.c"}
_LIMIT_S = 300.0
_OUTPUT_LIMIT = 4 << 20
_REPEATS = 5  # on hardware, where they differ; the emulator's fixed clock gives the same figures every time

_METHODS = {
    "submit_s": "host time of a submitting call",
    "poll_s": "host time of a poll with one completion",
    "empty_poll_s": "host time of a poll without completion",
    "latency_s": "one request alone, extrapolated to size 0, less setup_s and the host's calls",
    "setup_s": "one engine's time per request with all busy, extrapolated to size 0",
    "decompress_engine_bandwidth": "time per output byte of one request alone",
    "engines": "time per byte of one request alone over that with all engines busy",
    "bandwidth_cap": "throughput at level 1, 64 KiB, with all engines busy",
    "decompress_bandwidth_cap": "decompression throughput at 64 KiB with all engines busy",
    "ring_depth": "requests until an instance says RETRY",
    "instances": "instances that the driver names",
    **{f"engine_bandwidth_l{n}": f"time per byte of one request alone at level {n}" for n in (1, 6, 9)},
}


@dataclass(frozen=True, slots=True)
class Calibration:
    """An overlay's parameters; `emulated` says that they describe the emulator's settings, not a device."""

    device: str
    emulated: bool
    parameters: tuple[Parameter, ...]

    def text(self) -> str:
        """The overlay file."""
        return overlays.text(self.device, self.parameters)


def calibrate(name: str, hidden: Path | None = None) -> Calibration:
    """Measure a device; where the machine has none, the emulator, whose parameters `hidden` can replace."""
    model = device(name)
    if name not in _PROBES:
        raise SpecError(f"--device: {name!r} has no micro-benchmarks; allowed: {', '.join(_PROBES)}")
    emulated = name not in hardware()
    if hidden is not None and not emulated:
        raise SpecError("--hidden-overlay: only for the emulator, but this machine has the device")
    with tempfile.TemporaryDirectory(prefix="accelagent-calibrate-") as scratch:
        room = Path(scratch)
        fits = _emulated(name, hidden, room) if emulated else _on_hardware(name, room)
    return Calibration(name, emulated, tuple(_parameters(model, fits, emulated)))


def save(found: Calibration, output: Path | None) -> Path | None:
    """Where the overlay was written; None without `output` for the emulator, whose figures no run should take up."""
    if output is None and found.emulated:
        return None
    target = output or overlays.folder() / f"{found.device}.toml"
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(found.text(), encoding="utf-8")
    except OSError as error:
        raise SpecError(f"--output: {target}: {error.strerror}") from error
    return target


def _emulated(name: str, hidden: Path | None, room: Path) -> list[Fitted]:
    from accelagent.emulator import ensure_built, environment

    install = ensure_built()
    actual = overlays.applied(catalogue(), [hidden] if hidden else [])[name]
    flags = [f"-I{install.include}", f"-L{install.lib}", "-lqat", "-lusdm"]
    probe = _build(name, room, [*flags, f"-Wl,-rpath-link,{install.lib}"])
    extra = environment(install, [(actual, 1)], stats=room / "stats", clock="fixed", scratch=room)
    return [_measure(probe, {**os.environ, **extra})]


def _on_hardware(name: str, room: Path) -> list[Fitted]:
    probe = _build(name, room, ["-lqat", "-lusdm"])
    return [_measure(probe, dict(os.environ)) for _ in range(_REPEATS)]


def _build(name: str, room: Path, flags: Sequence[str]) -> Path:
    source, probe = Path(__file__).parent / "c" / _PROBES[name], room / "probe"
    argv = ["gcc", "-std=gnu11", "-O2", "-o", str(probe), str(source), *flags]
    finished = process.run(argv, timeout_s=_LIMIT_S)
    if not finished.ok:
        raise ToolchainError(f"the micro-benchmark of {name} does not build: {_first(finished)}")
    return probe


def _measure(probe: Path, env: dict[str, str]) -> Fitted:
    finished = process.run([str(probe)], env=env, timeout_s=_LIMIT_S, output_limit=_OUTPUT_LIMIT)
    if not finished.ok:
        raise ToolchainError(f"the micro-benchmark failed: {_first(finished)}")
    return fit(parse(finished.stdout))


def _first(finished: process.Finished) -> str:
    lines = [x for x in finished.output.splitlines() if "error" in x or "qat_client" in x]
    return lines[0].strip() if lines else finished.describe()


def _parameters(model: DeviceModel, fits: Sequence[Fitted], emulated: bool) -> list[Parameter]:
    where = f"calibrated on {_machine(emulated)}, {datetime.now(UTC):%Y-%m-%d}"
    found = []
    for name in fits[0].values:
        values = sorted(f.values[name] for f in fits)
        known = model.parameter(name)
        bound = any(name in f.bounds for f in fits)
        if bound and median(values) <= known.value:
            continue  # not reached here, and the catalogue's limit is not contradicted
        measured = replace(
            known,
            value=median(values),
            low=values[0],
            high=values[-1],
            grade=Grade.ASSUMED if emulated else Grade.MEASURED,
            source=f"{where}, {_METHODS[name]}",
        )
        found.append(
            replace(measured, note="lower bound: engines or host are the limit") if bound else measured
        )
    return found


def _machine(emulated: bool) -> str:
    from accelagent.machine import machine

    cpu = machine()["cpu"]
    return f"the emulator (its own settings, no device) on {cpu}" if emulated else cpu
