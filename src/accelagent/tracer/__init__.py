"""Follows a real run: sizes, counts, time and overlap of calls of interest per call site, in every process of the run."""

from __future__ import annotations

from accelagent.tracer.run import Traced, trace

__all__ = ["Traced", "trace"]
