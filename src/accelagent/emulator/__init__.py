"""Emulated accelerators: the vendors' libraries in software, on a virtual clock."""

from accelagent.emulator.device_process import DeviceProcess
from accelagent.emulator.faults import presets
from accelagent.emulator.idxd import IdxdHost
from accelagent.emulator.install import Install, ensure_built, print_flags, print_prefix
from accelagent.emulator.settings import environment
from accelagent.emulator.stats import DeviceStats, EmulatorStats, ProcessStats, read_stats

__all__ = [
    "DeviceProcess",
    "DeviceStats",
    "EmulatorStats",
    "IdxdHost",
    "Install",
    "ProcessStats",
    "ensure_built",
    "environment",
    "presets",
    "print_flags",
    "print_prefix",
    "read_stats",
]
