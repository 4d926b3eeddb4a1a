"""Any program on emulated devices: emulate."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from accelagent.cli._app import app
from accelagent.cli._choices import Corner, EmulatorClock, Work
from accelagent.cli._plumbing import guarded
from accelagent.errors import SpecError


@app.command(
    context_settings={"ignore_unknown_options": True, "allow_interspersed_args": False},
)
def emulate(
    command: Annotated[list[str] | None, typer.Argument(metavar="-- CMD...", show_default=False)] = None,
    device: Annotated[str, typer.Option(help="Device models, comma-separated.")] = "qat-4xxx",
    clock: Annotated[EmulatorClock, typer.Option(help="What time is.")] = EmulatorClock.virtual,
    corner: Annotated[Corner, typer.Option(help="End of the device model's ranges.")] = Corner.mid,
    work: Annotated[Work, typer.Option(help="When the operation is done.")] = Work.late,
    faults: Annotated[
        str, typer.Option(help="Fault presets and schedule files (.toml), comma-separated.")
    ] = "",
    host: Annotated[
        str | None,
        typer.Option(help="What the host allows, KEY=VALUE,...: docs/hosts.md.", show_default=False),
    ] = None,
    stats: Annotated[Path | None, typer.Option(help="Write counters and times to this file.")] = None,
    print_flags: Annotated[bool, typer.Option(help="Print compile and link flags and stop.")] = False,
    print_prefix: Annotated[
        bool, typer.Option(help="Print the folder of include and lib, for CMake and pkg-config, and stop.")
    ] = False,
) -> None:
    """Run any program built for the vendors' interfaces on emulated devices."""
    with guarded():
        from accelagent import emulator
        from accelagent.devices import device as find
        from accelagent.emulator.run import emulate as start

        if print_flags or print_prefix:
            sys.stdout.write((emulator.print_flags() if print_flags else emulator.print_prefix()) + "\n")
            return
        if not command:
            raise SpecError("emulate: no command given; write it after --")
        models = [(find(name.strip()), 1) for name in device.split(",")]
        for model, _ in models:
            if model.interface not in ("cpa", "idxd", "qpl"):
                raise SpecError(
                    f"emulate: {model.name} has no emulated interface; allowed: qat-4xxx, dsa, iaa"
                )
        code = start(command, models, clock, corner, work, faults, stats, host)
    raise typer.Exit(code)
