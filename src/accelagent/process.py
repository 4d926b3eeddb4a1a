"""The one way to start a subprocess: own session, bounded output, a time limit that holds, no exception for a failing child."""

from __future__ import annotations

import contextlib
import os
import selectors
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from contextvars import ContextVar
from dataclasses import dataclass
from pathlib import Path
from threading import Event
from typing import IO, TypeAlias

# Set in a thread's context: once the event is set, the child that thread waits for is killed and Cancelled raised.
CANCEL: ContextVar[Event | None] = ContextVar("cancel", default=None)
Guard: TypeAlias = Callable[[int], str | None]  # pid of the child -> why to kill it


class Cancelled(Exception):
    """Whoever asked for this work wants it no more."""


OUTPUT_LIMIT = 256 * 1024
_CHUNK = 1 << 16
_GUARD_PERIOD_S = 0.25
_DRAIN_S = 0.5  # how long a grandchild that left the group may keep the pipes open after the child's end
_NOT_STARTED = 127


@dataclass(frozen=True, slots=True)
class Finished:
    """How a child ended; `output` is stdout and stderr as they arrived, both texts bounded.

    `returncode` is negative for a signal; `killed` says why we ended it, or is empty; `cpu_s` counts the child
    and the descendants it waited for.
    """

    returncode: int
    output: str
    stdout: str
    seconds: float
    timed_out: bool
    cpu_s: float
    killed: str = ""

    @property
    def ok(self) -> bool:
        return self.returncode == 0 and not self.killed

    def describe(self) -> str:
        """The end in a few words, such as `exit 2` or `signal 11 (SIGSEGV)`."""
        if self.killed:
            return self.killed
        number = -self.returncode if self.returncode < 0 else self.returncode - 128
        if 0 < number < signal.NSIG and (self.returncode < 0 or number in _FATAL):
            return f"signal {number} ({signal.Signals(number).name})"
        return f"exit {self.returncode}"


# A shell or a sandbox reports a child's death by signal n as 128 + n; only these are read back that way.
_FATAL = frozenset(
    {signal.SIGABRT, signal.SIGBUS, signal.SIGFPE, signal.SIGILL, signal.SIGKILL, signal.SIGSEGV}
)


def run(
    argv: Sequence[str],
    *,
    cwd: Path | None = None,
    env: Mapping[str, str] | None = None,
    timeout_s: float | None = None,
    output_limit: int = OUTPUT_LIMIT,
    stdin: int | IO[bytes] = subprocess.DEVNULL,
    errors: str = "replace",
    guard: Guard | None = None,
) -> Finished:
    """Run `argv` to its end and kill whatever is left of its group; a program that cannot start is exit 127.

    `errors` is how undecodable output bytes become text; `guard` is asked a few times per second.
    Raises Cancelled when the event in `CANCEL` is set meanwhile.
    """
    started = time.monotonic()
    try:
        child = subprocess.Popen(
            argv,
            cwd=cwd,
            env=env,
            stdin=stdin,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,
        )
    except OSError as error:
        what = f"cannot start {argv[0]}: {error.strerror}\n"
        return Finished(_NOT_STARTED, what, "", time.monotonic() - started, False, 0.0)
    following = _Following(child, output_limit, None if timeout_s is None else started + timeout_s, guard)
    try:
        following.follow()
    finally:
        cpu_s = _end(child)
    limit = f"time limit of {timeout_s:.3g} s exceeded" if timeout_s is not None else ""
    return Finished(
        returncode=child.returncode,
        output=following.merged.text(errors),
        stdout=following.stdout.text(errors),
        seconds=time.monotonic() - started,
        timed_out=following.timed_out,
        cpu_s=cpu_s,
        killed=limit if following.timed_out else following.stopped,
    )


def _end(child: subprocess.Popen[bytes]) -> float:
    """Kill the child's whole group, reap the child, close its pipes; CPU seconds used."""
    # The child is not reaped yet, so its group id cannot belong to anyone else.
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(child.pid, signal.SIGKILL)
    _, status, usage = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    for pipe in (child.stdout, child.stderr):
        if pipe:
            pipe.close()
    return usage.ru_utime + usage.ru_stime


class _Following:
    """Reads a child's output until its end, its deadline or the guard's word."""

    def __init__(
        self, child: subprocess.Popen[bytes], limit: int, deadline: float | None, guard: Guard | None
    ) -> None:
        self.child = child
        self.deadline = deadline
        self.guard = _heeding(CANCEL.get(), guard)
        self.merged = _Bounded(limit)
        self.stdout = _Bounded(limit)
        self.timed_out = False
        self.stopped = ""

    def follow(self) -> None:
        pidfd = os.pidfd_open(self.child.pid)
        try:
            with selectors.DefaultSelector() as selector:
                selector.register(pidfd, selectors.EVENT_READ, None)
                for pipe in (self.child.stdout, self.child.stderr):
                    if pipe:
                        selector.register(pipe.fileno(), selectors.EVENT_READ, pipe is self.child.stdout)
                self._until_exit(selector, pidfd)
                self._drain(selector, pidfd)
        finally:
            os.close(pidfd)

    def _until_exit(self, selector: selectors.BaseSelector, pidfd: int) -> None:
        next_guard = time.monotonic() + _GUARD_PERIOD_S
        while True:
            now = time.monotonic()
            if self.deadline is not None and now >= self.deadline:
                self.timed_out = True
                return
            if self.guard and now >= next_guard:
                self.stopped = self.guard(self.child.pid) or ""
                if self.stopped:
                    return
                next_guard = time.monotonic() + _GUARD_PERIOD_S
            if self._read_ready(selector, self._patience(now, next_guard), pidfd):
                return

    def _patience(self, now: float, next_guard: float) -> float | None:
        ends = [t for t in (self.deadline, next_guard if self.guard else None) if t is not None]
        return max(0.0, min(ends) - now) if ends else None

    def _read_ready(self, selector: selectors.BaseSelector, timeout: float | None, pidfd: int) -> bool:
        """Read what is there once; True when the child has exited."""
        exited = False
        for key, _ in selector.select(timeout):
            if key.fd == pidfd:
                exited = True
                continue
            chunk = os.read(key.fd, _CHUNK)
            if not chunk:
                selector.unregister(key.fd)
            self.merged.add(chunk)
            if key.data:
                self.stdout.add(chunk)
        return exited

    def _drain(self, selector: selectors.BaseSelector, pidfd: int) -> None:
        """Take what the group had already written; a process that left the group is waited for only briefly."""
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.child.pid, signal.SIGKILL)
        selector.unregister(pidfd)
        until = time.monotonic() + _DRAIN_S
        while selector.get_map() and time.monotonic() < until:
            self._read_ready(selector, max(0.0, until - time.monotonic()), pidfd)


def _heeding(cancel: Event | None, guard: Guard | None) -> Guard | None:
    if cancel is None:
        return guard

    def look(pid: int) -> str | None:
        if cancel.is_set():
            raise Cancelled
        return guard(pid) if guard else None

    return look


class _Bounded:
    """The head and the tail of a stream of any length."""

    def __init__(self, limit: int) -> None:
        self.half = max(1, limit // 2)
        self.head = bytearray()
        self.tail = bytearray()
        self.cut = 0

    def add(self, chunk: bytes) -> None:
        room = self.half - len(self.head)
        self.head += chunk[:room]
        self.tail += chunk[room:]
        if len(self.tail) > 2 * self.half:
            self._trim()

    def _trim(self) -> None:
        surplus = max(0, len(self.tail) - self.half)
        self.cut += surplus
        del self.tail[:surplus]

    def text(self, errors: str) -> str:
        self._trim()
        gap = f"\n… {self.cut} bytes cut …\n".encode() if self.cut else b""
        return bytes(self.head + gap + self.tail).decode("utf-8", errors)
