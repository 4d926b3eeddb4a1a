"""Figures beside what they are held against: bench."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated

import typer

from accelagent.cli._app import app
from accelagent.cli._plumbing import guarded, terminal


@app.command()
def bench(
    name: Annotated[str, typer.Argument(help="Which; an unknown name lists them.", show_default=False)],
    out: Annotated[
        Path | None,
        typer.Option(
            help="Where results are kept, for a later call to go on.", show_default="accel-out/NAME"
        ),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print every figure with its samples.")] = False,
) -> None:
    """Measure and print figures beside what they are held against; never judges them."""
    with guarded():
        from accelagent import bench as benches
        from accelagent.bench._table import bench_table

        found = benches.document(
            benches.bench(name), out, lambda text: print(text, file=sys.stderr, flush=True)
        )
        if as_json:
            sys.stdout.write(json.dumps(found, indent=2) + "\n")
        else:
            bench_table(found, terminal())
