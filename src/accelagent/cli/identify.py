"""Which regions there are: identify."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from accelagent.cli._app import app
from accelagent.cli._choices import RegionFormat
from accelagent.cli._plumbing import guarded, terminal
from accelagent.errors import SpecError

if TYPE_CHECKING:
    from accelagent.domain import Identification


@app.command()
def identify(
    target: Annotated[Path, typer.Argument(metavar="PATH|SPEC", help="A source tree or a specification.")],
    device: Annotated[
        list[str] | None, typer.Option(help="Judge for these devices.", show_default="all in the catalogue")
    ] = None,
    form: Annotated[RegionFormat, typer.Option("--format", help="How to answer.")] = RegionFormat.table,
    explain: Annotated[str | None, typer.Option(metavar="ID", help="All about one region.")] = None,
    output: Annotated[Path | None, typer.Option(help="Write to this file.")] = None,
    fail_on: Annotated[
        str | None, typer.Option(metavar="VERDICT", help="Exit 1 if a region has it: offload.")
    ] = None,
) -> None:
    """Which regions accelerators can run, which they should, at what size, and why."""
    with guarded():
        if fail_on not in (None, "offload", "conditional"):
            raise SpecError(f"--fail-on: unknown verdict {fail_on!r}; allowed: offload, conditional")
        found = _identify(target, device or [])
        text = _explained(found, explain) if explain else _regions(found, form)
        if output:
            output.write_text(text, encoding="utf-8")
        else:
            sys.stdout.write(text)
        regions = [r for f in found for r in f.regions]
        if fail_on and any(r.verdict == fail_on for r in regions):
            raise typer.Exit(1)


def _identify(target: Path, names: list[str]) -> list[Identification]:
    from accelagent.devices import catalogue, device
    from accelagent.identifier import identify as scan

    target = target.resolve()
    if target.is_dir():
        models = [device(n) for n in names] or [m for m in catalogue().values() if m.kind != "host"]
        return [scan(target, service=target.resolve().name, devices=models)]
    from accelagent.spec import load_spec

    spec = load_spec(target)
    return [
        scan(
            s.source,
            service=s.name,
            devices=[device(n) for n in names] or [device(spec.device(d).model) for d in s.devices],
            exclude=s.exclude,
        )
        for s in spec.services
    ]


def _explained(found: list[Identification], region_id: str) -> str:
    from accelagent.identifier import explain

    for identification in found:
        for region in identification.regions:
            if region.id == region_id:
                return explain(region) + "\n"
    known = ", ".join(r.id for f in found for r in f.regions) or "none"
    raise SpecError(f"--explain: no region {region_id!r}; regions found: {known}")


def _regions(found: list[Identification], form: RegionFormat) -> str:
    from accelagent.identifier.views import combined_json, combined_sarif

    if form is RegionFormat.json:
        return json.dumps(combined_json(found), indent=2) + "\n"
    if form is RegionFormat.sarif:
        return json.dumps(combined_sarif(found), indent=2) + "\n"
    from accelagent.report.table import region_table

    console = terminal()
    with console.capture() as captured:
        for identification in found:
            region_table(identification, console)
    return captured.get()
