"""The devices: what each accepts, what it costs, and which are here."""

from accelagent.devices.catalogue import catalogue, device, load, usual
from accelagent.devices.cost import (
    COLD,
    OffloadCost,
    Place,
    break_even_bytes,
    cold_seconds,
    cpu_seconds,
    offload_cost,
    portable_seconds,
)
from accelagent.devices.hardware import hardware
from accelagent.devices.model import Capability, DeviceModel, Parameter, UnknownName
from accelagent.devices.share import allotted, part
from accelagent.devices.view import describe

__all__ = [
    "COLD",
    "Capability",
    "DeviceModel",
    "OffloadCost",
    "Parameter",
    "Place",
    "UnknownName",
    "allotted",
    "break_even_bytes",
    "catalogue",
    "cold_seconds",
    "cpu_seconds",
    "describe",
    "device",
    "hardware",
    "load",
    "offload_cost",
    "part",
    "portable_seconds",
    "usual",
]
