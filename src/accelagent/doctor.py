"""Whether this machine has what AccelAgent needs: one line per check, with the fix where something is missing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from accelagent.errors import ToolchainError


@dataclass(frozen=True, slots=True)
class Check:
    """One thing looked at; `problem` is empty when it is well."""

    what: str
    found: str
    problem: str = ""


def examine() -> Iterator[Check]:
    """Compiler and emulator, sandbox, git, and the accelerators that are really here."""
    from accelagent.machine import machine

    facts = machine()
    yield Check("compiler", facts["compiler"], "install gcc" if facts["compiler"] == "none" else "")
    yield _emulator()
    yield _sandbox()
    yield _git()
    yield Check("accelerators in this machine", facts["accelerators"])


def _emulator() -> Check:
    from accelagent.emulator import ensure_built

    try:
        ensure_built()
    except ToolchainError as fault:
        return Check("device emulator", "not built", str(fault))
    return Check("device emulator", "built")


def _sandbox() -> Check:
    from accelagent.evaluation.sandbox import check_sandbox

    problem = check_sandbox()
    return Check("sandbox", "does not work" if problem else "works", problem or "")


def _git() -> Check:
    from accelagent.process import run

    done = run(["git", "--version"], timeout_s=20)
    return Check("git", done.stdout.strip() or "none", "" if done.ok else "install git")
