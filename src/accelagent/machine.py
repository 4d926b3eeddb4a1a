"""What machine this is, and which backend and clocks a run can use here."""

from __future__ import annotations

import os
import platform
import subprocess
from pathlib import Path

from accelagent.devices import catalogue, hardware
from accelagent.domain import Clock, Design, Spec
from accelagent.errors import ToolchainError


def machine() -> dict[str, str]:
    """The facts a reader needs to judge figures from this machine."""
    return {
        "cpu": _cpu(),
        "cores": str(os.cpu_count() or 1),
        "kernel": f"{platform.system()} {platform.release().split('-')[0]}",
        "compiler": _compiler(),
        "python": platform.python_version(),
        "accelerators": ", ".join(hardware()) or "none",
    }


def _cpu() -> str:
    for line in Path("/proc/cpuinfo").read_text(encoding="utf-8", errors="replace").splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.machine()


def _compiler() -> str:
    try:
        done = subprocess.run(["gcc", "--version"], capture_output=True, text=True, timeout=10, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return "none"
    return done.stdout.partition("\n")[0] or "none"


def choose_backend(wanted: str, spec: Spec) -> str:
    """`hardware` when every lookaside device of the specification is here, else `emulated`; ToolchainError says what a wanted one lacks."""
    if wanted == "helper-core" and len(os.sched_getaffinity(0)) < 2:
        raise ToolchainError(
            "--backend helper-core: needs a second core, and this process may use one only; allowed: emulated"
        )
    if wanted in ("emulated", "helper-core"):
        return wanted
    lookaside = {d.model for d in spec.devices if catalogue()[d.model].kind == "lookaside"}
    absent = sorted(lookaside - set(hardware()))
    if wanted == "hardware" and absent:
        raise ToolchainError(
            f"--backend hardware: not in this machine: {', '.join(absent)}; allowed: emulated"
        )
    return "emulated" if absent else "hardware"


def clocks_for(design: Design, main: Clock) -> tuple[Clock, ...]:
    """In-core designs need no model, so their final measurement is in wall time as well."""
    offloads = any(name.startswith("offload-") for name in design.recipes)
    return (main,) if offloads or main is not Clock.VIRTUAL else (main, Clock.WALL)
