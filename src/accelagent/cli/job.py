"""The main job and what remains of it: run, resume, report, runs."""

from __future__ import annotations

import signal
import sys
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer

from accelagent.cli import _model
from accelagent.cli._app import app, runs_app
from accelagent.cli._choices import Backend, Corner, Gates, ReportFormat
from accelagent.cli._plumbing import guarded, shown, stop, terminal
from accelagent.errors import AccelError, SpecError
from accelagent.options import ModelSettings, Options, Output, Prompts, Writes


@app.command()
def run(
    spec: Annotated[Path, typer.Argument(help="The specification, e.g. accel.yaml.", show_default=False)],
    out: Annotated[
        Path | None, typer.Option(help="Where results go.", show_default="accel-out/<run>")
    ] = None,
    backend: Annotated[Backend, typer.Option(help="Where offloaded work runs.")] = Backend.auto,
    gates: Annotated[Gates, typer.Option(help="Gates every selected candidate must pass.")] = Gates.full,
    budget: Annotated[
        int | None, typer.Option(min=1, help="Trials in all.", show_default="the specification's")
    ] = None,
    corner: Annotated[
        Corner, typer.Option(help="Device model: its fastest, middle or slowest end.")
    ] = Corner.mid,
    seed: Annotated[int, typer.Option(help="Seed of every random choice.")] = 1,
    proposer: _model.Proposer = None,
    model: _model.Model = None,
    base_url: _model.BaseUrl = "",
    model_output: _model.OutputMode = Output.TOOL,
    model_writes: _model.WritesWhat = Writes.CODE,
    model_prompts: _model.Told = Prompts.FULL,
    model_requests: _model.Requests = 60,
    model_tokens: _model.Tokens = 1_000_000,
    model_dollars: _model.Dollars = None,
    model_seconds: _model.Seconds = 900.0,
    model_answer_seconds: _model.AnswerSeconds = 180.0,
    model_attempts: _model.Attempts = 3,
    replay: _model.Replay = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the run as JSON.")] = False,
    unsafe: Annotated[
        bool, typer.Option("--unsafe-no-sandbox", help="Build and run candidates without a sandbox.")
    ] = False,
) -> None:
    """Identify, generate, prove, plan: the whole job, from a specification to patches, plan and report."""
    from accelagent.domain import Tier

    with guarded():
        from accelagent.rundir import new_directory
        from accelagent.spec import load_spec

        settings, recorded = _model.as_recorded(replay)
        if model is not None or (replay is not None and settings is None):
            settings = ModelSettings(
                model or "replay",
                base_url=base_url,
                output=model_output,
                writes=model_writes,
                prompts=model_prompts,
                requests=model_requests,
                tokens=model_tokens,
                dollars=model_dollars,
                seconds=model_seconds,
                answer_s=model_answer_seconds,
                attempts=model_attempts,
            )
        options = Options(
            backend=backend,
            gates=Tier(gates),
            seed=seed,
            trials=budget,
            corner=corner,
            unsafe=unsafe,
            proposers=_model.who(proposer, model, replay, recorded),
            model=settings,
            replay=_model.recording(replay),
        )
        loaded = load_spec(spec)
        directory = new_directory(loaded, out)
        _finish(directory, *_execute(loaded, directory, options, as_json), as_json)


@app.command()
def resume(
    run_name: Annotated[str, typer.Argument(metavar="RUN", help="A run's directory or name.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print the run as JSON.")] = False,
) -> None:
    """Continue a run that was interrupted; what it measured is kept."""
    with guarded():
        from accelagent.artifacts import complete, write_artifacts
        from accelagent.rundir import find_run, is_finished, stored_options, stored_run
        from accelagent.spec import load_spec

        directory = find_run(run_name)
        if is_finished(directory):
            if not complete(directory):  # killed after its last measurement
                result = stored_run(directory)
                _finish(directory, result, write_artifacts(result, directory), as_json)
                return
            raise SpecError(f"{directory}: the run is finished; show it with: accelagent report {directory}")
        spec_path, options = stored_options(directory)
        loaded = load_spec(spec_path)
        _finish(directory, *_execute(loaded, directory, options, as_json), as_json)


@app.command()
def report(
    run_name: Annotated[str, typer.Argument(metavar="RUN", help="A run's directory or name.")],
    form: Annotated[ReportFormat, typer.Option("--format", help="What to write.")] = ReportFormat.html,
    output: Annotated[
        Path | None, typer.Option(help="File to write; - for standard output.", show_default="in the run")
    ] = None,
) -> None:
    """Print an earlier run's tables, and write its report as HTML, Markdown or JSON: into the run, or where --output says."""
    with guarded():
        from accelagent.artifacts import render
        from accelagent.report.table import print_run
        from accelagent.rundir import find_run, stored_run

        directory = find_run(run_name)
        result = stored_run(directory)
        text = render(result, directory, form)
        if str(output) == "-":
            sys.stdout.write(text)
            return
        target = output or directory / f"report.{form}"
        target.write_text(text, encoding="utf-8")
        console = terminal()
        print_run(result, console)
        console.print(
            f"\nAbove: the tables. Written as {form.value}: {shown(target)} (--output - prints it instead)",
            soft_wrap=True,
            highlight=False,
        )


@runs_app.command("list")
def runs_list(
    where: Annotated[Path, typer.Argument(help="Directory that holds runs.")] = Path("accel-out"),
) -> None:
    """List the runs under a directory, newest last."""
    with guarded():
        from accelagent.rundir import summaries

        console = terminal()
        lines = summaries(where)
        console.print("\n".join(lines) if lines else f"no runs under {where}", soft_wrap=True)


@runs_app.command("verify")
def runs_verify(
    run_name: Annotated[str, typer.Argument(metavar="RUN", help="A run's directory or name.")],
) -> None:
    """Check a run's record against itself: database, commits, patches and plan. Exit 1 if something does not fit."""
    with guarded():
        from accelagent.runcheck import verify
        from accelagent.rundir import find_run

        directory = find_run(run_name)
        console = terminal()
        wrong = 0
        for check in verify(directory):
            mark = "[green]ok[/]   " if check.good else "[red]wrong[/]"
            console.print(f"{mark}  {check.what}: ", end="", highlight=False)
            console.print(check.found, markup=False, highlight=False, soft_wrap=True)
            wrong += not check.good
    if wrong:
        raise typer.Exit(1)


@runs_app.command("export")
def runs_export(
    run_name: Annotated[str, typer.Argument(metavar="RUN", help="A run's directory or name.")],
    output: Annotated[
        Path | None, typer.Option(help="Archive to write.", show_default="<run>.tar.gz")
    ] = None,
) -> None:
    """Pack a run's record, artifacts and commits into one archive, without its work trees."""
    with guarded():
        from accelagent.runcheck import export
        from accelagent.rundir import find_run

        directory = find_run(run_name)
        target = output or Path(f"{directory.name}.tar.gz")
        count = export(directory, target)
        terminal().print(f"Written: {target} ({count} files)", soft_wrap=True, highlight=False)


def _execute(loaded: Any, directory: Path, options: Any, as_json: bool) -> tuple[Any, list[Path]]:
    from accelagent.artifacts import write_artifacts
    from accelagent.pipeline import Pipeline
    from accelagent.report.progress import Progress
    from accelagent.rundir import note_failure

    console = terminal(stderr=as_json)
    signal.signal(signal.SIGTERM, _interrupt)
    try:
        with Progress(console) as progress:
            pipeline = Pipeline(loaded, directory, options, progress, _model.advisers(options))
            result = pipeline.run()
    except KeyboardInterrupt:
        stop(f"interrupted; what was measured is kept. Continue with: accelagent resume {directory}", 130)
    except AccelError as fault:
        note_failure(directory, str(fault))
        raise
    return result, write_artifacts(result, directory)


def _interrupt(number: int, frame: object) -> NoReturn:
    raise KeyboardInterrupt


def _finish(directory: Path, result: Any, artifacts: list[Path], as_json: bool) -> None:
    from accelagent.artifacts import render
    from accelagent.report.table import print_run

    if as_json:
        sys.stdout.write(render(result, directory, "json"))
    else:
        console = terminal()
        print_run(result, console)
        console.print("\nWritten:", highlight=False)
        for path in artifacts:
            console.print(f"  {shown(path)}", soft_wrap=True, highlight=False)
    missed = [note for note in result.notes if note.startswith("model:")]
    for note in missed:
        print(f"accelagent: {note}", file=sys.stderr)
    if missed or result.plan is None or not result.plan.feasible:
        raise typer.Exit(1)
