"""What libraries do on the processor while a workload runs: the other half of a proof of offload, and Amdahl's bound."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from accelagent import process
from accelagent.errors import ToolchainError

FAMILIES = ("compress", "decompress", "checksum", "crypto", "memory")
_MOVED = (
    "compress",
    "decompress",
    "crypto",
)  # a checksum comes with the device's other work, and a copy saved is a gain
_FLAGS = ("-std=gnu11", "-O2", "-fPIC", "-shared")
_LIMIT_S = 60.0


@dataclass(frozen=True, slots=True)
class Witnessed:
    """Over all processes of a run: bytes and seconds in libraries by family, and all processor time in seconds."""

    cpu_s: float = 0.0
    byte_counts: Mapping[str, int] = field(default_factory=dict)
    seconds: Mapping[str, float] = field(default_factory=dict)

    @property
    def moved_bytes(self) -> int:
        """Input of the operations that a device takes over as a whole."""
        return sum(self.byte_counts.get(name, 0) for name in _MOVED)

    @property
    def share(self) -> float:
        """The part of the processor time that was spent in these libraries, 0 to 1."""
        return min(1.0, sum(self.seconds.values()) / self.cpu_s) if self.cpu_s > 0 else 0.0


def build_witness(folder: Path) -> Path:
    """The library to load into a program, compiled into `folder` unless it is there."""
    target = folder / "libaccelwitness.so"
    if not target.exists():
        source = Path(__file__).with_suffix(".c")
        argv = ["gcc", *_FLAGS, "-o", str(target), str(source), "-ldl"]
        done = process.run(argv, timeout_s=_LIMIT_S)
        if not done.ok:
            raise ToolchainError(f"the witness library does not build: {done.output.strip()[:300]}")
    return target


def read_witness(folder: Path) -> Witnessed:
    """The files of all processes of a run; those that are not the library's are passed over."""
    cpu_s = 0.0
    byte_counts = dict.fromkeys(FAMILIES, 0)
    seconds = dict.fromkeys(FAMILIES, 0.0)
    for path in folder.glob("*.json"):
        try:
            record = json.loads(path.read_text(errors="replace"))
            rows = {name: [int(v) for v in record[name]] for name in FAMILIES}
            cpu_s += int(record["cpu_ns"]) * 1e-9
        except (ValueError, KeyError, TypeError, OSError):
            continue
        for name, (_, count, spent) in rows.items():
            byte_counts[name] += count
            seconds[name] += spent * 1e-9
    return Witnessed(cpu_s, byte_counts, seconds)
