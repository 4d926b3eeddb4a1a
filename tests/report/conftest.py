"""The example run, importable under importlib mode."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest


@pytest.fixture(scope="session")
def run_example() -> ModuleType:
    """The module that builds the hand-made run."""
    path = Path(__file__).parent / "run_example.py"
    spec = importlib.util.spec_from_file_location("report_run_example", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module
