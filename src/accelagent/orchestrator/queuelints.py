"""What is wrong with how services are given queues: checked on the plan's own policies and on those a user has edited."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from accelagent.devices import DeviceModel
from accelagent.planned import DevicePolicy

_IDXD = ("idxd", "qpl")


def lints(policies: Sequence[DevicePolicy], models: Mapping[str, DeviceModel]) -> tuple[str, ...]:
    """One sentence each, with the service or device it speaks of; `models` are by the specification's device names."""
    found = [text for p in policies for text in _of_service(p, models[p.device])]
    for name, model in models.items():
        mine = [p for p in policies if p.device == name]
        found += [f"{name}: {text}" for text in _of_device(mine, model)]
    return tuple(found)


def _of_service(policy: DevicePolicy, model: DeviceModel) -> Iterator[str]:
    who, where = policy.service, policy.device
    if model.interface == "qpl" and policy.queue_mode == "dedicated":
        yield (
            f"{who}: a dedicated queue on {where}, but its library finds shared user queues only and would report that "
            "there is none: mode shared, type user"
        )
    if model.interface in _IDXD and policy.queue_mode == "dedicated" and policy.instances > 1:
        yield (
            f"{who}: {policy.instances} owners of a dedicated queue on {where}: the second cannot open it, and what "
            "overflows is lost without a status: mode shared"
        )
    if model.interface == "idxd" and policy.queue_mode == "shared" and policy.instances == 1:
        yield from _one_owner(policy)


def _one_owner(policy: DevicePolicy) -> Iterator[str]:
    if policy.depth > policy.queue_size:
        return  # a dedicated queue would lose what the shared one refuses
    yield (
        f"{policy.service}: a shared queue on {policy.device} with one owner: submission waits for the queue's answer; "
        "dedicated, with the slots counted in software, it is a posted write"
    )


def _of_device(policies: Sequence[DevicePolicy], model: DeviceModel) -> Iterator[str]:
    if model.interface not in _IDXD:
        return
    kinds = {p.priority for p in policies}
    if len(policies) > 1 and len(kinds) == 1:
        names = ", ".join(p.service for p in policies)
        yield f"{names} have queues of the same priority: bulk requests of one hold up small ones of the other"
    entries = sum(p.queue_size for p in policies)
    most = round(model.at("ring_depth", "mid", 128.0))
    if entries > most:
        yield f"queues of {entries} entries in all, but the device has {most}"
