"""What a plan is worth: host cores it frees at the loads, per unit of load, and what it costs to carry."""

from __future__ import annotations

from collections.abc import Mapping

from accelagent.domain import Clock, Measured, Metric, Spec
from accelagent.orchestrator.choices import Choice, Field, estimate
from accelagent.planned import Worth

_LIBRARIES = {
    "cpa": ("libqat.so.4", "libusdm.so.0"),
    "isal": ("libisal.so.2",),
    "idxd": (),
}
_PRIVILEGES = {
    "cpa": "group qat, VFIO device, locked memory (16 MB per virtual function)",
    "idxd": "read and write on the work queue's node",
}


def worth(
    spec: Spec,
    fields: Mapping[str, Field],
    chosen: Mapping[str, Choice],
    interfaces: Mapping[str, str],
    clock: Clock,
) -> tuple[Worth, ...]:
    """Every changed service whose CPU time was measured; `interfaces` gives that of each device by name."""
    found = []
    for name, choice in chosen.items():
        root, outcome = fields[name].root, choice.trial.outcome
        measured = estimate(outcome, Metric.CPU_TIME, clock) if isinstance(outcome, Measured) else None
        if choice.id == root.id or measured is None or Metric.CPU_TIME not in root.values:
            continue
        load = spec.service(name).load or fields[name].rate(root)
        before = load * root.values[Metric.CPU_TIME]
        patch = choice.trial.candidate.patch
        texts = [text for _, text in patch.files] if patch else []
        interface = interfaces.get(choice.device, "")
        found.append(
            Worth(
                name,
                load,
                before * (1 - measured.ratio),
                before * (1 - measured.high),
                before * (1 - measured.low),
                len(texts),
                sum(text.count("\n") + 1 for text in texts),
                _LIBRARIES.get(interface, ()),
                _PRIVILEGES.get(interface, "none"),
            )
        )
    return tuple(found)


def as_plain(found: Worth) -> dict[str, object]:
    """For the plan's JSON."""
    return {
        "service": found.service,
        "load_per_s": found.load,
        "cores_freed": round(found.cores_freed, 6),
        "cores_freed_range": [round(found.cores_freed_low, 6), round(found.cores_freed_high, 6)],
        "cores_freed_per_1000_per_s": round(found.per_thousand, 6),
        "patched_files": found.patch_files,
        "lines_of_patched_files": found.patch_lines,
        "libraries": list(found.libraries),
        "privileges": found.privileges,
    }
