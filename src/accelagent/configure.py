"""Devices of this host set up as a plan says: the steps, carrying them out, and taking them back."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from accelagent.devices import catalogue
from accelagent.errors import SpecError, ToolchainError
from accelagent.process import run as run_command

JOURNAL = Path("var/lib/accelagent/configure.jsonl")
_DRIVER = Path("sys/bus/pci/drivers/4xxx")
_IDXD = Path("sys/bus/dsa/devices")
_TIMEOUT_S = 60.0


@dataclass(frozen=True, slots=True)
class Step:
    """One change: a text into a file (`before` None: the file was not there), or a command with the one that undoes it."""

    kind: str  # write | command
    target: str  # path below the root, or the command
    after: str = ""
    before: str | None = None
    undo: str = ""  # command; empty: nothing to do

    def describe(self) -> str:
        if self.kind == "command":
            return f"run    {self.target}"
        was = "not there" if self.before is None else json.dumps(self.before.strip())
        return f"write  /{self.target}: {json.dumps(self.after.strip())} (now {was})"


def read_plan(path: Path) -> dict[str, Any]:
    """plan.yaml, or that of a run's directory, checked against its schema."""
    import jsonschema
    from ruamel.yaml import YAML
    from ruamel.yaml.error import YAMLError

    from accelagent.schemas import load_schema

    file = path / "plan.yaml" if path.is_dir() else path
    try:
        plan = YAML(typ="safe", pure=True).load(file.read_text(encoding="utf-8"))
    except (YAMLError, UnicodeDecodeError) as fault:
        raise SpecError(f"{file}: no YAML: {' '.join(str(fault).split())[:200]}") from fault
    wrong = next(iter(jsonschema.Draft202012Validator(load_schema("plan")).iter_errors(plan)), None)
    if wrong is not None:
        where = ".".join(str(part) for part in wrong.absolute_path) or "top level"
        raise SpecError(f"{file}: {where}: {wrong.message[:200]}; allowed: a plan.yaml that a run wrote")
    if not plan["feasible"]:
        raise SpecError(f"{file}: feasible: the plan misses its goal, so no host is configured for it")
    return dict(plan)


def steps(plan: Mapping[str, Any], folder: Path, root: Path) -> list[Step]:
    """What has to change on the host below `root`; ToolchainError when a device of the plan is not there.

    `folder` holds the plan's `deploy/`.
    """
    wanted = {s["device"] for s in plan["services"] if s.get("work_queue")}
    devices: Mapping[str, Any] = plan.get("devices") or {}
    found: list[Step] = []
    for name in sorted(wanted):
        use = devices.get(name)
        if use is None or use["model"] not in catalogue():
            raise SpecError(
                f"plan.yaml: devices.{name}: not given; allowed: the devices of a plan that a run wrote"
            )
        make = _MAKERS.get(catalogue()[use["model"]].interface)
        found += make(name, use, folder, root) if make else []
    return found


def _qat(name: str, use: Mapping[str, Any], folder: Path, root: Path) -> Iterator[Step]:
    """Each device is set to compression while it is down; qatmgr learns how many functions a process takes."""
    driver = root / _DRIVER
    functions = sorted(e.name for e in driver.iterdir() if ":" in e.name) if driver.is_dir() else []
    _present(name, use, len(functions), driver)
    changed = False
    for function in functions[: use["count"]]:
        place = Path("sys/bus/pci/devices") / function / "qat"
        state, service = _text(root, place / "state"), _text(root, place / "cfg_services")
        if service is None:
            raise ToolchainError(f"{root / place}/cfg_services: not there: the kernel is older than 6.0")
        if service.strip() == "dc":
            continue
        changed = True
        yield Step("write", str(place / "state"), "down\n", state)
        yield Step("write", str(place / "cfg_services"), "dc\n", service)
        yield Step("write", str(place / "state"), "up\n", "down\n")
    settings = Path("etc/sysconfig/qat")
    text, now = (folder / "qat.sysconfig").read_text(encoding="utf-8"), _text(root, settings)
    if text != now:
        changed = True
        yield Step("write", str(settings), text, now)
    if changed:
        yield Step("command", "systemctl restart qat", undo="systemctl restart qat")


def _idxd(name: str, use: Mapping[str, Any], folder: Path, root: Path) -> Iterator[Step]:
    """accel-config loads the plan's file; what was there before is saved first and loaded again to undo."""
    prefix = "iax" if use["model"] == "iaa" else "dsa"
    place = root / _IDXD
    there = (
        [e.name for e in place.iterdir() if e.name.rstrip("0123456789") == prefix] if place.is_dir() else []
    )
    _present(name, use, len(there), place)
    file = folder / "accel-config.json"
    config = json.loads(file.read_text(encoding="utf-8"))
    mine = [d["dev"] for d in config if str(d["dev"]).startswith(prefix)]
    missing = [d for d in mine if d not in there]
    if missing:
        raise ToolchainError(
            f"{file}: {', '.join(missing)}: not on this host; it has {', '.join(sorted(there))}: rename them in the file"
        )
    before = f"/{JOURNAL.parent}/before-{prefix}.json"
    yield Step("command", f"accel-config save-config -s {before}")
    for device in mine:
        if (_text(root, _IDXD / device / "state") or "").strip() == "enabled":
            yield Step("command", f"accel-config disable-device {device}")
    off = "; ".join(f"accel-config disable-device {d}" for d in mine)
    yield Step(
        "command",
        f"accel-config load-config -c {file.absolute()} -e",
        undo=f"{off}; accel-config load-config -c {before} -e",
    )


_MAKERS: Mapping[str, Callable[[str, Mapping[str, Any], Path, Path], Iterator[Step]]] = {
    "cpa": _qat,
    "idxd": _idxd,
    "qpl": _idxd,
}


def _present(name: str, use: Mapping[str, Any], have: int, place: Path) -> None:
    if have < use["count"]:
        raise ToolchainError(
            f"{name}: the plan needs {use['count']} {use['model']}, this host has {have} ({place}); "
            "allowed: a host with the device, or --root of one"
        )


def _text(root: Path, path: Path) -> str | None:
    file = root / path
    return file.read_text(encoding="utf-8") if file.is_file() else None


# --- carrying out and taking back -------------------------------------------------------------------------------


def apply(todo: Sequence[Step], root: Path, plan: str, say: Callable[[str], None]) -> None:
    """Every step in order, each in the journal before it is done; stops at the first that fails."""
    with _Journal(root) as journal:
        number = journal.last + 1
        for step in todo:
            say(step.describe())
            journal.note({"apply": number, "plan": plan, **asdict(step)})
            _do(step.kind, step.target, step.after, root, "what was done so far is taken back by --undo")


def undo(root: Path, say: Callable[[str], None]) -> int:
    """The last application taken back, files in reverse order and then commands; how many steps that were."""
    with _Journal(root) as journal:
        number = journal.last
        if not number:
            raise SpecError(f"{root / JOURNAL}: nothing to undo")
        done = [e for e in journal.entries if e.get("apply") == number]
        files = [e for e in reversed(done) if e["kind"] == "write"]
        commands = [e for e in done if e["kind"] == "command" and e["undo"]]
        for entry in files:
            was = entry["before"]
            say(f"write  /{entry['target']}: " + ("removed" if was is None else json.dumps(was.strip())))
            _do("remove" if was is None else "write", entry["target"], was or "", root, "")
        for entry in commands:
            say(f"run    {entry['undo']}")
            _do("command", entry["undo"], "", root, "")
        journal.note({"undone": number})
    return len(files) + len(commands)


def _do(kind: str, target: str, text: str, root: Path, advice: str) -> None:
    if kind == "command":
        _command(target, root, advice)
        return
    file = root / target
    try:
        if kind == "remove":
            file.unlink(missing_ok=True)
            return
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    except OSError as fault:
        raise ToolchainError(f"{file}: {fault.strerror}" + (f"; {advice}" if advice else "")) from fault


def _command(command: str, root: Path, advice: str) -> None:
    if root != Path("/"):
        return  # another root has no service manager and no driver of its own
    done = run_command(["/bin/sh", "-c", command], cwd=root, timeout_s=_TIMEOUT_S)
    if not done.ok:
        said = " ".join(done.output.split())[:200]
        raise ToolchainError(f"{command}: {done.describe()}: {said}" + (f"; {advice}" if advice else ""))


class _Journal:
    """One JSON line per step and per undo, on disk before the step is done; one process at a time."""

    def __init__(self, root: Path) -> None:
        self.path = root / JOURNAL
        self.entries: list[dict[str, Any]] = []

    def __enter__(self) -> _Journal:
        import fcntl

        self.path.parent.mkdir(parents=True, exist_ok=True)
        self.file = self.path.open("a+", encoding="utf-8")
        try:
            fcntl.flock(self.file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as fault:
            self.file.close()
            raise ToolchainError(f"{self.path}: another process is configuring this host") from fault
        self.file.seek(0)
        self.entries = [json.loads(line) for line in self.file if line.endswith("\n")]
        return self

    def __exit__(self, *_: object) -> None:
        self.file.close()

    @property
    def last(self) -> int:
        """The latest application that was not undone; 0 for none."""
        undone = {e["undone"] for e in self.entries if "undone" in e}
        return max((e["apply"] for e in self.entries if "apply" in e and e["apply"] not in undone), default=0)

    def note(self, entry: Mapping[str, Any]) -> None:
        self.file.write(json.dumps({"time": round(time.time()), **entry}) + "\n")
        self.file.flush()
        os.fsync(self.file.fileno())
