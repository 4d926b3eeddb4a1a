"""Library families: every module of this folder defines one `PART`."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING

from accelagent.identifier.sites import Interface

if TYPE_CHECKING:
    from accelagent.devices import DeviceModel


@cache
def interfaces() -> tuple[Interface, ...]:
    """All families in order of module name."""
    names = sorted(m.name for m in pkgutil.iter_modules(__path__))
    return tuple(importlib.import_module(f"{__name__}.{n}").PART for n in names)


def usable(devices: Sequence[DeviceModel]) -> tuple[Interface, ...]:
    """The families of which at least one device runs an operation."""
    return tuple(
        part
        for part in interfaces()
        if any(d.can(u.operation, u.algorithm) for u in part.uses.values() for d in devices)
    )
