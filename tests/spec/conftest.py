"""A specification with its source directories, and a way to change one piece of it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from accelagent.domain import Spec
from accelagent.errors import SpecError
from accelagent.spec import load_spec

EXAMPLE = """\
version: 1
application: photo-service
services:
  thumbnailer:
    source: ./thumbnailer
    build: make
    test: make check
    verify: ./compare {baseline} {candidate}
    workload: {command: ./bench --frames 300, items: 300, unit: frame}
    devices: [qat, isal]
    objectives: [maximize throughput, output_size <= 1.30x]
    load: 900 frame/s
  session-store:
    source: ./session-store
    prepare: ./configure
    build: make
    workload: ./bench
    objectives: [minimize latency_p99, cpu_time <= 1.0x]
    calls: {thumbnailer: 0.2}
    exclude: ["tests/**"]
devices:
  qat: {model: qat-4xxx, count: 2}
  isal: isal
goal: maximize throughput(thumbnailer) subject to latency_p99(session-store) <= 1.2x and cpu_time <= 0.8x
budget: {trials: 200, wall: 20min}
"""

Load = Callable[..., Spec]
Fault = Callable[..., str]


@pytest.fixture
def load(tmp_path: Path) -> Load:
    """Loads the example with `old` replaced by `new`, beside its sources."""
    for name in ("thumbnailer", "session-store"):
        (tmp_path / name).mkdir()

    def load_changed(old: str = "", new: str = "") -> Spec:
        assert old in EXAMPLE
        file = tmp_path / "accel.yaml"
        file.write_text(EXAMPLE.replace(old, new, 1) if old else EXAMPLE, encoding="utf-8")
        return load_spec(file)

    return load_changed


@pytest.fixture
def fault(load: Load, tmp_path: Path) -> Fault:
    """The one-line message of the SpecError that the change causes, without the directory."""

    def message(old: str, new: str) -> str:
        with pytest.raises(SpecError) as caught:
            load(old, new)
        text = str(caught.value)
        assert "\n" not in text
        return text.replace(f"{tmp_path}/", "")

    return message
