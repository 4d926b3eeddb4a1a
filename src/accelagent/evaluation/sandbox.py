"""Untrusted commands in a bubblewrap box: no network, read-only root, private /tmp, empty environment, bounded appetite."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from accelagent.process import Finished, run

# Where a command sees the source tree it works on. One place for every tree, so that absolute paths which a
# configure step bakes into build files or binaries mean the tree at hand and never the baseline's.
WORKSPACE = Path("/tmp/accel/source")
ENVIRONMENT: Mapping[str, str] = {
    "PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
    "HOME": "/tmp",
    "TMPDIR": "/tmp",
    "LANG": "C.UTF-8",
}
# Character devices, huge pages and the socket of QAT's resource manager.
_ACCELERATORS = (
    "/dev/vfio",
    "/dev/usdm_drv",
    "/dev/qat_dev_processes",
    "/dev/qat_adf_ctl",
    "/dev/dsa",
    "/dev/iax",
    "/dev/hugepages",
    "/run/qat",
)

# The first process of a box. As it is process 1 it waits for everybody, so that the kernel's count of CPU time holds
# orphans too; at the command's end it says who is still there, after a moment for those about to leave.
_FIRST = (
    '"$@"; code=$?; set -- /proc/[0-9]*; for moment in 1 2 3 4; do [ $# -gt 1 ] || break; '
    "sleep 0.05; set -- /proc/[0-9]*; done; "
    '[ $# -eq 1 ] || echo "accelagent: $(($# - 1)) processes left running" >&2; exit $code'
)
_LEFT = re.compile(r"^accelagent: (\d+) processes left running$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Appetite:
    """What one command may take before it is killed; sizes in bytes."""

    file_bytes: int = 4 << 30
    disk_bytes: int = 8 << 30
    tmp_bytes: int = 2 << 30
    processes: int = 2048
    memory_share: float = 0.8  # of the machine's memory, over all processes of the command


@dataclass(frozen=True, slots=True)
class Bind:
    """A host directory or file that the command sees at `inside` (at its own path when None)."""

    host: Path
    inside: Path | None = None
    writable: bool = False


@dataclass(frozen=True, slots=True)
class Sandbox:
    """Runs shell commands boxed; `unsafe` runs them bare, for machines where the user decided so."""

    unsafe: bool = False
    appetite: Appetite = Appetite()
    hidden: tuple[Path, ...] = ()  # directories beside the homes that no command may see
    real_devices: bool = False  # whether accelerators of this machine are reachable

    def workspace(self, tree: Path) -> Path:
        """Where a command run on `tree` finds it."""
        return tree if self.unsafe else WORKSPACE

    def run(
        self,
        command: str,
        *,
        cwd: Path,
        binds: Sequence[Bind] = (),
        env: Mapping[str, str] | None = None,
        timeout_s: float | None = None,
    ) -> Finished:
        """Run `command` by /bin/sh; `cwd` is a path inside. The whole box dies at the time limit."""
        variables = {**ENVIRONMENT, **(env or {})}
        limits = ["prlimit", "--core=0", f"--fsize={self.appetite.file_bytes}", "--"]
        shell = ["/bin/sh", "-c", command]
        guard = _guard(self.appetite, [b.host for b in binds if b.writable])
        if self.unsafe:
            return run([*limits, *shell], cwd=cwd, env=variables, timeout_s=timeout_s, guard=guard)
        box = _box(self.hidden, binds, self.appetite)
        for place in _ACCELERATORS if self.real_devices else ():
            box += ["--dev-bind-try", place, place]
        for name, value in ENVIRONMENT.items():
            box += ["--setenv", name, value]
        settings = [f"{name}={value}" for name, value in variables.items()]
        # The first process of the box stands outside the emulation: only the command gets its variables.
        box += ["--chdir", str(cwd), "--", "/bin/sh", "-c", _FIRST, "first", "env", *settings, *shell]
        outer = {"PATH": ENVIRONMENT["PATH"]}
        return run([*limits, *box], env=outer, timeout_s=timeout_s, guard=guard)


def left_running(finished: Finished) -> int:
    """How many processes a boxed command left behind when it ended; they died with the box."""
    found = _LEFT.findall(finished.output[-4096:])
    return int(found[-1]) if found else 0


def check_sandbox() -> str | None:
    """None when commands can be boxed here, else one line that says why not and what to do."""
    if not shutil.which("bwrap", path=ENVIRONMENT["PATH"]):
        return "bubblewrap (bwrap) is not installed: apt-get install bubblewrap"
    if not shutil.which("prlimit", path=ENVIRONMENT["PATH"]):
        return "prlimit is not installed: apt-get install util-linux"
    done = Sandbox().run("true", cwd=Path("/tmp"), timeout_s=20)
    if done.ok:
        return None
    said = done.output.strip().splitlines()[-1:] or [done.describe()]
    return (
        f"bubblewrap cannot make a sandbox here ({said[0]}): allow unprivileged user namespaces, "
        "e.g. sysctl kernel.unprivileged_userns_clone=1 kernel.apparmor_restrict_unprivileged_userns=0"
    )


def _box(hidden: Sequence[Path], binds: Sequence[Bind], appetite: Appetite) -> list[str]:
    size = str(appetite.tmp_bytes)
    argv = ["bwrap", "--ro-bind", "/", "/", "--dev", "/dev", "--proc", "/proc"]
    argv += ["--size", size, "--tmpfs", "/tmp", "--size", size, "--tmpfs", "/dev/shm"]
    for directory in _secrets(hidden):
        argv += ["--tmpfs", str(directory)]
    # Parents first: a later mount over an earlier one's parent would hide it.
    for bind in sorted(binds, key=lambda b: len((b.inside or b.host).parts)):
        host, inside = str(bind.host.resolve()), str(bind.inside or bind.host)
        argv += ["--bind" if bind.writable else "--ro-bind", host, inside]
    # Run by root, bubblewrap would leave the box every capability, and with it the means to remount the root.
    argv += ["--unshare-user", "--unshare-all", "--cap-drop", "ALL"]
    return [*argv, "--as-pid-1", "--die-with-parent", "--new-session", "--clearenv"]


def _secrets(hidden: Sequence[Path]) -> list[Path]:
    """Homes (keys, tokens), /run (sockets of daemons such as Docker's), and `hidden`: existing, parents first."""
    places = [Path.home(), Path("/root"), Path("/home"), Path("/run"), *hidden]
    found = {p.resolve() for p in places if p.is_dir()} - {Path("/"), Path("/tmp")}
    return sorted(found, key=lambda p: len(p.parts))


def _guard(appetite: Appetite, writable: Sequence[Path]) -> Callable[[int], str | None]:
    """Watches what resource limits cannot bound: processes and memory of a tree of processes, and the disk.

    RLIMIT_NPROC counts per user and never binds root, so processes are counted here.
    """
    import psutil

    places = [p for p in writable if p.is_dir()]
    free = [shutil.disk_usage(p).free for p in places]
    memory = psutil.virtual_memory().total * appetite.memory_share

    def look(pid: int) -> str | None:
        try:
            children = psutil.Process(pid).children(recursive=True)
        except psutil.Error:
            return None
        if len(children) > appetite.processes:
            return f"more than {appetite.processes} processes"
        if sum(_resident(child) for child in children) > memory:
            return f"more than {appetite.memory_share:.0%} of this machine's memory"
        for place, before in zip(places, free, strict=True):
            # Others may use the disk too: the walk decides, the cheap figure only says when to walk.
            fell = before - shutil.disk_usage(place).free
            if fell > appetite.disk_bytes and _occupied(place) > appetite.disk_bytes:
                return f"more than {appetite.disk_bytes >> 20} MiB written"
        return None

    return look


def _resident(process: object) -> int:
    import psutil

    assert isinstance(process, psutil.Process)
    try:
        return int(process.memory_info().rss)
    except psutil.Error:
        return 0


def _occupied(directory: Path) -> int:
    """Bytes on disk under `directory`."""
    total = 0
    for parent, _, names in os.walk(directory):
        for name in names:
            try:
                total += (Path(parent) / name).lstat().st_blocks * 512
            except OSError:
                continue
    return total
