"""A fault of the tool's own is told apart from a missed goal and from the user's input."""

from __future__ import annotations

import subprocess
import sys


def test_an_unforeseen_exception_ends_with_a_code_of_its_own_and_a_traceback() -> None:
    broken = (
        "import sys, accelagent.cli as cli\n"
        "def fails(**_): raise KeyError('unforeseen')\n"
        "cli.app = fails\n"
        "sys.argv = ['accelagent', 'runs']\n"
        "cli.main()\n"
    )
    done = subprocess.run([sys.executable, "-c", broken], capture_output=True, text=True)
    assert done.returncode == 70
    assert "Traceback" in done.stderr
    assert (
        done.stderr.splitlines()[-1] == "accelagent: this is a fault of AccelAgent's own, not of your input"
    )
