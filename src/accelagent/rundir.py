"""Where runs live: names, finding earlier ones, and what a run's database says of itself."""

from __future__ import annotations

import os
import secrets
from datetime import UTC, datetime
from pathlib import Path

from accelagent.domain import Run, Spec
from accelagent.errors import SpecError, StoreError
from accelagent.options import Options
from accelagent.store import Store, decode

DATABASE = "run.db"


def new_directory(spec: Spec, out: Path | None) -> Path:
    """The directory of a new run: `out`, or one under ./accel-out; never inside a service's source tree."""
    if out is not None:
        return _checked(spec, out.resolve())
    stamp = datetime.now(UTC).strftime("%Y%m%d-%H%M%S")
    name = f"{spec.application}-{stamp}-{secrets.token_hex(2)}"
    here = Path.cwd() / "accel-out" / name
    if _inside_source(spec, here):
        state = os.environ.get("XDG_STATE_HOME") or str(Path.home() / ".local" / "state")
        return Path(state) / "accelagent" / name
    return here


def _checked(spec: Spec, out: Path) -> Path:
    if _inside_source(spec, out):
        raise SpecError(
            f"--out {out}: lies inside the source of a service; allowed: any directory outside it"
        )
    if out.exists() and not out.is_dir():
        raise SpecError(f"--out {out}: is a file; allowed: a directory, new or empty")
    if (out / DATABASE).exists():
        raise SpecError(
            f"--out {out}: holds a run already; continue it with: accelagent resume {out}, or remove it to begin anew"
        )
    if out.is_dir() and any(out.iterdir()):
        raise SpecError(f"--out {out}: is not empty; allowed: a directory, new or empty")
    return out


def begun_or_new(spec: Spec, out: Path | None, options: Options) -> tuple[Path, Options]:
    """A run to work on step by step: the one begun in `out` with its own options, else a new one with `options`."""
    if out is None or not (out / DATABASE).exists():
        return new_directory(spec, out), options
    path, stored = stored_options(out)
    if path != spec.path:
        raise SpecError(f"--out {out}: is a run of {path}; allowed: a run of {spec.path}, or a new directory")
    return out.resolve(), stored


def _inside_source(spec: Spec, directory: Path) -> bool:
    return any(directory.is_relative_to(s.source.resolve()) for s in spec.services)


def places() -> list[Path]:
    """Where runs are looked for by name: ./accel-out, then the user's state directory."""
    state = os.environ.get("XDG_STATE_HOME") or str(Path.home() / ".local" / "state")
    return [Path("accel-out"), Path(state) / "accelagent"]


def find_run(name: str) -> Path:
    """A run by directory, or by name or its beginning under one of `places`."""
    direct = Path(name)
    if (direct / DATABASE).is_file():
        return direct.resolve()
    runs = sorted((r for where in places() for r in known_runs(where)), key=_age)
    matching = [r for r in runs if r.name.startswith(name)] if name != "last" else runs[-1:]
    if len(matching) == 1:
        return matching[0].resolve()
    what = "several runs" if matching else "no run"
    shown = ", ".join(r.name for r in (matching or runs)[-5:]) or "none there"
    looked = " and ".join(str(p.absolute()) for p in places())
    raise SpecError(f"{what} {name!r} in {looked}; allowed: a run's directory, `last`, or a name ({shown})")


def _age(run: Path) -> float:
    return (run / DATABASE).stat().st_mtime


def known_runs(where: Path) -> list[Path]:
    """Run directories under `where`, oldest first."""
    if not where.is_dir():
        return []
    found = [p for p in where.iterdir() if (p / DATABASE).is_file()]
    return sorted(found, key=_age)


def new_subdirectory(directory: Path, name: str, out: Path | None) -> Path:
    """`out`, or a new numbered directory in the run's; it exists afterwards."""
    number = 1 + sum(1 for _ in directory.glob(f"{name}-*"))
    place = (out or directory / f"{name}-{number}").resolve()
    place.mkdir(parents=True, exist_ok=True)
    return place


def stored_options(directory: Path, *, anew: bool = True) -> tuple[Path, Options]:
    """The specification's path and the options the run was started with; it must be unchanged to run it `anew`."""
    with Store.open(directory / DATABASE, create=False) as store:
        spec, options = store.get("run", "spec"), store.get("run", "options")
    if spec is None or options is None:
        raise StoreError(f"{directory / DATABASE}: this run stopped before it began; start it anew")
    path = Path(spec["path"])
    if anew and not path.is_file():
        raise SpecError(f"{path}: the specification of this run is gone")
    if anew and path.read_text(encoding="utf-8") != spec["text"]:
        raise SpecError(f"{path}: has changed since this run began; start a new run")
    return path, decode(Options, options)


def is_finished(directory: Path) -> bool:
    """Whether the run in `directory` came to its end."""
    with Store.open(directory / DATABASE, create=False) as store:
        return store.get("run", "result") is not None


def stored_run(directory: Path) -> Run:
    """The finished run in `directory`; StoreError when it never finished."""
    with Store.open(directory / DATABASE, create=False) as store:
        stored = store.get("run", "result")
    if stored is None:
        raise StoreError(
            f"{directory}: the run did not finish; continue it with: accelagent resume {directory}"
        )
    result: Run = decode(Run, stored)
    return result


def note_failure(directory: Path, reason: str) -> None:
    """Record that a run ended on a fault of its input or of this machine; it may still be resumed."""
    if (directory / DATABASE).is_file():
        with Store.open(directory / DATABASE, create=False) as store:
            store.append("failed", datetime.now(UTC).isoformat(), {"reason": reason})


def summaries(where: Path) -> list[str]:
    """One line per run: name, and what became of it."""
    lines = []
    for path in known_runs(where):
        try:
            lines.append(f"{path.name}  {_summary(path)}")
        except StoreError as error:
            lines.append(f"{path.name}  cannot be read: {error}")
    return lines


def _summary(path: Path) -> str:
    with Store.open(path / DATABASE, create=False) as store:
        stored, failed = store.get("run", "result"), store.all("failed")
    if stored is None and failed:
        return f"failed: {failed[-1]['reason']}"
    if stored is None:
        return f"unfinished: accelagent resume {path}"
    run: Run = decode(Run, stored)
    nodes = sum(len(s.trials) for s in run.services)
    verdict = "goal met" if run.plan is not None and run.plan.feasible else "goal missed"
    return f"{len(run.services)} services, {nodes} nodes, {verdict}"
