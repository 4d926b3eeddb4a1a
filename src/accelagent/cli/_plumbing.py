"""What every command shares: the console, faults as one line with an exit code, paths as a reader wants them."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

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


def usage_fault(fault: Any) -> str:
    """A wrong command line in one line: what is wrong, in which command, and what is allowed."""
    context = getattr(fault, "ctx", None)
    if context is None:
        return _line(fault.format_message())
    command = context.command
    name = " ".join(context.command_path.split()[1:]).removeprefix("-m accelagent").strip()
    name = name.removeprefix("accelagent").strip()
    said = _line(fault.format_message()).replace("Value error, ", "").rstrip(".")
    allowed = ""
    if type(fault).__name__ == "NoArgsIsHelpError":
        said = "a command is needed"
    if hasattr(command, "list_commands"):
        allowed = ", ".join(command.list_commands(context))
    elif hasattr(fault, "option_name") and "(" not in said:
        allowed = ", ".join(o for p in command.params for o in p.opts if o.startswith("--"))
    elif type(fault).__name__ in ("MissingParameter", "UsageError"):
        allowed = " ".join(command.collect_usage_pieces(context))
    return (f"{name}: " if name else "") + said + (f"; allowed: {allowed}" if allowed else "")


def _line(text: str) -> str:
    return " ".join(text.split())
