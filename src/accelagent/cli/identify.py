"""Which regions there are: identify."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from accelagent.cli import _model
from accelagent.cli._app import app
from accelagent.cli._choices import RegionFormat
from accelagent.cli._plumbing import guarded, terminal
from accelagent.errors import SpecError
from accelagent.options import ModelSettings, Output

if TYPE_CHECKING:
    from accelagent.devices import DeviceModel
    from accelagent.domain import Identification, Region
    from accelagent.identifier.select import Answer

_VERDICTS = ("offload", "conditional")  # from the gravest on


@app.command()
def identify(
    target: Annotated[
        Path, typer.Argument(metavar="PATH|SPEC", help="A source tree, a source file, or a specification.")
    ],
    device: Annotated[
        list[str] | None,
        typer.Option(
            help="Judge for these: catalogue names or the specification's; repeated or comma-separated.",
            show_default="all of this platform",
        ),
    ] = None,
    form: Annotated[RegionFormat, typer.Option("--format", help="How to answer.")] = RegionFormat.table,
    explain: Annotated[
        str | None, typer.Option(metavar="ID", help="All about one region: its id, FILE:LINE, or function.")
    ] = None,
    passes: Annotated[
        str,
        typer.Option("--pass", metavar="NAME", help="With --explain: only these passes, comma-separated."),
    ] = "",
    output: Annotated[Path | None, typer.Option(help="Write to this file.")] = None,
    diff: Annotated[
        str | None,
        typer.Option(metavar="BASE", help="Only regions that changed since this git revision."),
    ] = None,
    fail_on: Annotated[
        str | None,
        typer.Option(metavar="VERDICT", help="Exit 1 if a region is offload, or at least conditional."),
    ] = None,
    baseline: Annotated[
        Path | None, typer.Option(help="Leave out regions that this file has with the same verdict.")
    ] = None,
    write_baseline: Annotated[
        Path | None, typer.Option(help="Write the regions found to this file, for --baseline.")
    ] = None,
    jobs: Annotated[
        int | None, typer.Option(min=1, help="Processes.", show_default="one per core for a large tree")
    ] = None,
    profile: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="Sizes and time of a real run: accelagent trace, perf script, callgrind, pprof, DTO.",
        ),
    ] = None,
    compile_commands: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="How the files are compiled.",
            show_default="compile_commands.json of the tree or its build folder",
        ),
    ] = None,
    no_cache: Annotated[
        bool, typer.Option("--no-cache", help="Use and keep nothing of earlier scans.")
    ] = False,
    model: _model.Model = None,
    base_url: _model.BaseUrl = "",
    model_output: _model.OutputMode = Output.TOOL,
    model_requests: _model.Requests = 60,
    model_tokens: _model.Tokens = 1_000_000,
    model_dollars: _model.Dollars = None,
    model_seconds: _model.Seconds = 900.0,
    model_record: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="Keep every exchange in DIR/run.db.", show_default="not kept"),
    ] = None,
    replay: _model.Replay = None,
) -> None:
    """Which regions accelerators can run, which they should, at what size, and why."""
    with guarded():
        if fail_on not in (None, *_VERDICTS):
            raise SpecError(f"--fail-on: unknown verdict {fail_on!r}; allowed: {', '.join(_VERDICTS)}")
        asked = [n.strip() for text in device or () for n in text.split(",") if n.strip()]
        found = _identify(target, asked, jobs, profile, compile_commands, remember=not no_cache)
        settings = _model.settings(
            model,
            replay,
            base_url=base_url,
            output=model_output,
            requests=model_requests,
            tokens=model_tokens,
            dollars=model_dollars,
            seconds=model_seconds,
        )
        found, missed = (
            (found, False) if settings is None else _reviewed(settings, found, replay, model_record)
        )
        answers = _select([f for f, _ in found], diff, baseline)
        if write_baseline:
            from accelagent.identifier.select import baseline_text

            write_baseline.write_text(baseline_text(answers), encoding="utf-8")
        text = _explained(found, explain, passes) if explain else _regions(answers, form)
        if output:
            output.write_text(text, encoding="utf-8")
        else:
            sys.stdout.write(text)
        failing = _VERDICTS[: _VERDICTS.index(fail_on) + 1] if fail_on else ()
        if missed or any(r.verdict in failing for a in answers for r in a.found.regions):
            raise typer.Exit(1)


Found = list[tuple["Identification", "list[DeviceModel]"]]


def _identify(
    target: Path,
    names: list[str],
    jobs: int | None,
    profile: Path | None,
    commands: Path | None,
    *,
    remember: bool,
) -> Found:
    from accelagent.devices import device, usual
    from accelagent.identifier import identify as scan
    from accelagent.identifier.profile import load
    from accelagent.identifier.scan import is_source

    if commands is not None and not commands.is_file():
        raise SpecError(f"--compile-commands: {commands}: no such file")
    ran = load(profile) if profile else None
    target = target.resolve()
    if target.is_dir() or is_source(target.name):
        models = [device(n) for n in dict.fromkeys(names)] or [m for m in usual() if m.kind != "host"]
        name = target.name if target.is_dir() else target.parent.name
        remember = remember and target.is_dir()
        read = partial(scan, jobs=jobs, remember=remember, profile=ran, commands=commands)
        return [(read(target, service=name, devices=models), models)]
    from accelagent.spec import load_spec

    spec = load_spec(target, judged_only=True)
    named = {use.name: use.model for use in spec.devices}
    answers: Found = []
    for service in spec.services:
        chosen = [named.get(n, n) for n in names] or [named[d] for d in service.devices]
        models = [device(n) for n in dict.fromkeys(chosen)]
        found = scan(
            service.source,
            service=service.name,
            devices=models,
            exclude=service.exclude,
            jobs=jobs,
            remember=remember,
            profile=ran,
            commands=commands,
        )
        answers.append((found, models))
    return answers


def _reviewed(
    settings: ModelSettings, found: Found, replay: Path | None, keep: Path | None
) -> tuple[Found, bool]:
    """The regions after a model's second opinion, its notes on standard error, and whether it missed something."""
    import tempfile

    with tempfile.TemporaryDirectory(prefix="accelagent-") as scratch:
        plain = [f for f, _ in found]
        reviewed, notes = _model.opinions(settings, plain, replay, keep or Path(scratch))
    for note in notes:
        print(f"accelagent: {note}", file=sys.stderr)
    pairs = list(zip(reviewed, (models for _, models in found), strict=True))
    return pairs, any(note.startswith("model:") for note in notes)


def _select(found: Sequence[Identification], diff: str | None, baseline: Path | None) -> list[Answer]:
    from accelagent.identifier.select import ignored, load_baseline, narrowed, without

    answers = [ignored(f) for f in found]
    if diff is not None:
        answers = [narrowed(a, diff) for a in answers]
    if baseline is not None:
        known = load_baseline(baseline)
        answers = [without(a, known) for a in answers]
    return answers


def _explained(found: Found, region_id: str, passes: str) -> str:
    from accelagent.identifier import explain
    from accelagent.identifier.explanation import PASSES

    chosen = [p.strip() for p in passes.split(",") if p.strip()] or list(PASSES)
    unknown = [p for p in chosen if p not in PASSES]
    if unknown:
        raise SpecError(f"--pass: {unknown[0]!r} is unknown; allowed: {', '.join(PASSES)}")
    regions = [(r, models) for f, models in found for r in f.regions]
    matching = next(filter(None, ([x for x in regions if fits(x[0])] for fits in _names(region_id))), [])
    if len(matching) == 1:
        region, models = matching[0]
        return explain(region, models, chosen) + "\n"
    there = [(r, m) for r, m in regions if f"/{r.path}".endswith(f"/{region_id.rpartition(':')[0]}")]
    spans = (
        (r, f"{r.path}:{r.start_line}-{r.end_line} {r.function}") for r, _ in matching or there or regions
    )
    known = [f"{r.id} ({span})" for r, span in spans]
    more = f" and {len(known) - 8} more" if len(known) > 8 else ""
    found_text = f"it may be {', '.join(known[:8])}" if known else "there are none"
    raise SpecError(f"--explain: no one region {region_id!r}; {found_text}{more}")


def _names(text: str) -> list[Callable[[Region], bool]]:
    """What may be meant by the name of a region: the first that fits any region counts."""
    path, _, line = text.rpartition(":")
    at = int(line) if path and line.isdecimal() else -1

    def stands_there(region: Region) -> bool:
        return f"/{region.path}".endswith(f"/{path}") and region.start_line <= at <= region.end_line

    return [
        lambda r: r.id == text,
        lambda r: r.id.startswith(text),
        stands_there,
        lambda r: r.function == text,
    ]


def _regions(answers: Sequence[Answer], form: RegionFormat) -> str:
    from accelagent.identifier.views import combined_answer, to_json, to_sarif

    if form is RegionFormat.table:
        return _table(answers)
    found, suppressed = combined_answer(answers)
    if form is RegionFormat.json:
        return json.dumps(to_json(found, suppressed), indent=2) + "\n"
    if form is RegionFormat.sarif:
        return json.dumps(to_sarif(found, suppressed), indent=2) + "\n"
    from accelagent.report.regions import regions_page

    return regions_page(found, [(s.region, f"{s.by}: {s.reason}") for s in suppressed])


def _table(answers: Sequence[Answer]) -> str:
    from accelagent.report.table import print_line, region_table

    console = terminal()
    with console.capture() as captured:
        for answer in answers:
            region_table(answer.found, console)
            for settled in answer.suppressed if len(answer.suppressed) <= 5 else ():
                r = settled.region
                print_line(
                    console,
                    f"  settled by {settled.by}: {r.path}:{r.start_line} {r.function}: {settled.reason}",
                    "dim",
                )
            if len(answer.suppressed) > 5:
                print_line(console, f"  settled by comment or baseline: {len(answer.suppressed)}", "dim")
            if answer.narrowed:
                print_line(console, f"  left out: {answer.narrowed}", "dim")
        if any(answer.found.regions for answer in answers):
            print_line(console, "  all about one of them: --explain FILE:LINE", "dim")
    return captured.get()
