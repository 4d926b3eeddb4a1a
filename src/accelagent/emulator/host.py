"""The host that emulated devices are plugged into: what its kernel, firmware and administrator allow a program."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from accelagent.emulator.idxd import IdxdHost, Queue, Unit
from accelagent.errors import SpecError

VARIABLE = "ACCEL_EMU_HOST"  # the same text as the option
_PER_VF = 4  # instances: ring pairs of a virtual function with one service (devices.md: adf_4xxx_hw_data.h)
_MOST_VFS = 16  # of one QAT device
_PF_INSTANCES = 64  # ring banks of a QAT device
_SWITCH = {"on": True, "off": False}
# Parameters that say what the place of buffers, and chance, make of a device's times.
PLACE = (
    "cached_source_ratio",
    "cached_destination_ratio",
    "remote_ratio",
    "remote_latency_s",
    "jitter_ratio",
)
_KEYS = {
    "sva": "on|off",
    "iommu": "on|off",
    "vf": r"\d{1,2}",
    "queues": "both|shared|dedicated",
    "unprivileged": "on|off",
    "data": "memory|source|destination|both",
    "node": "local|remote",
    "jitter": r"\d{1,9}",
}
_SHOWN = {"vf": f"0..{_MOST_VFS}", "jitter": "SEED"}
_ALLOWED = ", ".join(f"{key}={_SHOWN.get(key, values)}" for key, values in _KEYS.items())


@dataclass(frozen=True, slots=True)
class Host:
    """What `--host` says; None: as usual for the device (DSA hosts share virtual addresses, QAT hosts pin memory)."""

    sva: bool | None = None
    iommu: bool = True
    vf: int | None = None  # virtual functions that a process gets; 0: the physical function
    queues: str = "both"
    unprivileged: bool = False
    data: str = (
        "memory"  # where sources and destinations lie: memory, source, destination or both in the cache
    )
    node: str = "local"
    jitter: int = 0  # seed by which latencies vary; 0: they do not

    @property
    def qat_sva(self) -> bool:
        """Whether QAT takes addresses of any memory."""
        return self.iommu and bool(self.sva)

    @property
    def qat_instances(self) -> int | None:
        """Instances per process that the functions give; None: the catalogue's."""
        if self.vf is None:
            return None
        return _PER_VF * self.vf if self.vf > 0 else _PF_INSTANCES

    def idxd(self, units: Sequence[Unit], base: IdxdHost, corner: str = "mid") -> IdxdHost:
        """What this host makes of `base`: rights, shared addresses and the queues that it lets programs have."""
        kept = {u.kind: tuple(q for q in base.queues_of(u, corner) if self._lets(q)) for u in units}
        shared = base.sva if self.sva is None else self.sva
        # Queues of a user need shared addresses: IDXD_SCMD_WQ_USER_NO_IOMMU. No queue left reads as none enabled.
        sva = shared and self.iommu and any(kept.values())
        return replace(
            base,
            privileged=base.privileged and not self.unprivileged,
            sva=sva,
            queues=kept.get("dsa"),
            iaa_queues=kept.get("iax"),
        )

    def place(self, prefix: str) -> str:
        """Where this host's buffers lie, as lines for one kind of device; none where that is as published."""
        values = {
            "cached_source": self.data in ("source", "both"),
            "cached_destination": self.data in ("destination", "both"),
            "remote": self.node == "remote",
            "jitter_seed": self.jitter,
        }
        return "".join(f"{prefix}.{name} = {int(value)}\n" for name, value in values.items() if value)

    def _lets(self, queue: Queue) -> bool:
        return self.queues == "both" or queue.shared == (self.queues == "shared")


def parse(text: str, where: str = "emulate: --host") -> Host:
    """`KEY=VALUE,…` as a Host; SpecError says what is allowed."""
    values: dict[str, Any] = {}
    for word in filter(None, (w.strip() for w in text.split(","))):
        key, _, value = word.partition("=")
        if key not in _KEYS or not re.fullmatch(_KEYS[key], value):
            raise SpecError(f"{where}: {word!r} is unknown; allowed: {_ALLOWED}")
        values[key] = _SWITCH[value] if value in _SWITCH else int(value) if value.isdigit() else value
    host = Host(**values)
    if host.vf is not None and host.vf > _MOST_VFS:
        raise SpecError(f"{where}: 'vf={host.vf}' is unknown; allowed: {_ALLOWED}")
    if host.sva and not host.iommu:
        raise SpecError(f"{where}: sva=on needs the IOMMU; allowed: sva=on,iommu=on or sva=off,iommu=off")
    return host


def from_environment(environ: Mapping[str, str]) -> Host:
    """The host that ACCEL_EMU_HOST describes."""
    return parse(environ.get(VARIABLE, ""), f"emulator: {VARIABLE}")
