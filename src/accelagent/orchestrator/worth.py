"""What a plan is worth: host cores it frees at the loads, per unit of load, and what it costs to carry."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from pathlib import Path

from accelagent.devices import DeviceModel, offload_cost
from accelagent.domain import Clock, Execution, Measured, Metric, Patch, Spec
from accelagent.orchestrator.choices import Choice, Field, estimate
from accelagent.planned import Worth

_LIBRARIES = {
    "cpa": ("libqat.so.4", "libusdm.so.0"),
    "isal": ("libisal.so.2",),
    "idxd": (),
    "qpl": ("libqpl.so.1", "libaccel-config.so.1"),
}
_PRIVILEGES = {
    "cpa": "group qat, VFIO device, locked memory (16 MB per virtual function)",
    "idxd": "read and write on the work queue's node",
    "qpl": "read and write on the work queue's node",
}


def worth(
    spec: Spec,
    fields: Mapping[str, Field],
    chosen: Mapping[str, Choice],
    models: Mapping[str, DeviceModel],
    clock: Clock,
) -> tuple[Worth, ...]:
    """Every changed service whose CPU time was measured; `models` gives that of each device by name."""
    found = []
    for name, choice in chosen.items():
        root, outcome = fields[name].root, choice.trial.outcome
        paired = estimate(outcome, Metric.THROUGHPUT, clock) if isinstance(outcome, Measured) else None
        measured = estimate(outcome, Metric.CPU_TIME, clock) if isinstance(outcome, Measured) else None
        if choice.id == root.id or measured is None:
            continue
        # The baseline of the candidate's own pairs: runs made at other times saw another machine.
        load = spec.service(name).load or (paired.baseline if paired else fields[name].rate(root))
        before = load * measured.baseline
        patch = choice.trial.candidate.patch
        texts = [text for _, text in patch.files] if patch else []
        interface = models[choice.device].interface if choice.device in models else ""
        freed = before * (1 - measured.ratio)
        slowest, fastest = (_freed(freed, load, choice, models, corner) for corner in ("high", "low"))
        changed, added = carried(spec.service(name).source, patch)
        found.append(
            Worth(
                name,
                load,
                freed,
                before * (1 - measured.high),
                before * (1 - measured.low),
                len(texts),
                sum(text.count("\n") + 1 for text in texts),
                _libraries(choice, interface),
                _PRIVILEGES.get(interface, "none"),
                slowest,
                fastest,
                changed,
                added,
            )
        )
    return tuple(found)


def _freed(
    freed: float, load: float, choice: Choice, models: Mapping[str, DeviceModel], corner: str
) -> float | None:
    """Cores freed with the device at an end of its parameters' ranges: the host's part of each request differs."""
    if not choice.uses or choice.device not in models:
        return None
    model, use, design = models[choice.device], choice.uses[0], choice.trial.candidate.design
    capability, level = model.capabilities[0], design.knob("level")
    # A thread that sleeps between looks pays for submission and looks only, like one that goes on with other work.
    waits = choice.execution is Execution.SYNC and design.knob("poll") != "sleep"
    host_s = {
        at: offload_cost(
            model,
            capability.operation,
            capability.algorithm,
            max(1, round(use.nbytes / use.requests)),
            Execution.SYNC if waits else Execution.ASYNC,
            at,
            level if isinstance(level, int) else None,
        ).host_s
        for at in ("mid", corner)
    }
    return freed - load * use.requests * (host_s[corner] - host_s["mid"])


def _libraries(choice: Choice, interface: str) -> tuple[str, ...]:
    """Those of the device, and of the core's own unit where the design uses both."""
    in_core = any(r.startswith("incore-") for r in choice.trial.candidate.design.recipes)
    names = (*_LIBRARIES.get(interface, ()), *(_LIBRARIES["isal"] if in_core else ()))
    return tuple(dict.fromkeys(names))


def carried(source: Path, patch: Patch | None) -> tuple[int | None, tuple[tuple[str, int], ...]]:
    """Lines added and removed in the service's own files, and the new files with their lines."""
    if patch is None or not source.is_dir():
        return None, ()
    changed, added = 0, []
    for name, text in patch.files:
        path, lines = source / name, text.splitlines()
        if not path.is_file():
            added.append((name, len(lines)))
            continue
        old = path.read_text(encoding="utf-8", errors="surrogateescape").splitlines()
        delta = difflib.unified_diff(old, lines, n=0, lineterm="")
        changed += sum(line[:1] in "+-" and line[:3] not in ("+++", "---") for line in delta)
    return changed, tuple(added)


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
        "changed_lines": found.changed_lines,
        "added_files": dict(found.added_files),
        "cores_freed_over_device_range": None
        if found.cores_freed_slowest is None or found.cores_freed_fastest is None
        else [round(found.cores_freed_slowest, 6), round(found.cores_freed_fastest, 6)],
        "libraries": list(found.libraries),
        "privileges": found.privileges,
    }
