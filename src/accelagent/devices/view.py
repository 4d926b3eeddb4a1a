"""The catalogue as rows of text, for `devices list` and `devices show`."""

from __future__ import annotations

from collections.abc import Mapping

from accelagent.devices.model import DeviceModel, Parameter

LIST_COLUMNS = ("model", "kind", "interface", "here", "use", "operations", "title")
PARAMETER_COLUMNS = ("parameter", "value", "low", "high", "unit", "grade", "source", "note")
CAPABILITY_COLUMNS = ("operation", "algorithm", "executions", "max bytes", "note")

_SCALES = {
    "s": ((1.0, "s"), (1e-3, "ms"), (1e-6, "us"), (1e-9, "ns")),
    "byte/s": ((1e9, "GB/s"), (1e6, "MB/s"), (1.0, "byte/s")),
    "byte": ((2.0**20, "MiB"), (2.0**10, "KiB"), (1.0, "byte")),
}


def overview(models: Mapping[str, DeviceModel], here: tuple[str, ...]) -> list[tuple[str, ...]]:
    """One row per device, in LIST_COLUMNS."""
    return [
        (
            m.name,
            m.kind,
            m.interface or "-",
            "yes" if m.name in here or m.kind == "host" else "no",
            _use(m),
            ", ".join(dict.fromkeys(str(c.operation) for c in m.capabilities)),
            m.title,
        )
        for m in models.values()
    ]


def _use(model: DeviceModel) -> str:
    """What a device of the catalogue is good for here: the baseline, running candidates, or only judging."""
    if model.kind == "host":
        return "baseline"
    return "judge, run" if model.runs else "judge"


def describe(model: DeviceModel) -> list[tuple[str, ...]]:
    """One row per parameter, in PARAMETER_COLUMNS, numbers in the unit that suits the value."""
    return [_row(p) for p in model.parameters.values()]


def capabilities(model: DeviceModel) -> list[tuple[str, ...]]:
    """One row per capability, in CAPABILITY_COLUMNS."""
    return [
        (
            str(c.operation),
            c.algorithm,
            ", ".join(c.executions),
            "" if c.max_bytes is None else str(c.max_bytes),
            c.note,
        )
        for c in model.capabilities
    ]


def _row(parameter: Parameter) -> tuple[str, ...]:
    scale, unit = _scale(parameter)
    numbers = (f"{n / scale:.4g}" for n in (parameter.value, parameter.low, parameter.high))
    return (parameter.name, *numbers, unit, str(parameter.grade), parameter.source, parameter.note)


def _scale(parameter: Parameter) -> tuple[float, str]:
    scales = _SCALES.get(parameter.unit, ((1.0, parameter.unit),))
    return next((s for s in scales if parameter.value >= s[0]), scales[-1])
