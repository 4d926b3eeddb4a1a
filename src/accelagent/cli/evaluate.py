"""One patch of the user's own through the gates: evaluate."""

from __future__ import annotations

import json
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from accelagent.cli._app import app
from accelagent.cli._choices import Backend, Gates
from accelagent.cli._plumbing import guarded, shown, terminal
from accelagent.errors import BaselineError, SpecError


@contextmanager
def _room() -> Iterator[Path]:
    """A directory for the evaluation; it stays where the baseline failed, as the fault names a log in it."""
    room = Path(tempfile.mkdtemp(prefix="accelagent-evaluate-"))
    kept = False
    try:
        yield room
    except BaselineError:
        kept = True
        raise
    finally:
        if not kept:
            shutil.rmtree(room, ignore_errors=True)


@app.command()
def evaluate(
    spec: Annotated[Path, typer.Argument(help="The specification, e.g. accel.yaml.", show_default=False)],
    patch: Annotated[
        Path, typer.Option(help="A unified diff against the service's source; - for standard input.")
    ],
    service: Annotated[
        str | None, typer.Option(help="The service it changes.", show_default="the only one")
    ] = None,
    offloads: Annotated[
        bool,
        typer.Option("--offloads", help="It uses a device with queues: the proof of offload has to hold."),
    ] = False,
    backend: Annotated[Backend, typer.Option(help="Where offloaded work runs.")] = Backend.auto,
    gates: Annotated[Gates, typer.Option(help="Gates it has to pass.")] = Gates.full,
    seed: Annotated[int, typer.Option(help="Seed of every random choice.")] = 1,
    as_json: Annotated[bool, typer.Option("--json", help="Print the outcome as JSON.")] = False,
) -> None:
    """Put a patch of your own through the gates and measure it beside the unmodified service."""
    with guarded():
        from accelagent.domain import Measured, Tier
        from accelagent.options import Options
        from accelagent.report.progress import Progress
        from accelagent.report.trial import print_trial, trial_json
        from accelagent.spec import load_spec
        from accelagent.workbench import Workbench

        loaded = load_spec(spec)
        names = [s.name for s in loaded.services]
        if service is None and len(names) > 1:
            raise SpecError(f"evaluate: which service? give --service; allowed: {', '.join(names)}")
        name = service or names[0]
        diff = sys.stdin.read() if str(patch) == "-" else patch.read_text("utf-8", "surrogateescape")
        console = terminal(stderr=as_json)
        with _room() as room, Progress(console) as progress:
            options = Options(backend=backend, seed=seed, gates=Tier(gates))
            bench = Workbench(loaded, room, options, progress)
            try:
                bench.service(name)
                made = bench.patch_of(name, diff=diff, by=shown(patch))
                trial = bench.examine(name, made, offloads=offloads, tier=Tier(gates), by="user")
            finally:
                bench.close()
        if as_json:
            sys.stdout.write(json.dumps(trial_json(trial), indent=1) + "\n")
        else:
            print_trial(trial, console)
        if not isinstance(trial.outcome, Measured):
            raise typer.Exit(1)
