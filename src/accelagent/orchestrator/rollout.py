"""The page for those who roll a plan out: steps, what to watch, and the figures at which to go back."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from accelagent.domain import Assignment, Plan, Prediction, Spec
from accelagent.units import plain

_REFUSALS = 0.1  # of device requests that met a full queue, beyond which the plan is not what was measured
_CONFIGURE = "Configure the devices with `accelagent devices configure plan.yaml --apply`.\n   "
_UNDO = ", and\n`accelagent devices configure plan.yaml --undo` for the devices"
_CANARY = "1 %, then 5 %, 25 % and all"


def page(plan: Plan, spec: Spec, changed: Sequence[Assignment], libraries: str) -> str:
    """Markdown; a plan that changes nothing says so."""
    if not changed:
        return f"# Roll-out of {spec.application}\n\nThe plan keeps every service unmodified: nothing to roll out.\n"
    services = ", ".join(a.service for a in changed)
    expected = "".join(
        f"- {p.metric}{f' of {p.service}' if p.service else ''}: {plain(p.ratio)}x of the unmodified service\n"
        for p in plan.predictions
        if p.ratio is not None and p.holds is not False and p.service in ("", *(a.service for a in changed))
    )
    queued = any(a.work_queue for a in changed)
    limits = "".join(f"| {what} | {limit} |\n" for what, limit in _limits(plan, changed))
    return f"""# Roll-out of {spec.application}: {services}

Goal: {plan.goal}
Status: {plan.validation}

What the plan predicts (to be confirmed on the target hosts):
{expected}
## Steps

1. Apply the patch of each service to its source and build as usual. The patch builds and runs without the device
   and its libraries: then everything stays on the CPU.
2. Install on the target hosts: {libraries}. {_CONFIGURE if queued else ""}Install the drop-ins of `systemd/` or the
   manifests of `kubernetes/`.
3. Shadow: give one extra instance a copy of the traffic, discard its answers, start it with the environment file and
   `ACCEL_STATS=<file>`. Go on when the line it appends at exit shows `device_ops` or `incore_ops` above 0 and
   `errors` 0, and when the decoded outputs equal those of the unmodified service.{_levels(changed)}
4. Canary: {_CANARY} of the real traffic, each for at least one daily peak. Compare with unmodified instances on
   the same hosts at the same time.
5. After each step watch the table below{" and the device's utilisation" if queued else ""}.

## Roll back when

| counter or figure | beyond |
|---|---|
{limits}
How: set `ACCEL_DEVICE=off` and restart (no rebuild), then revert the patch (`git apply -R`) if it is to stay off{_UNDO if queued else ""}. Data written meanwhile stays readable: the candidates
write the format of the unmodified service.
"""


def _levels(changed: Sequence[Assignment]) -> str:
    """Said of designs that compress: their level is a knob of its own."""
    names = {n for a in changed for n, _ in a.environment} & {"ACCEL_LEVEL", "ACCEL_INCORE_LEVEL"}
    if not names:
        return ""
    return (
        " Compressed bytes may differ.\n"
        f"   Levels now come from {' and '.join(sorted(names, reverse=True))}: a level that the program or its user asks for\n"
        "   only decides what the CPU fallback does."
    )


def _limits(plan: Plan, changed: Sequence[Assignment]) -> Iterator[tuple[str, str]]:
    for p in plan.predictions:
        if p.bound:
            yield p.bound.partition(" ")[0], _beyond(p)
    for a in changed:
        yield f"`errors` of {a.service} (ACCEL_STATS)", "0 in a step"
        if a.work_queue:
            yield f"`retries` of {a.service}", f"{100 * _REFUSALS:.0f} % of its `device_ops`"
            yield (
                f"`cpu_ops` of {a.service}",
                "twice their share in the shadow run: the device is not there or full",
            )
    used_devices = {a.device for a in changed}
    for device, used in plan.device_utilisation:
        if device not in used_devices:
            continue
        yield (
            f"utilisation of {device}",
            f"{100 * max(0.8, min(0.95, 1.25 * used)):.0f} % (planned {100 * used:.0f} %)",
        )


def _beyond(p: Prediction) -> str:
    bound = " ".join(p.bound.split()[1:])
    planned = "" if p.ratio is None else f"; planned {plain(p.ratio)}x"
    return (
        f"{bound.removeprefix('<= ').removeprefix('>= ')} of unmodified instances{planned}"
        if bound.endswith("x")
        else f"{bound}{planned}"
    )
