"""The device catalogue and this machine: devices."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from accelagent.cli._app import devices_app
from accelagent.cli._plumbing import guarded, terminal


@devices_app.command("list")
def devices_list() -> None:
    """The devices of the catalogue, and which are in this machine."""
    with guarded():
        from accelagent.devices import catalogue, hardware
        from accelagent.report.devices import device_list

        device_list(catalogue().values(), hardware(), terminal())


@devices_app.command("show")
def devices_show(name: Annotated[str, typer.Argument(metavar="NAME", help="A catalogue model.")]) -> None:
    """Every number of one device, with its range, grade and source."""
    with guarded():
        from accelagent.devices import device
        from accelagent.report.devices import device_sheet

        device_sheet(device(name), terminal())


@devices_app.command("calibrate")
def devices_calibrate(
    device: Annotated[str, typer.Option(help="A catalogue model.")] = "qat-4xxx",
    output: Annotated[
        Path | None,
        typer.Option(help="Overlay to write.", show_default="hardware: the user's; emulator: printed"),
    ] = None,
    hidden_overlay: Annotated[
        Path | None, typer.Option(help="Parameters that only the emulator sees, to prove recovery.")
    ] = None,
) -> None:
    """Measure a device with micro-benchmarks and write its numbers as an overlay of the catalogue."""
    with guarded():
        from accelagent.calibration.calibrate import calibrate, save

        found = calibrate(device, hidden_overlay)
        target = save(found, output)
        if target is None:
            sys.stdout.write(found.text())
            return
        terminal().print(f"Overlay: {target}", soft_wrap=True, highlight=False)


@devices_app.command("doctor")
def devices_doctor() -> None:
    """Check what this machine needs: compiler, emulator, sandbox; and say what to do about it."""
    with guarded():
        from accelagent.doctor import examine

        console = terminal()
        broken = 0
        for check in examine():
            mark = "[red]missing[/]" if check.problem else "[green]ok[/]     "
            console.print(f"{mark}  {check.what}: {check.found}", highlight=False, soft_wrap=True)
            if check.problem:
                broken += 1
                console.print(f"         {check.problem}", highlight=False, markup=False, soft_wrap=True)
        if broken:
            raise typer.Exit(2)
