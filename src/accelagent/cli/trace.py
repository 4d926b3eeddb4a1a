"""What a real run calls, with which sizes: trace."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated

import typer

from accelagent.cli._app import app
from accelagent.cli._plumbing import guarded
from accelagent.errors import SpecError


@app.command(
    context_settings={"ignore_unknown_options": True, "allow_interspersed_args": False},
)
def trace(
    command: Annotated[list[str] | None, typer.Argument(metavar="-- CMD...", show_default=False)] = None,
    output: Annotated[
        Path, typer.Option("-o", "--output", help="Write the JSON to this file; - for standard output.")
    ] = Path("trace.json"),
    min_bytes: Annotated[
        int, typer.Option(min=0, help="Count memcpy, memmove, memset and memcmp from this size on.")
    ] = 1024,
) -> None:
    """Count calls of interest in a real run, with sizes and time per call site, for identify --profile."""
    with guarded():
        from accelagent.tracer import trace as follow

        if not command:
            raise SpecError("trace: no command given; write it after --")
        traced = follow(command, min_bytes)
        text = json.dumps(traced.document, indent=1) + "\n"
        if str(output) == "-":
            sys.stdout.write(text)
        else:
            output.write_text(text, encoding="utf-8")
        place = (
            ""
            if str(output) == "-"
            else f"; {output}: give it to `accelagent identify PATH --profile {output}`"
        )
        sys.stderr.write(f"traced: {traced.summary}{place}\n")
    raise typer.Exit(traced.code)
