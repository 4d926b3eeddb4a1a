"""Built services of one application run together, as processes that share the devices, and what each of them did."""

from __future__ import annotations

import re
import shlex
import shutil
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from accelagent.domain import Clock, Composition, Metric, Service
from accelagent.evaluation.gates import Answer, failed, told
from accelagent.evaluation.metrics import printed
from accelagent.evaluation.running import Conditions, Observed, Runner
from accelagent.evaluation.sandbox import Bind

if TYPE_CHECKING:
    from accelagent.emulator import ProcessStats

PLACE = PurePosixPath("/tmp/accel/together")  # each service's tree is seen below it under the service's name
_LINE = re.compile(r"^accel-metric[ \t]+([A-Za-z][\w-]*)\.(\S+)([ \t].*)$", re.MULTILINE)
_AGAIN_MOST = 1000  # runs of a short workload while a longer one lasts


@dataclass(frozen=True, slots=True)
class Member:
    """A service with the built tree to run; `knobs` reach its processes only."""

    service: Service
    tree: Path
    knobs: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Meeting:
    """One run together: figures in base units by service and metric name (`path_latency_p99` and its kin as printed)."""

    figures: Mapping[tuple[str, str], float]
    device_ops: int
    device_busy_s: float


def meet(
    runner: Runner, members: Sequence[Member], composition: Composition, clock: Clock, cores: int
) -> Meeting | Answer:
    """Run all members at the same time; an answer says why there are no figures.

    With a command, that command drives them and prints `accel-metric SERVICE.NAME VALUE UNIT` lines. Without one, every
    service's own workload runs, shorter ones again and again until the longest has ended; first runs are what counts.
    """
    workspace = Path(tempfile.mkdtemp(dir=runner.scratch))
    try:
        binds = [Bind(m.tree, _inside(runner, m), writable=True) for m in members]
        if composition.base is not None:
            binds.append(Bind(composition.base))
        command = composition.command and _filled(composition.command, runner, members, composition.base)
        if not command:
            (workspace / "together.sh").write_text(_script(runner, members))
            command = "sh ./together.sh"
        # The knobs of services differ, so none is set for all.
        seen = runner.run(command, workspace, Conditions(clock), timeout_s=composition.timeout, binds=binds)
        if not seen.finished.ok:
            return failed(f"together: {told(seen.finished)}", seen.finished.output)
        return _meeting(seen, members, runner, workspace, cores, driven=bool(composition.command))
    finally:
        shutil.rmtree(workspace, ignore_errors=True)


def _inside(runner: Runner, member: Member) -> Path:
    return member.tree if runner.sandbox.unsafe else Path(PLACE / member.service.name)


def _filled(command: str, runner: Runner, members: Iterable[Member], base: Path | None) -> str:
    """The command with `{SERVICE}` as the place of its tree and `{here}` as the specification's directory."""
    places = {m.service.name: str(_inside(runner, m)) for m in members}
    places["here"] = str(base or "")
    for name, place in places.items():
        command = command.replace("{" + name + "}", shlex.quote(place))
    return command


def _script(runner: Runner, members: Sequence[Member]) -> str:
    """Starts every workload at once; each leaves its process number, output and exit code in the workspace."""
    ended = "$(ls -d *.status 2>/dev/null | grep -c .)"
    lines = ["here=$(pwd)", f"finished() {{ [ {ended} -ge {len(members)} ]; }}"]
    for member in members:
        name, place = member.service.name, shlex.quote(str(_inside(runner, member)))
        knobs = " ".join(shlex.quote(f"{k}={v}") for k, v in member.knobs)
        once = f"env {knobs} /bin/sh -c {shlex.quote(member.service.workload.command)}"
        lines += [
            "(",
            f"  cd {place} || exit 1",
            f'  /bin/sh -c \'echo $$ > "$0"; shift; exec "$@"\' $here/{name}.pid x {once} > $here/{name}.out 2>&1',
            f"  echo $? > $here/{name}.status",
            f"  cd $here; turns=0; until finished || [ $turns -ge {_AGAIN_MOST} ]; do",
            f"    turns=$((turns + 1)); (cd {place} && {once} > /dev/null 2>&1) || break",
            "  done",
            ") &",
        ]
    lines += [
        "wait",
        *(
            f"sed 's/^accel-metric[ \\t]*/accel-metric {m.service.name}./' {m.service.name}.out"
            for m in members
        ),
        *(f'[ "$(cat {m.service.name}.status)" = 0 ] || exit 1' for m in members),
    ]
    return "\n".join(lines) + "\n"


def _meeting(
    seen: Observed, members: Sequence[Member], runner: Runner, workspace: Path, cores: int, *, driven: bool
) -> Meeting | Answer:
    figures: dict[tuple[str, str], float] = {}
    try:
        for service, lines in _lines_by_service(seen.finished.stdout).items():
            figures |= {(service, str(name)): value for name, value in printed(lines).items()}
    except ValueError as error:
        return failed(f"together: accel-metric line: {error}", seen.finished.output)
    for member in members:
        mine = _driven(seen, runner, member) if driven else _family(seen.processes, _pid(workspace, member))
        figures |= _timed(member.service, mine, figures, cores, driven=driven)
    if not figures:
        said = (
            "prints no `accel-metric SERVICE.NAME VALUE UNIT` line"
            if driven
            else "left no record of its time"
        )
        return failed(f"together: the composition {said}", seen.finished.output)
    return Meeting(figures, seen.counters.device_ops, seen.counters.device_busy_s)


def _lines_by_service(stdout: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for service, name, rest in _LINE.findall(stdout):
        found[service] = found.get(service, "") + f"accel-metric {name}{rest}\n"
    return found


def _timed(
    service: Service,
    processes: Sequence[ProcessStats],
    figures: Mapping[tuple[str, str], float],
    cores: int,
    *,
    driven: bool,
) -> dict[tuple[str, str], float]:
    """CPU time per item, and throughput over the time of the service's processes unless the load was driven at a rate."""
    if not processes:
        return {}
    cpu = sum(p.cpu_s for p in processes)
    found = {(service.name, "cpu_seconds"): cpu}
    items = figures.get((service.name, "items")) or service.workload.items
    if not items or driven:
        return found
    span = max(p.end_s for p in processes) - min(p.start_s for p in processes)
    elapsed = max(span, cpu / cores)  # in virtual time no thread waits for a core: the work-span bound does
    if elapsed > 0:
        found[service.name, str(Metric.THROUGHPUT)] = items / elapsed
        found[service.name, str(Metric.CPU_TIME)] = cpu / items
    return found


def _driven(seen: Observed, runner: Runner, member: Member) -> list[ProcessStats]:
    """The processes whose program lies in the member's tree."""
    place = str(_inside(runner, member)) + "/"
    return [p for p in seen.processes if p.exe.startswith(place)]


def _family(processes: Sequence[ProcessStats], first: int) -> list[ProcessStats]:
    """The process `first` and everything it started."""
    inside = {first}
    while True:
        more = {p.pid for p in processes if p.ppid in inside} - inside
        if not more:
            return [p for p in processes if p.pid in inside]
        inside |= more


def _pid(workspace: Path, member: Member) -> int:
    path = workspace / f"{member.service.name}.pid"
    text = path.read_text().strip() if path.is_file() else ""
    return int(text) if text.isdigit() else -1
