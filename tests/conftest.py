"""Makes the helper modules beside the tests importable, and keeps the user's environment out of them."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent
for folder in [HERE, *sorted(p for p in HERE.iterdir() if p.is_dir())]:
    sys.path.insert(0, str(folder))


@pytest.fixture(autouse=True)
def _clean_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("CPATH", "LD_PRELOAD", "ACCEL_STATS", "ACCEL_EMU_CONFIG", "GIT_DIR", "COLUMNS"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("ACCELAGENT_OVERLAY", "")
