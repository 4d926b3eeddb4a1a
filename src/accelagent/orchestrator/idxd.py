"""accel-config's JSON for DSA and IAA: groups, queues, engines and priorities of a plan, and what a device would refuse."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, TypeAlias

from accelagent.devices import DeviceModel, part
from accelagent.domain import Plan, Spec
from accelagent.planned import DevicePolicy

Config: TypeAlias = list[dict[str, Any]]
PREFIX = {"dsa": "dsa", "iaa": "iax"}  # the kernel's name of the catalogue's model
ENTRIES, QUEUES, GROUPS = 128, 8, 4  # of one device: idxd driver, max_work_queues_size and its kin
_TRAFFIC_CLASS = 1


def configs(plan: Plan, spec: Spec, catalogue: Mapping[str, DeviceModel]) -> Config:
    """One entry per device of the plan; the services' queues are dealt out over the devices of one name in turn."""
    found: Config = []
    numbers = dict.fromkeys(PREFIX.values(), 0)
    for use in spec.devices:
        if use.model not in PREFIX:
            continue
        prefix = PREFIX[use.model]
        mine = [p for p in plan.policies if p.device == use.name]
        for place in range(use.count):
            # The kernel numbers DSA devices 0, 2, 4 … and IAA devices 1, 3, 5 …
            name = f"{prefix}{2 * numbers[prefix] + (prefix == 'iax')}"
            numbers[prefix] += 1
            here = _here(mine, place, use.count)
            if here:
                found.append(_device(name, here, part(catalogue[use.model], use.engines)))
    return found


def _here(policies: list[DevicePolicy], place: int, count: int) -> list[DevicePolicy]:
    """The services whose queues lie on the device at a place: as planned, else dealt out in turn."""
    if any(p.numa_node >= 0 for p in policies):
        return [p for p in policies if p.numa_node in (place, -1)]
    return policies if count == 1 else policies[place::count] or policies[:1]


def _device(name: str, policies: Sequence[DevicePolicy], model: DeviceModel) -> dict[str, Any]:
    """Groups of engines as planned; of policies that name none, latency and bulk apart where there are engines for both."""
    number = re.sub(r"\D", "", name)
    engines = max(1, round(model.at("engines", "mid", 4.0)))
    groups, counts = _groups(policies, engines)
    room = ENTRIES
    document: list[dict[str, Any]] = []
    queue = first = 0
    for place, members in enumerate(groups):
        last = engines if place == len(groups) - 1 else first + counts[place]
        queues = []
        for policy in members:
            size = max(1, min(policy.queue_size, room - (len(policies) - queue - 1)))
            room -= size
            queues.append(_queue(f"wq{number}.{queue}", place, policy, size, model))
            queue += 1
        document.append(
            {
                "dev": f"group{number}.{place}",
                "traffic_class_a": _TRAFFIC_CLASS,
                "traffic_class_b": _TRAFFIC_CLASS,
                "grouped_workqueues": queues,
                "grouped_engines": [
                    {"dev": f"engine{number}.{e}", "group_id": place} for e in range(first, last)
                ],
            }
        )
        first = last
    # The driver hides read buffers of IAA devices, and accel-config then refuses the file.
    buffers = {"read_buffer_limit": 0} if model.interface == "idxd" else {}
    return {"dev": name, **buffers, "groups": document}


def _groups(policies: Sequence[DevicePolicy], engines: int) -> tuple[list[list[DevicePolicy]], list[int]]:
    planned = sorted({p.group for p in policies})
    if len(planned) > 1:
        groups = [[p for p in policies if p.group == g] for g in planned]
        counts = [members[0].engines for members in groups]
        if len(groups) <= GROUPS and sum(counts) <= engines:
            return groups, counts
    kinds = sorted({p.priority for p in policies}, reverse=True)
    groups = [[p for p in policies if p.priority == k] for k in kinds]
    if len(groups) > min(engines, GROUPS):
        groups = [list(policies)]
    return groups, [max(1, engines // len(groups))] * len(groups)


def _queue(name: str, group: int, policy: DevicePolicy, size: int, model: DeviceModel) -> dict[str, Any]:
    shared = policy.queue_mode == "shared"
    return {
        "dev": name,
        "mode": "shared" if shared else "dedicated",
        "size": size,
        "group_id": group,
        "priority": policy.priority,
        "block_on_fault": 1,
        # accel-config refuses a batch size on an IAA queue, which has no batches (idxd-config issue 59).
        **({"max_batch_size": max(1, policy.batch_cap)} if model.interface == "idxd" else {}),
        "max_transfer_size": _power(model.at("max_request_bytes", "mid", 1 << 21)),
        "type": "user",
        "driver_name": "user",
        "name": re.sub(r"[^a-z0-9]+", "-", policy.service.lower()).strip("-")[:14] or "service",
        "threshold": size - 1 if shared and size > 1 else size if shared else 0,
    }


def _power(value: float) -> int:
    """The largest power of two that is no more than the value: the driver takes no other sizes."""
    return 1 << (max(1, int(value)).bit_length() - 1)


# --- what a device or the driver would refuse -----------------------------------------------------------------


def lint(config: Config, models: Mapping[str, DeviceModel]) -> tuple[str, ...]:
    """Every fault in a sentence that starts with the place; `models` are those of the prefixes dsa and iax."""
    return tuple(text for device in config for text in _lint_device(device, models))


def _lint_device(device: Mapping[str, Any], models: Mapping[str, DeviceModel]) -> Iterator[str]:
    name = str(device.get("dev", ""))
    model = models.get(re.sub(r"\d", "", name))
    if model is None:
        yield f"{name or 'a device without a name'}: unknown; allowed: dsaN, iaxN"
        return
    groups = device.get("groups", [])
    queues = [(g, q) for g in groups for q in g.get("grouped_workqueues", [])]
    engines = [e["dev"] for g in groups for e in g.get("grouped_engines", [])]
    entries = sum(q.get("size", 0) for _, q in queues)
    most = max(1, round(model.at("engines", "mid", 4.0)))
    for what, have, limit in (
        ("entries in its queues", entries, ENTRIES),
        ("queues", len(queues), QUEUES),
        ("groups", len(groups), GROUPS),
        ("engines", len(engines), most),
    ):
        if have > limit:
            yield f"{name}: {have} {what}, but it has {limit}"
    for what, names in (("queue", [q["dev"] for _, q in queues]), ("engine", engines)):
        for twice in sorted({n for n in names if names.count(n) > 1}):
            yield f"{name}: {what} {twice} is given twice"
    for group in groups:
        if group.get("grouped_workqueues") and not group.get("grouped_engines"):
            yield f"{group['dev']}: has queues but no engine, so nothing submitted there is ever done"
    for group, queue in queues:
        yield from _lint_queue(group, queue, model)


def _lint_queue(group: Mapping[str, Any], queue: Mapping[str, Any], model: DeviceModel) -> Iterator[str]:
    name, size = queue["dev"], queue.get("size", 0)
    shared = queue.get("mode") == "shared"
    transfer, batch = queue.get("max_transfer_size", 0), queue.get("max_batch_size")
    faults = {
        f"group {queue.get('group_id')}, but it stands in {group['dev']}": (
            str(queue.get("group_id")) != str(group["dev"]).rpartition(".")[2]
        ),
        f"mode {queue.get('mode')}; allowed: shared, dedicated": queue.get("mode")
        not in ("shared", "dedicated"),
        f"{size} entries; allowed: 1 to {ENTRIES}": not 1 <= size <= ENTRIES,
        f"priority {queue.get('priority')}; allowed: 1 to 15": not 1 <= queue.get("priority", 0) <= 15,
        f"threshold {queue.get('threshold')}; allowed: 1 to its {size} entries": shared
        and not 1 <= queue.get("threshold", 0) <= size,
        "a threshold belongs to shared queues only": not shared and bool(queue.get("threshold")),
        f"max_transfer_size {transfer} is no power of two": transfer < 1 or transfer & (transfer - 1) != 0,
        f"name {queue.get('name')!r} is empty or longer than 15 bytes": not 1
        <= len(str(queue.get("name", "")))
        <= 15,
        "max_batch_size on a device without batches: accel-config refuses the file": (
            batch is not None and model.interface != "idxd"
        ),
        f"max_batch_size {batch}; allowed: 1 to 1024": batch is not None and not 1 <= batch <= 1024,
    }
    yield from (f"{name}: {text}" for text, wrong in faults.items() if wrong)
