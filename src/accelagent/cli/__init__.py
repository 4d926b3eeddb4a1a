"""The command line: the only package that prints or decides an exit code; one module per command or group.

Exit codes: 0 done; 1 done, but the goal or a gate was missed; 2 the user's input or this machine is at fault;
70 a fault of AccelAgent's own, with its traceback; 130 interrupted (the run can be resumed).
"""

from __future__ import annotations

import importlib
import pkgutil
import sys
import traceback

from accelagent.cli._app import app
from accelagent.cli._plumbing import usage_fault

__all__ = ["app", "main"]

_MODULES = (m.name for m in pkgutil.iter_modules(__path__) if not m.name.startswith("_"))
for _module in sorted(_MODULES, key=lambda name: (name != "job", name)):  # help lists the main job first
    importlib.import_module(f"{__name__}.{_module}")


def main() -> None:
    """Entry point of the `accelagent` command."""
    try:
        code = app(standalone_mode=False)
    except Exception as fault:  # noqa: BLE001 - the last resort: Python would end with 1, which means a missed goal
        if not isinstance(getattr(fault, "exit_code", None), int) or not hasattr(fault, "format_message"):
            traceback.print_exc()
            print("accelagent: this is a fault of AccelAgent's own, not of your input", file=sys.stderr)
            sys.exit(70)
        print(f"accelagent: {usage_fault(fault)}", file=sys.stderr)
        sys.exit(2)
    sys.exit(code if isinstance(code, int) else 0)
