"""What every command shares: the console, faults as one line with an exit code, paths as a reader wants them."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import typer

from accelagent.errors import AccelError

if TYPE_CHECKING:
    from rich.console import Console


def terminal(*, stderr: bool = False) -> Console:
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
def guarded() -> Iterator[None]:
    """The user's and the machine's faults in one line with exit code 2; anything else is a bug and shows itself."""
    try:
        yield
    except AccelError as fault:
        stop(str(fault), 2)
    except KeyboardInterrupt:
        stop("interrupted", 130)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise typer.Exit(0) from None
    except OSError as fault:
        if fault.filename is None:
            raise
        stop(f"{fault.filename}: {fault.strerror}", 2)


def stop(message: str, code: int) -> NoReturn:
    print(f"accelagent: {message}", file=sys.stderr)
    raise typer.Exit(code)


def shown(path: Path) -> str:
    here = Path.cwd()
    return str(path.relative_to(here)) if path.is_relative_to(here) else str(path)
