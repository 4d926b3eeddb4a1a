"""What a host with DSA and IAA devices looks like to its programs: queues, sysfs and device nodes, in a private directory."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from accelagent.errors import SpecError

if TYPE_CHECKING:
    from accelagent.devices import DeviceModel

QUEUES = "ACCEL_EMU_DSA_WQS"  # wqX.Y:shared|dedicated:SIZE[:GROUP[:PRIORITY]], comma-separated
ENGINES = (
    "ACCEL_EMU_DSA_ENGINES"  # engineX.Y:GROUP, comma-separated; an engine that is not named is in group 0
)
IAA_QUEUES = "ACCEL_EMU_IAA_WQS"  # the same for IAA devices
HOST = "ACCEL_EMU_DSA_HOST"  # privileged|unprivileged, sva-on|sva-off, unconfigured, comma-separated
ENTRIES = 128  # of all queues of one device
_GROUPS, _QUEUES = 4, 8  # of one device: the driver shows all of them, configured or not

_TABLES = ("latency_", "engine_move_")
_NUMBERS = frozenset(
    {
        *("submit_s", "submit_movdir64b_s", "submit_write_s", "submit_batched_s", "batch_overhead_s"),
        *("poll_s", "empty_poll_s", "umwait_wake_s", "umwait_limit_s", "tsc_frequency"),
        *("fault_stop_s", "fault_serve_s", "overlap_copy", "write_retries", "generation"),
        *("engine_bandwidth", "compare_bandwidth", "engines", "max_batch", "max_request_bytes"),
        *(
            "cached_source_ratio",
            "cached_destination_ratio",
            "remote_ratio",
            "remote_latency_s",
            "jitter_ratio",
        ),
    }
)
_QUEUE = re.compile(
    r"wq(?P<device>\d\d?)\.(?P<number>[0-7]):(?P<mode>shared|dedicated):(?P<size>\d+)"
    r"(?::(?P<group>[0-3])(?::(?P<priority>\d\d?))?)?"
)
_ENGINE = re.compile(r"engine(?P<device>\d\d?)\.(?P<number>[0-3]):(?P<group>[0-3])")
_HIGHEST = 15  # priority of a queue, from 1: a weight among the queues of its group
_WORDS = ("privileged", "unprivileged", "sva-on", "sva-off", "unconfigured")
_PCI = "sys/devices/pci0000:6a"
_MAJOR = {"dsa": 510, "iax": 511}
_OPERATIONS = (*range(0x00, 0x0A), *range(0x10, 0x16), 0x20)  # what op_cap admits to
_SECOND_GENERATION = (0x0A, 0x17)  # translation fetch, DIX generation
# IAA: no-op, drain, move, codec, CRC, compression of zeros, filters
_ANALYTICS = (
    0x00,
    0x02,
    0x03,
    *range(0x42, 0x45),
    *range(0x48, 0x4B),
    *range(0x4C, 0x4F),
    *range(0x50, 0x57),
)
_ANALYTICS_GEN_CAP = (
    0x71F10901F0105  # as accel-config lists it on Xeon 4th generation: 2 GiB, decompression, indices
)
_ANALYTICS_CAP = 0x9  # IAACAP of the second generation: its least capabilities, forced array output
_IAA_DEDICATED = 16  # entries; the rest is for the libraries, which want shared queues
_NO_SVA = 0x80110000  # IDXD_SCMD_WQ_USER_NO_IOMMU


@dataclass(frozen=True, slots=True)
class Queue:
    """One work queue of the emulated configuration."""

    device: int
    number: int
    shared: bool
    size: int  # entries
    group: int = 0
    priority: int = 10  # a weight among the queues of its group

    @property
    def name(self) -> str:
        return f"wq{self.device}.{self.number}"


@dataclass(frozen=True, slots=True)
class Engine:
    """One DSA engine that is not in group 0."""

    device: int
    number: int
    group: int


@dataclass(frozen=True, slots=True)
class Unit:
    """The devices of one kind, as the bus numbers them: DSA from 0, IAA at the odd numbers that are left."""

    kind: str  # dsa | iax
    model: DeviceModel
    numbers: tuple[int, ...]

    @property
    def key(self) -> str:
        return "dsa" if self.kind == "dsa" else "iaa"

    @property
    def variable(self) -> str:
        return QUEUES if self.kind == "dsa" else IAA_QUEUES


def units(dsa: tuple[DeviceModel, int] | None, iaa: tuple[DeviceModel, int] | None) -> tuple[Unit, ...]:
    """The devices behind the driver."""
    count = dsa[1] if dsa is not None else 0
    found = [Unit("dsa", dsa[0], tuple(range(count)))] if dsa is not None else []
    if iaa is not None:
        free = [n for n in range(1, 2 * (count + iaa[1]), 2) if n >= count]
        found.append(Unit("iax", iaa[0], tuple(free[: iaa[1]])))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class IdxdHost:
    """Rights and configuration of the emulated host; None: a shared and a dedicated queue per device."""

    privileged: bool = True  # CAP_SYS_RAWIO: programs may map portals
    sva: bool = True  # without shared virtual addressing the driver enables no user queue
    queues: tuple[Queue, ...] | None = None
    iaa_queues: tuple[Queue, ...] | None = None
    configured: bool = (
        True  # else devices and queues are as after boot: disabled, to be set up by accel-config
    )
    engines: tuple[Engine, ...] = ()  # of DSA devices; those of IAA devices are all in group 0

    @classmethod
    def from_environment(cls, environ: Mapping[str, str]) -> IdxdHost:
        """The host that ACCEL_EMU_DSA_HOST, ACCEL_EMU_DSA_WQS and ACCEL_EMU_IAA_WQS describe."""
        words = [w.strip() for w in environ.get(HOST, "").split(",") if w.strip()]
        for word in words:
            if word not in _WORDS:
                raise SpecError(f"emulator: {HOST}: {word!r} is unknown; allowed: {', '.join(_WORDS)}")
        queues, iaa = (
            tuple(_queue(w.strip(), variable) for w in environ.get(variable, "").split(",") if w.strip())
            for variable in (QUEUES, IAA_QUEUES)
        )
        return cls(
            "unprivileged" not in words,
            "sva-off" not in words,
            queues or None,
            iaa or None,
            "unconfigured" not in words,
            tuple(_engine(w.strip()) for w in environ.get(ENGINES, "").split(",") if w.strip()),
        )

    def group_of(self, unit: Unit, device: int, engine: int) -> int:
        """The group that an engine is in."""
        mine = (e.group for e in self.engines if (e.device, e.number) == (device, engine))
        return next(mine, 0) if unit.kind == "dsa" else 0

    def queues_of(self, unit: Unit, corner: str = "mid") -> tuple[Queue, ...]:
        """The queues of these devices, checked."""
        if not self.configured:
            return ()
        given = self.queues if unit.kind == "dsa" else self.iaa_queues
        queues = _default_queues(unit, corner) if given is None else given
        for queue in queues:
            if queue.device not in unit.numbers:
                there = ", ".join(f"{unit.kind}{n}" for n in unit.numbers)
                raise SpecError(f"emulator: {unit.variable}: {queue.name}: there are {there}")
        for number in unit.numbers:
            if sum(q.size for q in queues if q.device == number) > ENTRIES:
                raise SpecError(
                    f"emulator: {unit.variable}: the queues of {unit.kind}{number} have more than {ENTRIES} entries"
                )
        if len({q.name for q in queues}) < len(queues):
            raise SpecError(f"emulator: {unit.variable}: a queue is given twice")
        for queue in queues:
            engines = range(int(unit.model.at("engines", corner, 4)))
            if all(self.group_of(unit, queue.device, e) != queue.group for e in engines):
                raise SpecError(
                    f"emulator: {unit.variable}: {queue.name}: group {queue.group} has no engine; {ENGINES} says which do"
                )
        return queues


def _default_queues(unit: Unit, corner: str) -> tuple[Queue, ...]:
    if unit.kind == "dsa":
        return tuple(Queue(d, n, n == 0, (32, 64)[n]) for d in unit.numbers for n in (0, 1))
    size = min(int(unit.model.at("queue_size", corner, ENTRIES)), ENTRIES - _IAA_DEDICATED)
    return tuple(Queue(d, n, n == 0, (size, _IAA_DEDICATED)[n]) for d in unit.numbers for n in (0, 1))


def _queue(text: str, variable: str) -> Queue:
    found = _QUEUE.fullmatch(text)
    priority = int(found["priority"] or 10) if found is not None else 0
    if found is None or not 0 < int(found["size"]) <= ENTRIES or not 1 <= priority <= _HIGHEST:
        raise SpecError(
            f"emulator: {variable}: {text!r}; write wq0.0:shared:32 or wq0.1:dedicated:64:1:15, size 1..{ENTRIES}, "
            f"group 0..{_GROUPS - 1}, priority 1..{_HIGHEST}"
        )
    place = int(found["device"]), int(found["number"])
    return Queue(*place, found["mode"] == "shared", int(found["size"]), int(found["group"] or 0), priority)


def _engine(text: str) -> Engine:
    found = _ENGINE.fullmatch(text)
    if found is None:
        raise SpecError(f"emulator: {ENGINES}: {text!r}; write engine0.0:1, group 0..{_GROUPS - 1}")
    return Engine(int(found["device"]), int(found["number"]), int(found["group"]))


def configuration(found: Sequence[Unit], instructions: DeviceModel, corner: str, host: IdxdHost) -> str:
    """The lines that the C side reads; `instructions` is the model that says what submitting and waiting cost the host."""
    dsa = next((u for u in found if u.kind == "dsa"), None)
    model, many = (dsa.model, len(dsa.numbers)) if dsa is not None else (instructions, 0)
    lines = [f"# {model.name}, corner {corner}, {many} of them"]
    for name, parameter in model.parameters.items():
        if name in _NUMBERS or name.startswith(_TABLES):
            lines.append(f"dsa.{name} = {float(parameter.at(corner))!r}")
    lines += [f"dsa.privileged = {int(host.privileged)}", f"dsa.devices = {many}"]
    lines.append(f"dsa.configurable = {int(not host.configured)}")
    lines += [f"dsa.engine = {e.device} {e.number} {e.group}" for e in host.engines]
    for unit in found:
        for queue in host.queues_of(unit, corner) if host.sva else ():
            mode = "shared" if queue.shared else "dedicated"
            index = unit.numbers.index(queue.device)
            shares = f"{queue.group} {queue.priority}"
            lines.append(f"{unit.key}.queue = {queue.name} {mode} {queue.size} {index} {shares}")
        if unit.kind == "iax":
            # what QPL finds, which submits with ENQCMD only
            sizes = [q.size for q in host.queues_of(unit, corner) if q.shared and host.sva]
            lines.append(f"iaa.queue_size = {sum(sizes) // len(unit.numbers)}")
    return "\n".join(lines) + "\n"


def write_tree(root: Path, found: Sequence[Unit], corner: str, host: IdxdHost) -> None:
    """/sys/bus/dsa, the devices behind it, /dev/dsa and /dev/iax, below `root`."""
    bus = root / "sys/bus/dsa"
    for driver in ("idxd", "user", "dmaengine", "crypto"):
        (bus / "drivers" / driver).mkdir(parents=True)
    (bus / "devices").mkdir()
    (root / "sys/module/idxd").mkdir(parents=True)
    minor = 0
    for unit in found:
        (root / "dev" / unit.kind).mkdir(parents=True)
        queues = host.queues_of(unit, corner)
        for number in unit.numbers:
            _device(root, unit, number, corner, host, [q for q in queues if q.device == number])
        for queue in queues:
            place = _device_path(root, unit.kind, queue.device) / queue.name
            _attributes(place, _queue_attributes(unit, queue, minor, corner, host))
            _link(root, unit.kind, queue.device, queue.name)
            if host.sva:
                (root / "dev" / unit.kind / queue.name).write_bytes(b"")
            minor += 1


def _device_path(root: Path, kind: str, number: int) -> Path:
    return root / _PCI / f"0000:6a:{number + 1:02x}.0" / f"{kind}{number}"


def _link(root: Path, kind: str, device: int, name: str) -> None:
    inside = _device_path(Path("../../../.."), kind, device)
    (root / "sys/bus/dsa/devices" / name).symlink_to(inside if name.startswith(kind) else inside / name)


def _attributes(folder: Path, values: Mapping[str, object]) -> None:
    folder.mkdir(parents=True)
    for name, value in values.items():
        (folder / name).write_text(f"{value}\n", encoding="ascii")


def _device(root: Path, unit: Unit, number: int, corner: str, host: IdxdHost, queues: list[Queue]) -> None:
    engines = int(unit.model.at("engines", corner, 4))
    folder = _device_path(root, unit.kind, number)
    _attributes(folder, _device_attributes(unit, corner, host))
    _link(root, unit.kind, number, f"{unit.kind}{number}")
    groups = {e: host.group_of(unit, number, e) if host.configured else -1 for e in range(engines)}
    for engine, group in groups.items():
        _attributes(folder / f"engine{number}.{engine}", {"group_id": group})
        _link(root, unit.kind, number, f"engine{number}.{engine}")
    for group in range(_GROUPS):
        members = [f"engine{number}.{e}" for e, its in groups.items() if its == group]
        attributes = _group_attributes(members, [q.name for q in queues if q.group == group])
        _attributes(folder / f"group{number}.{group}", attributes)
        _link(root, unit.kind, number, f"group{number}.{group}")
    for idle in sorted(set(range(_QUEUES)) - {q.number for q in queues}):
        name = f"wq{number}.{idle}"
        _attributes(folder / name, _idle_attributes(unit, corner))
        _link(root, unit.kind, number, name)


def _group_attributes(engines: Sequence[str], queues: Sequence[str]) -> dict[str, object]:
    return {
        "engines": " ".join(engines),
        "work_queues": " ".join(queues),
        **dict.fromkeys(("traffic_class_a", "traffic_class_b"), 1),
        **dict.fromkeys(("read_buffers_reserved", "use_read_buffer_limit"), 0),
        **dict.fromkeys(("tokens_reserved", "use_token_limit"), 0),
        **dict.fromkeys(("read_buffers_allowed", "tokens_allowed"), 96),
        **dict.fromkeys(("desc_progress_limit", "batch_progress_limit"), 0),
    }


def _idle_attributes(unit: Unit, corner: str) -> dict[str, object]:
    """A queue that nobody has set up."""
    nothing: dict[str, object] = {
        "name": "",
        "type": "none",
        "driver_name": "",
        "state": "disabled",
        "group_id": -1,
    }
    zero = (
        "size",
        "threshold",
        "priority",
        "block_on_fault",
        "ats_disable",
        "prs_disable",
        "occupancy",
        "clients",
    )
    batches = {"max_batch_size": int(unit.model.at("max_batch", corner))} if unit.kind == "dsa" else {}
    return {
        **nothing,
        **dict.fromkeys(zero, 0),
        **batches,
        "mode": "shared",
        "max_transfer_size": int(unit.model.at("max_request_bytes", corner)),
        "enqcmds_retries": int(unit.model.at("write_retries", corner, 64)),
        "op_config": _operations(unit, corner),
        "cdev_minor": -1,
    }


def _device_attributes(unit: Unit, corner: str, host: IdxdHost) -> dict[str, object]:
    generation = _generation(unit.model, corner)
    common: dict[str, object] = {
        "version": f"{generation << 8:#x}",
        "numa_node": 0,
        "state": "enabled" if host.configured else "disabled",
        "errors": "0x0 0x0 0x0 0x0",
        "max_engines": int(unit.model.at("engines", corner, 4)),
        "max_groups": _GROUPS,
        "max_work_queues": _QUEUES,
        "max_work_queues_size": ENTRIES,
        "max_transfer_size": 1 << 31,
        "ims_size": 0,
        "event_log_size": 0,
        "op_cap": _operations(unit, corner),
        "pasid_enabled": int(host.sva),
        "configurable": int(not host.configured),
        "clients": 0,
        "cdev_major": _MAJOR[unit.kind],
        "cmd_status": "0x0" if host.sva else f"{_NO_SVA:#x}",
    }
    return common | (_dsa_only(unit.model, corner) if unit.kind == "dsa" else _iaa_only(generation))


def _dsa_only(model: DeviceModel, corner: str) -> dict[str, object]:
    return {
        "max_batch_size": 1024,
        **dict.fromkeys(("max_read_buffers", "max_tokens"), 96),
        **dict.fromkeys(("read_buffer_limit", "token_limit"), 0),
        "gen_cap": f"{0x40915F010D | int(model.at('overlap_copy', corner)) << 1:#x}",
    }


def _iaa_only(generation: int) -> dict[str, object]:
    # without batches and read buffers, which the driver hides
    return {
        "gen_cap": f"{_ANALYTICS_GEN_CAP:#x}",
        "iaa_cap": f"{_ANALYTICS_CAP if generation > 1 else 0:#x}",
    }


def _generation(model: DeviceModel, corner: str) -> int:
    return int(model.at("generation", corner, 1))


def _operations(unit: Unit, corner: str) -> str:
    """Four 64-bit words of the operations' bits, the highest first, as the driver prints them."""
    known = list(_OPERATIONS if unit.kind == "dsa" else _ANALYTICS)
    if _generation(unit.model, corner) > 1:
        known += _SECOND_GENERATION if unit.kind == "dsa" else _SECOND_GENERATION[:1]
    bits = sum(1 << op for op in known)
    return ",".join(f"{bits >> shift & 0xFFFFFFFF:08x}" for shift in range(224, -1, -32))


def _queue_attributes(unit: Unit, queue: Queue, minor: int, corner: str, host: IdxdHost) -> dict[str, object]:
    batches = {"max_batch_size": int(unit.model.at("max_batch", corner))} if unit.kind == "dsa" else {}
    return {
        "name": "app",
        "type": "user",
        "driver_name": "user",
        "mode": "shared" if queue.shared else "dedicated",
        "state": "enabled" if host.sva else "disabled",
        "group_id": queue.group,
        "size": queue.size,
        "threshold": queue.size if queue.shared else 0,
        "priority": queue.priority,
        "block_on_fault": 1,
        "max_transfer_size": int(unit.model.at("max_request_bytes", corner)),
        **batches,
        "ats_disable": 0,
        "prs_disable": 0,
        "occupancy": 0,
        "enqcmds_retries": int(unit.model.at("write_retries", corner, 64)),
        "op_config": _operations(unit, corner),
        "clients": 0,
        "cdev_minor": minor if host.sva else -1,
    }
