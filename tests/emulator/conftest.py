"""Builds the C clients against the public headers and runs them on the emulated device."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from accelagent.devices import DeviceModel, device
from accelagent.emulator import EmulatorStats, Install, ensure_built, environment, read_stats

CLIENTS = Path(__file__).parent / "clients"


@dataclass(frozen=True)
class Ran:
    output: str
    stats: EmulatorStats

    @property
    def numbers(self) -> list[int]:
        return [int(word) for word in self.output.split()]


@dataclass(frozen=True)
class Emulator:
    """Runs commands on `count` devices of `model`."""

    install: Install
    scratch: Path
    binaries: Path
    model: DeviceModel
    count: int = 1
    environment: Mapping[str, str] = field(default_factory=dict)

    def with_parameters(self, **values: float) -> Emulator:
        parameters = dict(self.model.parameters)
        for name, value in values.items():
            parameters[name] = replace(parameters[name], value=value, low=value, high=value)
        return replace(self, model=replace(self.model, parameters=parameters))

    def run(
        self,
        argv: Sequence[str],
        *,
        clock: str = "fixed",
        faults: str = "",
        work: str = "late",
        expect: int = 0,
        room: Path | None = None,
    ) -> Ran:
        room = room or self.scratch / f"run-{len(list(self.scratch.iterdir()))}"
        room.mkdir(exist_ok=True)
        extra = environment(
            self.install,
            [(self.model, self.count)],
            stats=room / "stats",
            clock=clock,
            faults=faults,
            work=work,
            scratch=room,
        )
        program = [
            str(self.binaries / argv[0]) if (CLIENTS / f"{argv[0]}.c").exists() else argv[0],
            *argv[1:],
        ]
        done = subprocess.run(
            program, env={**os.environ, **extra}, capture_output=True, text=True, timeout=60
        )
        assert done.returncode == expect, done.stderr
        return Ran(done.stdout, read_stats(room / "stats"))


@pytest.fixture(scope="session")
def install() -> Install:
    return ensure_built()


@pytest.fixture(scope="session")
def binaries(install: Install, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("clients")
    for source in sorted(CLIENTS.glob("*.c")):
        subprocess.run(
            [
                *("gcc", "-std=gnu11", "-Wall", "-Wextra", "-Werror", "-O1", f"-I{install.include}"),
                *("-o", str(folder / source.stem), str(source), f"-L{install.lib}"),
                *(
                    "-lqatzip",
                    "-lqat",
                    "-lusdm",
                    "-lcrypto",
                    "-lz",
                    "-lpthread",
                    "-ldl",
                    f"-Wl,-rpath-link,{install.lib}",
                ),
            ],
            check=True,
        )
    return folder


@pytest.fixture
def emulator(install: Install, binaries: Path, tmp_path: Path) -> Emulator:
    return Emulator(install, tmp_path, binaries, device("qat-4xxx"))


@pytest.fixture(scope="session")
def nanoseconds() -> Callable[[float], int]:
    """Seconds as the engine rounds them."""
    return lambda seconds: int(seconds * 1e9 + 0.5)
