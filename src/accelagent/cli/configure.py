"""This host's devices as a plan wants them: devices configure."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from accelagent.cli._app import devices_app
from accelagent.cli._plumbing import guarded, terminal


@devices_app.command("configure")
def devices_configure(
    plan: Annotated[Path, typer.Argument(metavar="PLAN", help="A plan.yaml, or the directory of a run.")],
    apply: Annotated[bool, typer.Option("--apply", help="Carry the steps out.")] = False,
    undo: Annotated[bool, typer.Option("--undo", help="Take the last --apply back.")] = False,
    root: Annotated[
        Path, typer.Option(help="Root of the host; with another one files are written and no command is run.")
    ] = Path("/"),
) -> None:
    """Print what would be changed on this host for the plan's devices; change it with --apply only."""
    with guarded():
        from accelagent import configure
        from accelagent.errors import SpecError

        def say(text: str) -> None:
            terminal().print(text, soft_wrap=True, highlight=False, markup=False)

        if apply and undo:
            raise SpecError("devices configure: --apply and --undo exclude one another")
        root = root.resolve()
        if undo:
            count = configure.undo(root, say)
            say(f"{count} steps taken back")
            return
        found = configure.read_plan(plan)
        folder = (plan if plan.is_dir() else plan.parent) / "deploy"
        todo = configure.steps(found, folder, root)
        if not todo:
            say("nothing to change: the host is as the plan wants it, or the plan uses no queued device")
            return
        if apply:
            configure.apply(todo, root, str(plan.resolve()), say)
            say(f"{len(todo)} steps done; --undo takes them back; journal {root / configure.JOURNAL}")
            return
        for step in todo:
            say(step.describe())
        say(f"{len(todo)} steps; nothing was changed: --apply carries them out")
