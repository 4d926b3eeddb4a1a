"""Accepted decisions on a later version: rebase."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated

import typer

from accelagent.cli._app import app
from accelagent.cli._choices import Gates
from accelagent.cli._plumbing import guarded, shown, terminal


@app.command()
def rebase(
    run_name: Annotated[str, typer.Argument(metavar="RUN", help="A finished run's directory or name.")],
    onto: Annotated[
        str,
        typer.Option(
            help="The later version: a git revision or a directory; or SERVICE=either, comma-separated."
        ),
    ],
    out: Annotated[
        Path | None, typer.Option(help="Where builds and results go.", show_default="rebase-… in the run")
    ] = None,
    gates: Annotated[Gates, typer.Option(help="Gates that each has to pass again.")] = Gates.full,
    as_json: Annotated[bool, typer.Option("--json", help="Print the result as JSON.")] = False,
) -> None:
    """Replay a run's accepted candidates on a later version of its services, through the same gates."""
    with guarded():
        from dataclasses import replace

        from accelagent.domain import Tier
        from accelagent.rebase import rebase as replay
        from accelagent.rebase import to_json
        from accelagent.report.progress import Progress
        from accelagent.report.rebase import print_rebased
        from accelagent.rundir import find_run, new_subdirectory, stored_options, stored_run

        directory = find_run(run_name)
        stored = stored_run(directory)
        options = replace(stored_options(directory, anew=False)[1], gates=Tier(gates))
        place = new_subdirectory(directory, "rebase", out)
        console = terminal(stderr=as_json)
        with Progress(console) as progress:
            done = replay(stored, onto, place, options, progress)
        text = json.dumps(to_json(done), indent=1) + "\n"
        (place / "rebase.json").write_text(text, encoding="utf-8")
        if as_json:
            sys.stdout.write(text)
        else:
            print_rebased(done.survivals, console)
            console.print(f"\nWritten: {shown(place / 'rebase.json')}", highlight=False, soft_wrap=True)
        if done.rate < 1:
            raise typer.Exit(1)
