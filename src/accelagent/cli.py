"""The command line: the only module that prints or decides an exit code.

Exit codes: 0 done; 1 done, but the goal or a gate was missed; 2 the user's input or this machine is at fault;
130 interrupted (the run can be resumed).
"""

from __future__ import annotations

import json
import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer

from accelagent import __version__
from accelagent.errors import AccelError, SpecError

if TYPE_CHECKING:
    from rich.console import Console

    from accelagent.domain import Identification

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


class Backend(StrEnum):
    auto = "auto"
    emulated = "emulated"
    hardware = "hardware"


class Gates(StrEnum):
    quick = "quick"
    full = "full"


class Corner(StrEnum):
    low = "low"
    mid = "mid"
    high = "high"


class RegionFormat(StrEnum):
    table = "table"
    json = "json"
    sarif = "sarif"


class ReportFormat(StrEnum):
    html = "html"
    md = "md"
    json = "json"


class EmulatorClock(StrEnum):
    virtual = "virtual"
    fixed = "fixed"
    wall = "wall"


class Work(StrEnum):
    late = "late"
    eager = "eager"


# --- the main job ----------------------------------------------------------------------------------------


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
    as_json: Annotated[bool, typer.Option("--json", help="Print the run as JSON.")] = False,
    unsafe: Annotated[
        bool, typer.Option("--unsafe-no-sandbox", help="Build and run candidates without a sandbox.")
    ] = False,
) -> None:
    """Identify, generate, prove, plan: the whole job, from a specification to patches, plan and report."""
    from accelagent.domain import Tier
    from accelagent.options import Options

    options = Options(
        backend=backend, gates=Tier(gates), seed=seed, trials=budget, corner=corner, unsafe=unsafe
    )
    with _faults():
        from accelagent.rundir import new_directory
        from accelagent.spec import load_spec

        loaded = load_spec(spec)
        directory = new_directory(loaded, out)
        _finish(directory, *_execute(loaded, directory, options, as_json), as_json)


@app.command()
def resume(
    run_name: Annotated[str, typer.Argument(metavar="RUN", help="A run's directory or name.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print the run as JSON.")] = False,
) -> None:
    """Continue a run that was interrupted; what it measured is kept."""
    with _faults():
        from accelagent.rundir import find_run, is_finished, stored_options
        from accelagent.spec import load_spec

        directory = find_run(run_name)
        if is_finished(directory):
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
    """Show an earlier run: the terminal tables, and the report as HTML, Markdown or JSON."""
    with _faults():
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
        console = _console()
        print_run(result, console)
        console.print(f"\nReport: {target}", soft_wrap=True)


@runs_app.command("list")
def runs_list(
    where: Annotated[Path, typer.Argument(help="Directory that holds runs.")] = Path("accel-out"),
) -> None:
    """List the runs under a directory, newest last."""
    with _faults():
        from accelagent.rundir import summaries

        console = _console()
        lines = summaries(where)
        console.print("\n".join(lines) if lines else f"no runs under {where}", soft_wrap=True)


def _execute(loaded: Any, directory: Path, options: Any, as_json: bool) -> tuple[Any, list[Path]]:
    from accelagent.artifacts import write_artifacts
    from accelagent.pipeline import Pipeline
    from accelagent.report.progress import Progress

    console = _console(stderr=as_json)
    signal.signal(signal.SIGTERM, _interrupt)
    try:
        with Progress(console) as progress:
            pipeline = Pipeline(loaded, directory, options, progress)
            result = pipeline.run()
    except KeyboardInterrupt:
        _stop(f"interrupted; what was measured is kept. Continue with: accelagent resume {directory}", 130)
    return result, write_artifacts(result, directory)


def _interrupt(number: int, frame: object) -> NoReturn:
    raise KeyboardInterrupt


def _finish(directory: Path, result: Any, artifacts: list[Path], as_json: bool) -> None:
    from accelagent.artifacts import render
    from accelagent.report.table import print_run

    if as_json:
        sys.stdout.write(render(result, directory, "json"))
    else:
        console = _console()
        print_run(result, console)
        console.print("\nWritten:", highlight=False)
        for path in artifacts:
            console.print(f"  {_shown(path)}", soft_wrap=True, highlight=False)
    if result.plan is None or not result.plan.feasible:
        raise typer.Exit(1)


# --- single stages ---------------------------------------------------------------------------------------


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
    with _faults():
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

    console = _console()
    with console.capture() as captured:
        for identification in found:
            region_table(identification, console)
    return captured.get()


@app.command(
    context_settings={"ignore_unknown_options": True, "allow_interspersed_args": False},
)
def emulate(
    command: Annotated[list[str] | None, typer.Argument(metavar="-- CMD...", show_default=False)] = None,
    device: Annotated[str, typer.Option(help="Device models, comma-separated.")] = "qat-4xxx",
    clock: Annotated[EmulatorClock, typer.Option(help="What time is.")] = EmulatorClock.virtual,
    corner: Annotated[Corner, typer.Option(help="End of the device model's ranges.")] = Corner.mid,
    work: Annotated[Work, typer.Option(help="When the operation is done.")] = Work.late,
    faults: Annotated[str, typer.Option(help="Fault presets, comma-separated.")] = "",
    stats: Annotated[Path | None, typer.Option(help="Write counters and times to this file.")] = None,
    print_flags: Annotated[bool, typer.Option(help="Print compile and link flags and stop.")] = False,
) -> None:
    """Run any program built for the vendors' interfaces on emulated devices."""
    with _faults():
        from accelagent import emulator
        from accelagent.devices import device as find
        from accelagent.emulator.run import emulate as start

        if print_flags:
            sys.stdout.write(emulator.print_flags() + "\n")
            return
        if not command:
            raise SpecError("emulate: no command given; write it after --")
        models = [(find(name.strip()), 1) for name in device.split(",")]
        for model, _ in models:
            if model.interface not in ("cpa", "idxd"):
                raise SpecError(f"emulate: {model.name} has no emulated interface; allowed: qat-4xxx, dsa")
        code = start(command, models, clock, corner, work, faults, stats)
    raise typer.Exit(code)


@app.command()
def bench(
    name: Annotated[str, typer.Argument(help="Which; an unknown name lists them.", show_default=False)],
    as_json: Annotated[bool, typer.Option("--json", help="Print every figure with its samples.")] = False,
) -> None:
    """Measure and print figures beside what they are held against; never judges them."""
    with _faults():
        from accelagent import bench as benches
        from accelagent.bench._table import bench_table

        found = benches.document(benches.bench(name))
        if as_json:
            sys.stdout.write(json.dumps(found, indent=2) + "\n")
        else:
            bench_table(found, _console())


# --- devices and knowledge -------------------------------------------------------------------------------


@devices_app.command("list")
def devices_list() -> None:
    """The devices of the catalogue, and which are in this machine."""
    with _faults():
        from accelagent.devices import catalogue, hardware
        from accelagent.report.devices import device_list

        device_list(catalogue().values(), hardware(), _console())


@devices_app.command("show")
def devices_show(name: Annotated[str, typer.Argument(metavar="NAME", help="A catalogue model.")]) -> None:
    """Every number of one device, with its range, grade and source."""
    with _faults():
        from accelagent.devices import device
        from accelagent.report.devices import device_sheet

        device_sheet(device(name), _console())


@devices_app.command("calibrate")
def devices_calibrate(
    device: Annotated[str, typer.Option(help="A catalogue model.")] = "qat-4xxx",
    output: Annotated[
        Path | None,
        typer.Option(help="Overlay to write.", show_default="hardware: the user's; emulator: printed"),
    ] = None,
    hidden_overlay: Annotated[
        Path | None, typer.Option(help="Parameters that only the emulator sees, to prove recovery.")
    ] = None,
) -> None:
    """Measure a device with micro-benchmarks and write its numbers as an overlay of the catalogue."""
    with _faults():
        from accelagent.calibration.calibrate import calibrate, save

        found = calibrate(device, hidden_overlay)
        target = save(found, output)
        if target is None:
            sys.stdout.write(found.text())
            return
        _console().print(f"Overlay: {target}", soft_wrap=True, highlight=False)


@devices_app.command("doctor")
def devices_doctor() -> None:
    """Check what this machine needs: compiler, emulator, sandbox; and say what to do about it."""
    with _faults():
        from accelagent.doctor import examine

        console = _console()
        broken = 0
        for check in examine():
            mark = "[red]missing[/]" if check.problem else "[green]ok[/]     "
            console.print(f"{mark}  {check.what}: {check.found}", highlight=False, soft_wrap=True)
            if check.problem:
                broken += 1
                console.print(f"         {check.problem}", highlight=False, markup=False, soft_wrap=True)
        if broken:
            raise typer.Exit(2)


@knowledge_app.command("search")
def knowledge_search(
    text: Annotated[str, typer.Argument(metavar="TEXT", help="Words or an API name.")],
) -> None:
    """Entries nearest to the words."""
    with _faults():
        from accelagent.knowledge import search

        console = _console()
        found = search(text)
        if not found:
            console.print(f"no entry matches {text!r}; see: accelagent knowledge list", markup=False)
        for entry in found:
            console.print(
                f"[bold]{entry.id}[/]  {entry.title}  ({entry.kind}, {entry.grade})", highlight=False
            )


@knowledge_app.command("list")
def knowledge_list() -> None:
    """Every entry."""
    with _faults():
        from accelagent.knowledge import entries

        console = _console()
        for entry in entries().values():
            console.print(f"[bold]{entry.id}[/]  {entry.title}", highlight=False)


# --- plumbing --------------------------------------------------------------------------------------------


def _console(*, stderr: bool = False) -> Console:
    from rich.console import Console

    class Pipe(Console):
        """As rich's, but a reader that has seen enough (`| head`) is no failure."""

        def on_broken_pipe(self) -> NoReturn:
            raise BrokenPipeError

    said = os.environ.pop("COLUMNS", "")  # rich reads it, too, and does not check it
    piped = int(said) if said.isdigit() and int(said) > 0 else 110
    width = None if (sys.stderr if stderr else sys.stdout).isatty() else piped
    return Pipe(stderr=stderr, width=width)


@contextmanager
def _faults() -> Iterator[None]:
    """The user's and the machine's faults in one line with exit code 2; anything else is a bug and shows itself."""
    try:
        yield
    except AccelError as fault:
        _stop(str(fault), 2)
    except KeyboardInterrupt:
        _stop("interrupted", 130)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise typer.Exit(0) from None
    except OSError as fault:
        if fault.filename is None:
            raise
        _stop(f"{fault.filename}: {fault.strerror}", 2)


def _stop(message: str, code: int) -> NoReturn:
    print(f"accelagent: {message}", file=sys.stderr)
    raise typer.Exit(code)


def _shown(path: Path) -> str:
    here = Path.cwd()
    return str(path.relative_to(here)) if path.is_relative_to(here) else str(path)


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


def main() -> None:
    """Entry point of the `accelagent` command."""
    app()
