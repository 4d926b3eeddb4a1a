"""A first specification: init."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from accelagent.cli._app import app
from accelagent.cli._plumbing import guarded, shown, terminal


@app.command()
def init(
    directory: Annotated[Path, typer.Argument(metavar="[DIR]", help="A source tree.")] = Path(),
    output: Annotated[Path, typer.Option(help="Specification to write; never overwritten.")] = Path(
        "accel.yaml"
    ),
) -> None:
    """Write a first accel.yaml for a source tree: build system, tests and languages as found."""
    with guarded():
        from accelagent.spec.first import first

        found = first(directory, output)
        console = terminal()
        console.print(f"Written: {shown(output.resolve())}", soft_wrap=True, highlight=False)
        for line in found.notes:
            console.print(f"  {line}", soft_wrap=True, highlight=False, markup=False)
