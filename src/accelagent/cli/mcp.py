"""The tools for a coding agent: mcp."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Literal

import typer

from accelagent.cli._app import app
from accelagent.cli._choices import Backend
from accelagent.cli._plumbing import guarded
from accelagent.errors import SpecError, ToolchainError


@app.command()
def mcp(
    spec: Annotated[Path, typer.Argument(help="The specification, e.g. accel.yaml.", show_default=False)],
    out: Annotated[
        Path | None, typer.Option(help="The run to work on, new or begun.", show_default="accel-out/<run>")
    ] = None,
    backend: Annotated[Backend, typer.Option(help="Where offloaded work runs.")] = Backend.auto,
    budget: Annotated[
        int | None, typer.Option(min=1, help="Trials in all.", show_default="the specification's")
    ] = None,
    seed: Annotated[int, typer.Option(help="Seed of every random choice.")] = 1,
    http: Annotated[
        int | None, typer.Option(metavar="PORT", help="Serve HTTP on loopback instead of standard input.")
    ] = None,
) -> None:
    """Serve a run's tools to a coding agent over the Model Context Protocol."""
    with guarded():
        try:
            from accelagent.mcp.server import Voice, guarded_app, new_token, serve
        except ImportError as error:
            raise ToolchainError(
                f"mcp: {error.name} is not installed: pip install 'accelagent[mcp]'"
            ) from error
        from accelagent.options import Options
        from accelagent.rundir import begun_or_new
        from accelagent.spec import load_spec
        from accelagent.workbench import Workbench

        loaded = load_spec(spec)
        directory, options = begun_or_new(loaded, out, Options(backend=backend, seed=seed, trials=budget))
        voice = Voice()
        bench = Workbench(loaded, directory, options, voice)
        print(f"accelagent: run {directory}", file=sys.stderr)
        try:
            if http is None:
                _stdio(serve(bench, voice).run)
            else:
                _http(guarded_app(serve(bench, voice), token := _token(new_token)), http, token)
        finally:
            bench.close()


def _stdio(serve: Callable[[Literal["stdio"]], None]) -> None:
    """Serve until the client closes; one that is killed leaves a pipe that nobody reads, which is an end and no fault."""
    try:
        serve("stdio")
    except* BrokenPipeError:
        print("accelagent: the client went away; the run can be resumed", file=sys.stderr)
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # what is still buffered has nowhere to go


def _token(make: object) -> str:
    """The user's token from the environment, else a fresh one."""
    given = os.environ.get("ACCELAGENT_MCP_TOKEN", "")
    if given and len(given) < 16:
        raise SpecError("ACCELAGENT_MCP_TOKEN: shorter than 16 characters; allowed: 16 or more")
    return given or (make() if callable(make) else "")


def _http(application: object, port: int, token: str) -> None:
    import uvicorn

    shown = "from ACCELAGENT_MCP_TOKEN" if os.environ.get("ACCELAGENT_MCP_TOKEN") else token
    print(f"accelagent: http://127.0.0.1:{port}/mcp  bearer token: {shown}", file=sys.stderr)
    uvicorn.run(application, host="127.0.0.1", port=port, log_level="error")  # type: ignore[arg-type]
