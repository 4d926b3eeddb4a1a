"""The environment under which a program meets the emulated devices."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from accelagent.domain import Clock
from accelagent.emulator import idxd
from accelagent.emulator.faults import Fault, lines, schedule
from accelagent.emulator.host import PLACE, Host, from_environment
from accelagent.emulator.install import Install
from accelagent.errors import SpecError

if TYPE_CHECKING:
    from accelagent.devices import DeviceModel

CLOCKS = ("virtual", "fixed", "real", "wall")
WORK = ("late", "eager")

# What the C side reads (config.c), and what a second device of the kind adds to.
_PARAMETERS = (
    "submit_s",
    "poll_s",
    "empty_poll_s",
    "setup_s",
    "latency_s",
    "engine_bandwidth_l1",
    "engine_bandwidth_l6",
    "engine_bandwidth_l9",
    "decompress_engine_bandwidth",
    "bandwidth_cap",
    "decompress_bandwidth_cap",
    "sym_engine_bandwidth",
    "sym_bandwidth_cap",
    "rsa2048_engine_s",
    "ec256_engine_s",
    "engines",
    "instances",
    "ring_depth",
    "max_request_bytes",
    "no_work",
    *PLACE,
)
_SCALED = frozenset(
    {"bandwidth_cap", "decompress_bandwidth_cap", "sym_bandwidth_cap", "engines", "instances"}
)


def environment(
    install: Install,
    devices: Sequence[tuple[DeviceModel, int]],
    *,
    stats: Path,
    clock: Clock | str,
    corner: str = "mid",
    faults: str = "",
    work: str = "late",
    scratch: Path,
    host: idxd.IdxdHost | None = None,
    machine: Host | None = None,
) -> dict[str, str]:
    """Variables to add to a program's environment; writes the device parameters into `scratch`.

    `clock` is virtual, wall, real (a helper core), or fixed (host CPU counts as nothing); `faults` lists presets and files (faults.py).
    `host` says what DSA devices' queues there are and who may map them, `machine` what the host lets programs do with
    any device; our own environment says it by default.
    """
    clock = "real" if clock == Clock.HELPER else str(clock)
    _check("clock", clock, CLOCKS)
    _check("work", work, WORK)
    rules = schedule(faults)
    machine = machine or from_environment(os.environ)
    config = scratch / "emulator.conf"
    units = _behind_idxd(devices, rules)
    parts = (
        _configuration(devices, corner, machine),
        _iaa(devices, corner, machine),
        _host(corner),
        lines(rules),
    )
    config.write_text("".join(parts), encoding="ascii")
    stats.mkdir(parents=True, exist_ok=True)
    preload, more = str(install.preload), {}
    if units:
        host = machine.idxd(units, host or idxd.IdxdHost.from_environment(os.environ), corner)
        idxd.write_tree(scratch / "idxd", units, corner, host)
        with config.open("a", encoding="ascii") as file:
            file.write(idxd.configuration(units, _instructions(), corner, host) + machine.place("dsa"))
        preload = f"{install.preload_idxd}:{preload}"
        more = {"ACCEL_EMU_DSA_ROOT": str((scratch / "idxd").resolve())}
    return {
        **more,
        "LD_PRELOAD": preload,
        "LD_LIBRARY_PATH": str(install.lib),
        "ACCEL_EMU_CONFIG": str(config),
        "ACCEL_EMU_STATS": str(stats),
        "ACCEL_EMU_CLOCK": clock,
        "ACCEL_EMU_WORK": work,
    }


def _behind_idxd(devices: Sequence[tuple[DeviceModel, int]], rules: Sequence[Fault]) -> tuple[idxd.Unit, ...]:
    dsa = _one_model(devices, lambda m: m.interface == "idxd")
    iaa = _one_model(devices, lambda m: m.interface == "qpl")
    return idxd.units(
        dsa if dsa is None or not _absent(rules, "dsa") else None,
        iaa if iaa is None or not _absent(rules, "iaa") else None,
    )


def _instructions() -> DeviceModel:
    """The model whose host costs hold for every device behind the driver: instructions and looks are the same."""
    from accelagent.devices import device

    return device("dsa")


def _absent(rules: Sequence[Fault], device: str) -> bool:
    return any(rule.kind == "absent" and rule.device in ("", device) for rule in rules)


def _check(key: str, value: str, allowed: Sequence[str]) -> None:
    if value not in allowed:
        raise SpecError(f"emulator: {key}: {value!r} is unknown; allowed: {', '.join(allowed)}")


def _host(corner: str) -> str:
    """What the kernel of the assumed host takes, as `key = value` lines."""
    from accelagent.devices import device

    latency = device("host-cpu").parameter("channel_latency_s").at(corner)
    return f"channel_latency_s = {float(latency)!r}\n"


def _configuration(devices: Sequence[tuple[DeviceModel, int]], corner: str, machine: Host) -> str:
    """The devices behind the CPA interface as `key = value` lines; in-core units run for real and need none."""
    found = _one_model(devices, lambda m: m.interface == "cpa")
    if found is None or not machine.iommu:
        return ""  # without an IOMMU the library finds no function to use
    model, count = found
    lines = [f"# {model.name}, corner {corner}, {count} of them"]
    for name in _PARAMETERS:
        if name in model.parameters:
            value = model.parameters[name].at(corner) * (count if name in _SCALED else 1)
            if name == "instances" and machine.qat_instances is not None:
                value = machine.qat_instances
            lines.append(f"qat.{name} = {float(value)!r}")
    lines.append(f"qat.sva = {int(machine.qat_sva)}")
    return "\n".join(lines) + "\n" + machine.place("qat")


def _iaa(devices: Sequence[tuple[DeviceModel, int]], corner: str, machine: Host) -> str:
    """The devices behind the QPL library."""
    found = _one_model(devices, lambda m: m.interface == "qpl")
    if found is None:
        return ""
    model, count = found
    lines = [f"# {model.name}, corner {corner}, {count} of them", f"iaa.devices = {count}"]
    for name, parameter in model.parameters.items():
        lines.append(f"iaa.{name} = {float(parameter.at(corner))!r}")
    return "\n".join(lines) + "\n" + machine.place("iaa")


def _one_model(
    devices: Sequence[tuple[DeviceModel, int]], belongs: Callable[[DeviceModel], bool]
) -> tuple[DeviceModel, int] | None:
    """The model behind one driver and how many devices of it there are."""
    behind = [(model, count) for model, count in devices if belongs(model)]
    if len({model.name for model, _ in behind}) > 1:
        names = ", ".join(model.name for model, _ in behind)
        raise SpecError(f"emulator: devices: {names} share one interface; a run can have one model of them")
    return (behind[0][0], sum(count for _, count in behind)) if behind else None
