"""The command tree; a command group is a module beside this one."""

from __future__ import annotations

from typing import Annotated

import typer

from accelagent import __version__

app = typer.Typer(
    name="accelagent",
    help="Find code that on-chip accelerators can run, judge whether offloading pays, write and prove the "
    "candidates, and plan how services share the devices.",
    no_args_is_help=True,
    add_completion=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
devices_app = typer.Typer(help="The device catalogue, and what this machine has.", no_args_is_help=True)
knowledge_app = typer.Typer(help="The knowledge base behind every reason.", no_args_is_help=True)
runs_app = typer.Typer(help="Earlier runs.", no_args_is_help=True)
app.add_typer(devices_app, name="devices")
app.add_typer(knowledge_app, name="knowledge")
app.add_typer(runs_app, name="runs")


def _version(wanted: bool) -> None:
    if wanted:
        print(f"accelagent {__version__}")
        raise typer.Exit


@app.callback()
def _top(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    pass
