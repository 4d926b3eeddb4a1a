"""The part of a device that an application has: engines of their own, and as much of the common bandwidth."""

from __future__ import annotations

from dataclasses import replace

from accelagent.devices.catalogue import catalogue
from accelagent.devices.model import DeviceModel, Parameter
from accelagent.domain import DeviceUse


def allotted(use: DeviceUse) -> DeviceModel:
    """The catalogue's model of the device, cut down to the application's engines."""
    return part(catalogue()[use.model], use.engines)


def part(model: DeviceModel, engines: int) -> DeviceModel:
    """The model with so many engines (0: all it has) and the same part of its bandwidth caps (assumed to divide evenly)."""
    whole = model.at("engines", "mid")
    if not engines or not whole:
        return model
    share = engines / whole
    parameters = {
        name: _scaled(p, engines / p.value if name == "engines" else share)
        if name == "engines" or name.endswith("bandwidth_cap")
        else p
        for name, p in model.parameters.items()
    }
    return replace(model, parameters=parameters)


def _scaled(parameter: Parameter, by: float) -> Parameter:
    return replace(parameter, value=parameter.value * by, low=parameter.low * by, high=parameter.high * by)
