"""One command on one tree: boxed, with the design's knobs, an emulated or real device, and a clock that records."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from accelagent.domain import Clock, Counters, Design
from accelagent.evaluation.recorder import PLACE, Recorded, Recorder
from accelagent.evaluation.sandbox import Bind, Sandbox
from accelagent.evaluation.witness import Witnessed, read_witness
from accelagent.process import Finished

if TYPE_CHECKING:
    from accelagent.devices import DeviceModel
    from accelagent.emulator import DeviceProcess, EmulatorStats, Install, ProcessStats

_PROVIDERS = "{providers}"
_COUNTED = (
    "device_ops",
    "device_bytes",
    "incore_ops",
    "incore_bytes",
    "cpu_ops",
    "cpu_bytes",
    "retries",
    "errors",
)


@dataclass(frozen=True, slots=True)
class Conditions:
    """Under what a command runs; without a clock nothing is recorded and no device is emulated."""

    clock: Clock | None = None
    knobs: tuple[tuple[str, str], ...] = ()  # environment of the generated support file
    faults: str = ""
    work: str = "late"
    environment: tuple[tuple[str, str], ...] = ()  # beside the knobs, such as a sanitizer's settings
    witness: Path | None = None  # library that counts what other libraries do on the processor
    preload: Path | None = None  # library that changes what other libraries do
    contents: bool = False  # have emulated devices show what they worked on

    def with_knob(self, name: str, value: str) -> Conditions:
        return replace(self, knobs=tuple({**dict(self.knobs), name: value}.items()))


@dataclass(frozen=True, slots=True)
class Observed:
    """How a command ended, its time (None when it left no record) and what ran where."""

    finished: Finished
    span_s: float | None
    cpu_s: float
    counters: Counters
    processes: tuple[ProcessStats, ...] = ()
    witnessed: Witnessed = Witnessed()
    recorded: Recorded | None = None  # what emulated devices told the recorder; None: there was none
    forged: str = ""  # why the program's record of its devices cannot be true


@dataclass(frozen=True, slots=True)
class Runner:
    """Runs commands of one service; `install` is the emulator, `emulated` whether its devices stand in for real ones."""

    sandbox: Sandbox
    install: Install
    devices: tuple[tuple[DeviceModel, int], ...]
    corner: str
    emulated: bool
    scratch: Path  # outside every tree

    def build(
        self,
        command: str,
        tree: Path,
        *,
        headers: bool,
        timeout_s: float,
        env: Mapping[str, str] | None = None,
        binds: Sequence[Bind] = (),
    ) -> Finished:
        """Run a build command; with `headers` it finds the emulator's vendor headers."""
        # A fixed date keeps __DATE__ and archives from making equal sources into different programs.
        env = {"SOURCE_DATE_EPOCH": "1577836800", **(env or {})}
        if headers and self.emulated:
            env["CPATH"] = str(self.install.include)
        return self._boxed(command, tree, [Bind(self.install.root), *binds], env, timeout_s)

    def run(
        self,
        command: str,
        tree: Path,
        conditions: Conditions,
        *,
        timeout_s: float,
        binds: Sequence[Bind] = (),
        cwd: Path | None = None,
    ) -> Observed:
        """Run a test, verify or workload command under `conditions`, in `tree` unless `cwd` says otherwise."""
        room = Path(tempfile.mkdtemp(dir=self.scratch))
        out = room / "out"
        stats = out / "stats"
        stats.mkdir(parents=True)
        counts = out / "counts.jsonl"
        env = {
            **self._settings(conditions.knobs),
            **dict(conditions.environment),
            "ACCEL_STATS": str(counts),
            # Tests often compile what they test: with the same headers as the build, or they would test the CPU path.
            **({"CPATH": str(self.install.include)} if self.emulated and conditions.clock else {}),
            **self._emulation(conditions, stats, room),
        }
        nodes = room / "idxd" / "dev"  # of emulated DSA queues, which programs open for writing
        places = [Bind(self.install.root), Bind(room), Bind(out, writable=True), *binds]
        places += [Bind(nodes, writable=True)] if nodes.is_dir() else []
        loaded = [library for library in (conditions.preload, conditions.witness) if library is not None]
        if loaded:
            env["LD_PRELOAD"] = ":".join(filter(None, (env.get("LD_PRELOAD"), *map(str, loaded))))
            places += map(Bind, loaded)
        if conditions.witness is not None:
            (out / "witness").mkdir()
            env["ACCEL_WITNESS"] = str(out / "witness")
        try:
            outside = self.recording(conditions)
            with (
                Recorder(room) if outside else nullcontext() as recorder,
                self._device_process(env, room) if outside else nullcontext() as device,
            ):
                if recorder is not None:
                    places.append(Bind(recorder.path, PLACE))
                    env |= recorder.environment(contents=conditions.contents)
                if device is not None:
                    places.append(Bind(device.socket, device.PLACE))
                    env |= device.environment()
                finished = self._boxed(command, tree, places, env, timeout_s, cwd)
            told = recorder.told() if recorder is not None else None
            seen = self._observed(finished, conditions, stats, counts, told)
            return replace(seen, witnessed=read_witness(out / "witness")) if conditions.witness else seen
        finally:
            shutil.rmtree(room, ignore_errors=True)

    def _device_process(self, env: Mapping[str, str], room: Path) -> DeviceProcess:
        from accelagent.emulator import DeviceProcess

        return DeviceProcess(self.install, Path(env["ACCEL_EMU_CONFIG"]), room / "owner")

    def _settings(self, knobs: Sequence[tuple[str, str]]) -> dict[str, str]:
        """Knobs as variables; the folder of the OpenSSL provider is the emulator's, and on real devices where it belongs."""
        if not self.emulated:
            return {name: value for name, value in knobs if _PROVIDERS not in value}
        return {name: value.replace(_PROVIDERS, str(self.install.lib)) for name, value in knobs}

    def recording(self, conditions: Conditions) -> bool:
        """Whether devices count outside the program's reach; without a sandbox nothing is out of reach."""
        return self.emulated and conditions.clock is not None and not self.sandbox.unsafe

    def _boxed(
        self,
        command: str,
        tree: Path,
        binds: Sequence[Bind],
        env: Mapping[str, str],
        timeout_s: float,
        cwd: Path | None = None,
    ) -> Finished:
        place = self.sandbox.workspace(tree)
        everything = [*binds, Bind(tree, place, writable=True)]
        return self.sandbox.run(command, cwd=cwd or place, binds=everything, env=env, timeout_s=timeout_s)

    def _emulation(self, conditions: Conditions, stats: Path, room: Path) -> Mapping[str, str]:
        if conditions.clock is None:
            return {}
        from accelagent.emulator import environment

        env = environment(
            self.install,
            self.devices if self.emulated else (),
            stats=stats,
            clock=conditions.clock,
            corner=self.corner,
            faults=conditions.faults,
            work=conditions.work,
            scratch=room,
        )
        # On real devices the recorder stays, but the vendor's own libraries must be found.
        return env if self.emulated else {k: v for k, v in env.items() if k != "LD_LIBRARY_PATH"}

    def _observed(
        self, finished: Finished, conditions: Conditions, stats: Path, counts: Path, told: Recorded | None
    ) -> Observed:
        counters = _counts(counts)
        if conditions.clock is None:
            return Observed(finished, None, 0.0, counters)
        recorded = _recorded(stats)
        if recorded is None:
            return Observed(finished, None, 0.0, counters)
        forged = ""
        if self.emulated:
            counters = _with_devices(counters, recorded)
        if told is not None:
            forged = _beyond(counters, told)
            counters = replace(counters, device_ops=told.ops, device_bytes=told.bytes_in)
        span = recorded.span_s if recorded.span_s > 0 else None
        return Observed(
            finished, span, recorded.cpu_s, counters, recorded.processes, recorded=told, forged=forged
        )


def _recorded(stats: Path) -> EmulatorStats | None:
    """The clock's record; None when it is not what the clock writes, as the program could reach it too."""
    from accelagent.emulator import read_stats

    try:
        return read_stats(stats)
    except (KeyError, TypeError, ValueError, OSError, AttributeError):
        return None


def conditions_of(design: Design, clock: Clock | None) -> Conditions:
    """Normal conditions of a design."""
    return Conditions(clock, tuple(sorted(design.environment.items())))


def _counts(path: Path) -> Counters:
    """What the support file of every process counted; lines that are not its JSON are passed over."""
    totals = dict.fromkeys((*_COUNTED, "max_in_flight"), 0)
    text = path.read_text(errors="replace") if path.is_file() else ""
    for line in text.splitlines():
        try:
            row = json.loads(line)
        except ValueError:
            continue
        if not isinstance(row, dict):
            continue
        for name in _COUNTED:
            totals[name] += _natural(row.get(name))
        totals["max_in_flight"] = max(totals["max_in_flight"], _natural(row.get("max_in_flight")))
    return Counters(**totals)


def _natural(value: object) -> int:
    return max(0, int(value)) if isinstance(value, int) else 0


def _beyond(counters: Counters, told: Recorded) -> str:
    """Why the program's own record cannot be true: it may lack what the recorder has, but never hold more."""
    if told.malformed:
        return "what was sent to the recorder of the devices is not what devices send"
    if counters.device_ops > told.ops or counters.device_bytes > told.bytes_in:
        return (
            f"the program's record counts {counters.device_ops} device operations and {counters.device_bytes} bytes; "
            f"the devices told the recorder of {told.ops} and {told.bytes_in}"
        )
    return ""


def _with_devices(counters: Counters, recorded: EmulatorStats) -> Counters:
    """The emulated devices' own figures in place of what the program says about them."""
    devices = recorded.devices
    return replace(
        counters,
        device_ops=sum(d.ops for d in devices),
        device_bytes=sum(d.bytes_in for d in devices),
        retries=sum(d.retries for d in devices),
        # The device does not count outputs that did not fit; the program, which redid them, does.
        errors=max(counters.errors, sum(d.errors for d in devices)),
        max_in_flight=max((d.max_in_flight for d in devices), default=0),
        device_busy_s=sum(d.busy_s for d in devices),
        waited_s=recorded.waited_s + sum(d.poll_wait_s for d in recorded.devices),
    )
