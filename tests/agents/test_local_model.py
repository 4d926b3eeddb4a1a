"""The script that runs a real model here reads its command line: options of its own, and a whole command behind `with`."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

SCRIPT = Path(__file__).parents[2] / "scripts" / "local_model.py"


@pytest.fixture(scope="module")
def script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("local_model", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize(
    ("words", "action", "rest", "port"),
    [
        (["serve", "--port", "18000"], "serve", [], 18000),
        (["test", "tests/live", "tests/agents"], "test", ["tests/live", "tests/agents"], 0),
        (["with", "accelagent", "run", "--port", "7"], "with", ["accelagent", "run", "--port", "7"], 0),
    ],
)
def test_its_own_options_are_read_and_a_commands_are_not(
    script: ModuleType, words: list[str], action: str, rest: list[str], port: int
) -> None:
    given = script.asked(words)
    assert (given.action, given.rest, given.port) == (action, rest, port)


def test_a_missing_command_is_said(script: ModuleType, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        script.asked(["with"])
    assert "which command" in capsys.readouterr().err
