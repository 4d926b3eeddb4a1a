"""What is wrong with how services are given queues: checked on the plan's own policies and on those a user has edited."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from accelagent.devices import DeviceModel
from accelagent.planned import DevicePolicy

_IDXD = ("idxd", "qpl")
_FEW = 8  # requests in flight that leave room for others between them


@dataclass(frozen=True, slots=True)
class Finding:
    """A pattern that hurts, by the name of its rule, with whom it concerns and the sentence for the reader."""

    rule: str
    who: str
    text: str


def lints(policies: Sequence[DevicePolicy], models: Mapping[str, DeviceModel]) -> tuple[str, ...]:
    """One sentence each, with the service or device it speaks of; `models` are by the specification's device names."""
    return tuple(f"{f.who}: {f.text}" for f in findings(policies, models))


def patterns(
    policies: Sequence[DevicePolicy], models: Mapping[str, DeviceModel]
) -> frozenset[tuple[str, str]]:
    """(rule, whom it concerns) of every finding: what a search may not add to."""
    return frozenset((f.rule, f.who) for f in findings(policies, models))


def findings(policies: Sequence[DevicePolicy], models: Mapping[str, DeviceModel]) -> tuple[Finding, ...]:
    """Everything that is wrong, services first."""
    found = [
        Finding(rule, p.service, text) for p in policies for rule, text in _of_service(p, models[p.device])
    ]
    for name, model in models.items():
        mine = [p for p in policies if p.device == name]
        found += [Finding(rule, name, text) for rule, text in _of_device(mine, model)]
    return tuple(found)


def _of_service(policy: DevicePolicy, model: DeviceModel) -> Iterator[tuple[str, str]]:
    where, own = policy.device, model.interface in _IDXD
    if model.interface == "qpl" and policy.queue_mode == "dedicated":
        yield (
            "qpl-dedicated",
            f"a dedicated queue on {where}, but its library finds shared user queues only and would report that "
            "there is none: mode shared, type user",
        )
    if own and policy.queue_mode == "dedicated" and policy.instances > 1:
        yield (
            "dedicated-owners",
            f"{policy.instances} owners of a dedicated queue on {where}: the second cannot open it, and what "
            "overflows is lost without a status: mode shared",
        )
    if own and policy.queue_mode == "dedicated" and policy.depth > policy.queue_size:
        yield (
            "dedicated-overflow",
            f"{policy.depth} in flight on a dedicated queue of {policy.queue_size} entries on {where}: what overflows is lost "
            "without a status",
        )
    if own and policy.queue_mode == "shared" and policy.depth > policy.queue_size:
        yield (
            "retry-storm",
            f"{policy.depth} in flight on a shared queue of {policy.queue_size} entries on {where}: submissions are refused and "
            "tried again, each a round trip: fewer in flight, or more entries",
        )
    if model.interface == "idxd" and policy.queue_mode == "shared" and policy.instances == 1:
        yield from _one_owner(policy)
    yield from _of_rings(policy, model)


def _one_owner(policy: DevicePolicy) -> Iterator[tuple[str, str]]:
    if policy.depth > policy.queue_size:
        return  # a dedicated queue would lose what the shared one refuses
    yield (
        "shared-one-owner",
        f"a shared queue on {policy.device} with one owner: submission waits for the queue's answer; "
        "dedicated, with the slots counted in software, it is a posted write",
    )


def _of_rings(policy: DevicePolicy, model: DeviceModel) -> Iterator[tuple[str, str]]:
    ring = round(model.at("ring_depth", "mid", 0.0))
    if model.interface == "cpa" and ring and policy.depth > ring * policy.instances:
        yield (
            "more-than-rings",
            f"{policy.depth} in flight on {policy.instances} instances of {ring} on {policy.device}: the surplus is "
            "refused and runs on the core unseen: more instances, or fewer in flight",
        )


def _of_device(policies: Sequence[DevicePolicy], model: DeviceModel) -> Iterator[tuple[str, str]]:
    if model.interface == "cpa":
        yield from _of_functions(policies, model)
    if model.interface not in _IDXD:
        return
    kinds = {p.priority for p in policies}
    together = len({(p.group, p.numa_node) for p in policies}) < len(policies)
    if together and len(kinds) == 1:
        names = ", ".join(p.service for p in policies)
        yield (
            "same-priority",
            f"{names} have queues of the same priority: bulk requests of one hold up small ones of the other",
        )
    most = round(model.at("ring_depth", "mid", 128.0))
    for node in sorted({p.numa_node for p in policies}):
        entries = sum(p.queue_size for p in policies if p.numa_node == node)
        if entries > most:
            yield "entries", f"queues of {entries} entries in all, but the device has {most}"


def _of_functions(policies: Sequence[DevicePolicy], model: DeviceModel) -> Iterator[tuple[str, str]]:
    """QAT's rings have no weights: only fewer in flight, a limit or a device of its own holds a bulk service back."""
    kinds = {p.priority for p in policies}
    for node in sorted({p.numa_node for p in policies}):
        here = [p for p in policies if p.numa_node == node]
        bulk = [p for p in here if p.priority == min(kinds)]
        unbound = [p.service for p in bulk if not p.rate_limit_bytes_per_s and p.depth > _FEW]
        if len({p.priority for p in here}) > 1 and unbound:
            yield (
                "unbound-bulk",
                f"{', '.join(unbound)} beside an urgent service without a rate limit and with more than {_FEW} in flight",
            )
        places = round(model.at("virtual_functions", "mid", 0.0))
        wanted = sum(p.virtual_functions for p in here)
        if places and wanted > places:
            yield "functions", f"{wanted} virtual functions wanted, but a device has {places}"
