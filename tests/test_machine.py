"""What a run may use on this machine is said before it starts."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from accelagent.domain import Clock, Design
from accelagent.errors import ToolchainError
from accelagent.machine import choose_backend, clocks_for
from accelagent.spec import load_spec
from mini import make_service


def test_a_helper_core_needs_a_core_to_spare(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    spec = load_spec(make_service(tmp_path))
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {0, 1})
    assert choose_backend("helper-core", spec) == "helper-core"
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {0})
    with pytest.raises(ToolchainError, match="needs a second core, .* allowed: emulated"):
        choose_backend("helper-core", spec)


def test_only_virtual_time_has_wall_time_beside_it() -> None:
    offload, in_core = Design("offload-sync"), Design("incore-isal")
    assert clocks_for(in_core, Clock.VIRTUAL) == (Clock.VIRTUAL, Clock.WALL)
    assert clocks_for(offload, Clock.VIRTUAL) == (Clock.VIRTUAL,)
    for clock in (Clock.HELPER, Clock.WALL):
        assert clocks_for(offload, clock) == clocks_for(in_core, clock) == (clock,)
