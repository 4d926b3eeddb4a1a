"""What a host with DSA devices looks like to its programs: queues, sysfs and device nodes, in a private directory."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from accelagent.errors import SpecError

if TYPE_CHECKING:
    from accelagent.devices import DeviceModel

MODELS = ("dsa",)  # catalogue models that are emulated behind the idxd driver
QUEUES = "ACCEL_EMU_DSA_WQS"  # wqX.Y:shared|dedicated:SIZE, comma-separated
HOST = "ACCEL_EMU_DSA_HOST"  # privileged|unprivileged, sva-on|sva-off, comma-separated
ENTRIES = 128  # of all queues of one device

_TABLES = ("latency_", "engine_move_")
_NUMBERS = frozenset(
    {
        *("submit_s", "submit_movdir64b_s", "submit_write_s", "submit_batched_s", "batch_overhead_s"),
        *("poll_s", "empty_poll_s", "umwait_wake_s", "umwait_limit_s", "tsc_frequency"),
        *("fault_stop_s", "fault_serve_s", "overlap_copy", "write_retries", "generation"),
        *("engine_bandwidth", "compare_bandwidth", "engines", "max_batch", "max_request_bytes"),
    }
)
_QUEUE = re.compile(r"wq(?P<device>\d)\.(?P<number>[0-7]):(?P<mode>shared|dedicated):(?P<size>\d+)")
_PCI = "sys/devices/pci0000:6a"
_MAJOR = 510
_OPERATIONS = (*range(0x00, 0x0A), *range(0x10, 0x16), 0x20)  # what op_cap admits to
_SECOND_GENERATION = (0x0A, 0x17)  # translation fetch, DIX generation
_NO_SVA = 0x80110000  # IDXD_SCMD_WQ_USER_NO_IOMMU


@dataclass(frozen=True, slots=True)
class Queue:
    """One work queue of the emulated configuration."""

    device: int
    number: int
    shared: bool
    size: int  # entries

    @property
    def name(self) -> str:
        return f"wq{self.device}.{self.number}"


@dataclass(frozen=True, slots=True)
class IdxdHost:
    """Rights and configuration of the emulated host; no queues: a shared and a dedicated one per device."""

    privileged: bool = True  # CAP_SYS_RAWIO: programs may map portals
    sva: bool = True  # without shared virtual addressing the driver enables no user queue
    queues: tuple[Queue, ...] = ()

    @classmethod
    def from_environment(cls, environ: Mapping[str, str]) -> IdxdHost:
        """The host that ACCEL_EMU_DSA_HOST and ACCEL_EMU_DSA_WQS describe."""
        words = [w.strip() for w in environ.get(HOST, "").split(",") if w.strip()]
        for word in words:
            if word not in ("privileged", "unprivileged", "sva-on", "sva-off"):
                raise SpecError(
                    f"emulator: {HOST}: {word!r} is unknown; allowed: privileged, unprivileged, sva-on, sva-off"
                )
        queues = tuple(_queue(w.strip()) for w in environ.get(QUEUES, "").split(",") if w.strip())
        return cls("unprivileged" not in words, "sva-off" not in words, queues)

    def queues_of(self, devices: int) -> tuple[Queue, ...]:
        """The queues of so many devices, checked."""
        default = [Queue(d, n, n == 0, (32, 64)[n]) for d in range(devices) for n in (0, 1)]
        queues = self.queues or tuple(default)
        for queue in queues:
            if queue.device >= devices:
                raise SpecError(
                    f"emulator: {QUEUES}: {queue.name}: there are {devices} devices, counted from 0"
                )
        for d in range(devices):
            if sum(q.size for q in queues if q.device == d) > ENTRIES:
                raise SpecError(f"emulator: {QUEUES}: the queues of dsa{d} have more than {ENTRIES} entries")
        if len({q.name for q in queues}) < len(queues):
            raise SpecError(f"emulator: {QUEUES}: a queue is given twice")
        return queues


def _queue(text: str) -> Queue:
    found = _QUEUE.fullmatch(text)
    if found is None or not 0 < int(found["size"]) <= ENTRIES:
        raise SpecError(
            f"emulator: {QUEUES}: {text!r}; write wq0.0:shared:32 or wq0.1:dedicated:64, size 1..{ENTRIES}"
        )
    return Queue(int(found["device"]), int(found["number"]), found["mode"] == "shared", int(found["size"]))


def configuration(model: DeviceModel, count: int, corner: str, host: IdxdHost) -> str:
    """The `dsa.` lines that the C side reads."""
    lines = [f"# {model.name}, corner {corner}, {count} of them"]
    for name, parameter in model.parameters.items():
        if name in _NUMBERS or name.startswith(_TABLES):
            lines.append(f"dsa.{name} = {float(parameter.at(corner))!r}")
    lines.append(f"dsa.privileged = {int(host.privileged)}")
    for queue in host.queues_of(count) if host.sva else ():
        lines.append(f"dsa.queue = {queue.name} {'shared' if queue.shared else 'dedicated'} {queue.size}")
    return "\n".join(lines) + "\n"


def write_tree(root: Path, model: DeviceModel, count: int, corner: str, host: IdxdHost) -> None:
    """/sys/bus/dsa, the devices behind it and /dev/dsa, below `root`."""
    queues = host.queues_of(count)
    bus = root / "sys/bus/dsa"
    for driver in ("idxd", "user", "dmaengine"):
        (bus / "drivers" / driver).mkdir(parents=True)
    (bus / "devices").mkdir()
    (root / "sys/module/idxd").mkdir(parents=True)
    (root / "dev/dsa").mkdir(parents=True)
    for number in range(count):
        mine = [q for q in queues if q.device == number]
        _device(root, number, model, corner, host, mine)
    for minor, queue in enumerate(queues):
        _attributes(
            _device_path(root, queue.device) / queue.name,
            _queue_attributes(queue, minor, model, corner, host),
        )
        _link(root, queue.device, queue.name)
        if host.sva:
            (root / "dev/dsa" / queue.name).write_bytes(b"")


def _device_path(root: Path, number: int) -> Path:
    return root / _PCI / f"0000:6a:{number + 1:02x}.0" / f"dsa{number}"


def _link(root: Path, device: int, name: str) -> None:
    inside = _device_path(Path("../../../.."), device)
    (root / "sys/bus/dsa/devices" / name).symlink_to(inside if name.startswith("dsa") else inside / name)


def _attributes(folder: Path, values: Mapping[str, object]) -> None:
    folder.mkdir(parents=True)
    for name, value in values.items():
        (folder / name).write_text(f"{value}\n", encoding="ascii")


def _device(
    root: Path, number: int, model: DeviceModel, corner: str, host: IdxdHost, queues: list[Queue]
) -> None:
    engines = int(model.at("engines", corner, 4))
    folder = _device_path(root, number)
    _attributes(folder, _device_attributes(model, corner, host))
    _link(root, number, f"dsa{number}")
    for engine in range(engines):
        _attributes(folder / f"engine{number}.{engine}", {"group_id": 0})
        _link(root, number, f"engine{number}.{engine}")
    group = {
        "engines": " ".join(f"engine{number}.{e}" for e in range(engines)),
        "work_queues": " ".join(q.name for q in queues),
        **dict.fromkeys(("traffic_class_a", "traffic_class_b"), 1),
        **dict.fromkeys(("read_buffers_reserved", "use_read_buffer_limit"), 0),
        **dict.fromkeys(("tokens_reserved", "use_token_limit"), 0),
        **dict.fromkeys(("read_buffers_allowed", "tokens_allowed"), 96),
        **dict.fromkeys(("desc_progress_limit", "batch_progress_limit"), 0),
    }
    _attributes(folder / f"group{number}.0", group)
    _link(root, number, f"group{number}.0")


def _device_attributes(model: DeviceModel, corner: str, host: IdxdHost) -> dict[str, object]:
    overlap = int(model.at("overlap_copy", corner))
    return {
        "version": f"{_generation(model, corner) << 8:#x}",
        "numa_node": 0,
        "state": "enabled",
        "errors": "0x0 0x0 0x0 0x0",
        "max_engines": int(model.at("engines", corner, 4)),
        "max_groups": 4,
        "max_work_queues": 8,
        "max_work_queues_size": ENTRIES,
        "max_batch_size": 1024,
        "max_transfer_size": 1 << 31,
        "max_read_buffers": 96,
        "max_tokens": 96,
        "read_buffer_limit": 0,
        "token_limit": 0,
        "ims_size": 0,
        "event_log_size": 0,
        "gen_cap": f"{0x40915F010D | overlap << 1:#x}",
        "op_cap": _operations(model, corner),
        "pasid_enabled": int(host.sva),
        "configurable": 0,
        "clients": 0,
        "cdev_major": _MAJOR,
        "cmd_status": "0x0" if host.sva else f"{_NO_SVA:#x}",
    }


def _generation(model: DeviceModel, corner: str) -> int:
    return int(model.at("generation", corner, 1))


def _operations(model: DeviceModel, corner: str) -> str:
    """Four 64-bit words of the operations' bits, the highest first, as the driver prints them."""
    bits = sum(
        1 << op for op in (*_OPERATIONS, *(_SECOND_GENERATION if _generation(model, corner) > 1 else ()))
    )
    return ",".join(f"{bits >> shift & 0xFFFFFFFF:08x}" for shift in range(224, -1, -32))


def _queue_attributes(
    queue: Queue, minor: int, model: DeviceModel, corner: str, host: IdxdHost
) -> dict[str, object]:
    return {
        "name": "app",
        "type": "user",
        "driver_name": "user",
        "mode": "shared" if queue.shared else "dedicated",
        "state": "enabled" if host.sva else "disabled",
        "group_id": 0,
        "size": queue.size,
        "threshold": queue.size if queue.shared else 0,
        "priority": 10,
        "block_on_fault": 1,
        "max_transfer_size": int(model.at("max_request_bytes", corner)),
        "max_batch_size": int(model.at("max_batch", corner)),
        "ats_disable": 0,
        "prs_disable": 0,
        "occupancy": 0,
        "enqcmds_retries": int(model.at("write_retries", corner, 64)),
        "op_config": _operations(model, corner),
        "clients": 0,
        "cdev_minor": minor if host.sva else -1,
    }
