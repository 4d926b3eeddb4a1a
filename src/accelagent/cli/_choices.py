"""The values options take."""

from __future__ import annotations

from enum import StrEnum


class Backend(StrEnum):
    auto = "auto"
    emulated = "emulated"
    helper_core = "helper-core"
    hardware = "hardware"


class Gates(StrEnum):
    quick = "quick"
    full = "full"


class Corner(StrEnum):
    low = "low"
    mid = "mid"
    high = "high"


class RegionFormat(StrEnum):
    table = "table"
    json = "json"
    sarif = "sarif"
    html = "html"


class ReportFormat(StrEnum):
    html = "html"
    md = "md"
    json = "json"


class EmulatorClock(StrEnum):
    virtual = "virtual"
    fixed = "fixed"
    real = "real"
    wall = "wall"


class Work(StrEnum):
    late = "late"
    eager = "eager"
