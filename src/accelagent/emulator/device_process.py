"""The process that keeps the devices' timelines, started where programs cannot reach it."""

from __future__ import annotations

import json
import os
import subprocess
from dataclasses import dataclass
from pathlib import Path

from accelagent.emulator.install import Install
from accelagent.errors import ToolchainError

_LIMIT_S = 20.0


@dataclass(frozen=True, slots=True)
class Booked:
    """What one process asked of the devices, as the device process counted it; `pid` is what the process says."""

    pid: int
    bookings: int
    busy_s: float


class DeviceProcess:
    """A context in which `socket` is served; programs find it by `environment` (without it they start one of their own)."""

    PLACE = Path("/tmp/accel/timeline")  # where a box has the socket; sun_path holds 107 bytes

    def __init__(self, install: Install, configuration: Path, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.socket = folder / "device"
        self.booked: tuple[Booked, ...] = ()
        program = install.lib / "accelemu-device"
        env = {"ACCEL_EMU_CONFIG": str(configuration), "PATH": os.environ.get("PATH", "")}
        self._process = subprocess.Popen(
            [program, "--until-eof", folder],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=env,
            text=True,
        )
        assert self._process.stdout is not None
        if self._process.stdout.readline() != "ready\n":
            self._process.wait(_LIMIT_S)
            raise ToolchainError(f"the emulator's {program.name} does not start: see its message above")

    @staticmethod
    def environment(socket: Path = PLACE) -> dict[str, str]:
        return {"ACCEL_EMU_DEVICE": str(socket)}

    def __enter__(self) -> DeviceProcess:
        return self

    def __exit__(self, *ended: object) -> None:
        try:
            said = self._process.communicate("", timeout=_LIMIT_S)[0]
        except subprocess.TimeoutExpired:
            self._process.kill()
            said = self._process.communicate()[0]
        rows = [json.loads(line) for line in said.splitlines()]
        self.booked = tuple(Booked(r["pid"], r["bookings"], r["busy_ns"] * 1e-9) for r in rows)
