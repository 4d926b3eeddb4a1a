"""The control arm of a faster level: zlib alone is told another level, the program stays as it is."""

from __future__ import annotations

from pathlib import Path

from accelagent.bench._packer import packer
from accelagent.domain import Clock, Measured, Metric
from accelagent.evaluation.fastzlib import FAST_ZLIB, level_controls, shares_zlib


def test_the_unmodified_program_compresses_faster_and_larger() -> None:
    with packer(3, streams=True) as evaluator:
        evaluator.baseline()
        outcome = evaluator.arm(FAST_ZLIB)
    assert isinstance(outcome, Measured)
    [size] = [e for e in outcome.estimates if e.metric is Metric.OUTPUT_SIZE and e.clock is Clock.VIRTUAL]
    assert size.ratio > 1.0


def test_where_nothing_compresses_by_zlib_no_level_is_asked_about(tmp_path: Path) -> None:
    assert level_controls(()) == ()
    (tmp_path / "prog").write_bytes(b"\x7fELF and a library libc.so.6")
    assert not shares_zlib([tmp_path / "prog", tmp_path / "absent"])
