"""Which catalogue devices this machine really has."""

from __future__ import annotations

import ctypes
from pathlib import Path

ISAL_LIBRARY = "libisal.so.2"


def hardware(sysfs: Path = Path("/sys")) -> tuple[str, ...]:
    """Model names of devices that are present here, in order of name."""
    found = {
        "qat-4xxx": _qat(sysfs / "bus/pci/drivers/4xxx"),
        "dsa": _idxd(sysfs / "bus/dsa/devices", "dsa"),
        "iaa": _idxd(sysfs / "bus/dsa/devices", "iax"),
        "isal": _loads(ISAL_LIBRARY),
    }
    return tuple(sorted(name for name, present in found.items() if present))


def _qat(driver: Path) -> bool:
    """A bound function is a link named by its PCI address; `bind`, `module` and the like carry no colon."""
    return driver.is_dir() and any(":" in entry.name for entry in driver.iterdir())


def _idxd(devices: Path, prefix: str) -> bool:
    return devices.is_dir() and any(
        entry.name.removeprefix(prefix).isdigit()
        for entry in devices.iterdir()
        if entry.name.startswith(prefix)
    )


def _loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True
