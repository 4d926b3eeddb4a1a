"""Makes the helper modules beside the tests importable, and keeps the user's environment out of them."""

from __future__ import annotations

import contextlib
import signal
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent
collect_ignore = ["corpus"]  # annotated snippets, some of them named like tests
for folder in [HERE, *sorted(p for p in HERE.iterdir() if p.is_dir())]:
    sys.path.insert(0, str(folder))


# A suite started in the background inherits an ignored SIGINT, and so would every program that a test interrupts.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    with contextlib.suppress(ValueError):  # outside the main thread
        signal.signal(signal.SIGINT, signal.default_int_handler)

# What these claim about time rests on when a shared machine lets real processes run: one failure proves nothing there,
# three in a row do. Everywhere else a test has to pass the first time.
SCHEDULED = {"agents", "bench", "calibration", "emulator", "evaluation", "examples", "mcp", "rebase"}
SCHEDULED_FILES = {"test_cli.py", "test_composed.py", "test_evaluate.py", "test_validation.py"}


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    repeats = config.pluginmanager.hasplugin(
        "rerunfailures"
    )  # `-p no:rerunfailures` finds what rests on luck
    for item in items if repeats else ():
        if item.path.relative_to(HERE).parts[0] in SCHEDULED or item.path.name in SCHEDULED_FILES:
            item.add_marker(pytest.mark.flaky(reruns=2, reruns_delay=1))


@pytest.fixture(autouse=True)
def _clean_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("CPATH", "LD_PRELOAD", "ACCEL_STATS", "ACCEL_EMU_CONFIG", "GIT_DIR", "COLUMNS"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("ACCELAGENT_OVERLAY", "")
    monkeypatch.setenv("ACCELAGENT_DEVICES", "")
