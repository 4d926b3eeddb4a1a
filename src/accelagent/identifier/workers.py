"""The same steps in this process or in several forked ones; who does which file changes nothing in the answers."""

from __future__ import annotations

import multiprocessing
import os
import signal
import traceback
import warnings
from collections.abc import Callable, Sequence
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from types import TracebackType
from typing import Any

from accelagent.errors import SourceError

Handler = Callable[[str, Any], Any]


def processors() -> int:
    """Cores this process may use."""
    return len(os.sched_getaffinity(0))


class Crew:
    """Workers that each keep what they have parsed; `ask` gives every worker its own argument."""

    def __init__(self, make: Callable[[], Handler], jobs: int) -> None:
        self.jobs = jobs
        self._own = make() if jobs == 1 else None
        self._members: list[tuple[BaseProcess, Connection]] = []
        for _ in range(jobs if jobs > 1 else 0):
            self._members.append(self._start(make))

    def _start(self, make: Callable[[], Handler]) -> tuple[BaseProcess, Connection]:
        context = multiprocessing.get_context("fork")
        ours, theirs = context.Pipe()
        others = [c for _, c in self._members] + [ours]
        process = context.Process(target=_serve, args=(theirs, make, others), daemon=True)
        with warnings.catch_warnings():
            # Workers touch no lock of another thread: they read, parse and answer on their own pipe.
            warnings.simplefilter("ignore", DeprecationWarning)
            process.start()
        theirs.close()
        return process, ours

    def ask(self, step: str, arguments: Sequence[Any]) -> list[Any]:
        """Answers of all workers to one step, in order; an exception of a worker is raised here."""
        if self._own is not None:
            return [self._own(step, arguments[0])]
        for (_, pipe), argument in zip(self._members, arguments, strict=True):
            pipe.send((step, argument))
        return [self._answer(pipe) for _, pipe in self._members]

    def _answer(self, pipe: Connection) -> Any:
        try:
            good, value = pipe.recv()
        except EOFError:
            raise SourceError("a scanning process died (out of memory?); try again with --jobs 1") from None
        if not good:
            raise RuntimeError(f"in a scanning process:\n{value}")
        return value

    def __enter__(self) -> Crew:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for process, pipe in self._members:
            pipe.close()
            if error is not None:
                process.kill()
        for process, _ in self._members:
            process.join()


def _serve(pipe: Connection, make: Callable[[], Handler], others: Sequence[Connection]) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent sees it and closes the pipe
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    for other in others:
        other.close()
    handler = make()
    while True:
        try:
            step, argument = pipe.recv()
        except (EOFError, OSError):
            os._exit(0)  # nothing of the parent's is to be flushed or closed twice
        try:
            answer = (True, handler(step, argument))
        except Exception:  # noqa: BLE001  # the parent raises it
            answer = (False, traceback.format_exc())
        try:
            pipe.send(answer)
        except OSError:
            os._exit(1)
