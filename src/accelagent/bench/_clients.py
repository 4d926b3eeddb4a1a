"""Compiles the packaged C clients and runs them on emulated devices."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from accelagent import process
from accelagent.codegen.recipes import SUPPORT_FILE
from accelagent.devices import DeviceModel
from accelagent.emulator import IdxdHost, Install, ensure_built, environment
from accelagent.emulator.host import parse
from accelagent.emulator.idxd import ENTRIES, Queue
from accelagent.errors import ToolchainError

_SOURCES = Path(__file__).parent / "clients"
_SHARED = Path(__file__).parent.parent / "calibration" / "c"  # requests to QAT, as calibration sends them
_FLAGS = ("-std=gnu11", "-O2", "-Wall", "-Wextra", "-Werror")
_LIMIT_S = 120.0


@dataclass(frozen=True, slots=True)
class Clients:
    """Client programs built on demand in a directory of their own."""

    install: Install
    scratch: Path

    def run(
        self,
        client: str,
        *arguments: object,
        model: DeviceModel | None,
        clock: str = "fixed",
        knobs: Mapping[str, str] | None = None,
        header: str = "",
        host: str = "",
        dedicated: bool = False,
        limit_s: float = _LIMIT_S,
    ) -> list[float]:
        """The numbers a client prints; without a model it runs on this machine alone.

        `header` is the support file that it includes, `knobs` are that file's. `host` is what `emulate --host` takes, by
        default our own environment's; the one DSA queue is shared unless `dedicated`.
        """
        if header:
            (self.scratch / SUPPORT_FILE).write_text(header)
        program = self._built(client)
        env = dict(os.environ)
        with tempfile.TemporaryDirectory(dir=self.scratch) as name:
            if model is not None:
                room = Path(name)
                env |= knobs or {}
                env |= environment(
                    self.install,
                    [(model, 1)],
                    stats=room / "stats",
                    clock=clock,
                    scratch=room,
                    host=IdxdHost(queues=(Queue(0, 0, not dedicated, ENTRIES),)),
                    machine=parse(host) if host else None,
                )
            argv = [str(program), *map(str, arguments)]
            done = process.run(argv, env=env, timeout_s=limit_s)
        if not done.ok:
            said = done.output.strip().splitlines()[-1:] or [""]
            raise ToolchainError(f"bench: {client} {' '.join(argv[1:])}: {done.describe()}: {said[0]}")
        return [float(word) for word in done.stdout.split()]

    def _built(self, client: str) -> Path:
        program = self.scratch / client
        if not program.exists():
            vendors = [
                f"-L{self.install.lib}", f"-Wl,-rpath,{self.install.lib}", "-lqat", "-lusdm", "-lqpl",
            ]  # fmt: skip
            needed = vendors if client in ("qat", "qat_sym", "overhead", "overhead_qpl", "iaa") else []
            if client == "adaptive":  # its support file looks the vendor's libraries up itself
                needed = [f"-I{self.scratch}", "-lz", "-ldl", "-lpthread"]
            argv = ["gcc", *_FLAGS, f"-I{self.install.include}", f"-I{_SHARED}", "-o", str(program)]
            done = process.run(
                [*argv, str(_SOURCES / f"{client}.c"), *needed], timeout_s=_LIMIT_S, env=dict(os.environ)
            )
            if not done.ok:
                raise ToolchainError(f"bench: {client}.c does not build: {done.output.strip()[:300]}")
        return program


@contextmanager
def clients() -> Iterator[Clients]:
    """A place for client programs, removed afterwards."""
    with tempfile.TemporaryDirectory(prefix="accelagent-bench-") as name:
        yield Clients(ensure_built(), Path(name))


def changed(model: DeviceModel, **values: float) -> DeviceModel:
    """The model with these parameters fixed, whatever the corner."""
    parameters = dict(model.parameters)
    for name, value in values.items():
        parameters[name] = replace(parameters[name], value=value, low=value, high=value)
    return replace(model, parameters=parameters)
