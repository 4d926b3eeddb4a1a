"""Turns on a run: whoever builds or measures in its directory holds its lock and counts one turn."""

from __future__ import annotations

import fcntl
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from accelagent.errors import SpecError

LOCK = "work.lock"


@contextmanager
def turn(out: Path, patience_s: float = 1800.0) -> Iterator[int]:
    """Hold the run in `out`; gives the number of this turn, one more than the last of any process.

    Raises SpecError when another process still holds it after `patience_s`. A killed holder lets go.
    """
    with (out / LOCK).open("a+") as lock:
        _wait_for(lock.fileno(), out, patience_s)
        lock.seek(0)
        text = lock.read().strip()
        number = (int(text) if text.isdigit() else 0) + 1
        lock.truncate(0)
        lock.write(str(number))
        lock.flush()
        yield number


def _wait_for(descriptor: int, out: Path, patience_s: float) -> None:
    until = time.monotonic() + patience_s
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return
        except BlockingIOError:
            if time.monotonic() >= until:
                raise SpecError(f"{out}: another process is working on this run") from None
            time.sleep(0.2)
