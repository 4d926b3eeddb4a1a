"""Files that put a plan into production: environment, device configuration, Kubernetes, roll-out."""

from __future__ import annotations

import io
import math
import re
from collections.abc import Callable, Sequence
from pathlib import Path

from accelagent.devices import DeviceModel, device
from accelagent.domain import Assignment, Plan, Spec
from accelagent.orchestrator.choices import CPU
from accelagent.orchestrator.document import to_dict

__all__ = ["to_dict", "to_yaml", "write"]


def write(plan: Plan, spec: Spec, directory: Path) -> list[Path]:
    """Writes the artifacts into `directory` (made if absent) and returns them; infeasible plans get none."""
    if not plan.feasible:
        return []
    changed = [a for a in plan.assignments if a.design.recipe]
    texts = {f"{_plain(a.service)}.env": _environment(a, plan) for a in changed}
    texts |= {f"kubernetes/{_plain(a.service)}.yaml": _kubernetes(a, spec) for a in changed}
    queued = [a for a in changed if _model(a, spec) is not None and _interface(a, spec) == "cpa"]
    if queued:
        texts["qat.sysconfig"] = _sysconfig(queued, spec)
        texts["qat.md"] = _qat_notes(queued, spec)
    texts["rollout.md"] = _rollout(plan, spec, changed)
    return [_put(directory / name, text) for name, text in texts.items()]


def to_yaml(value: object) -> str:
    """Plain values as a YAML document."""
    from ruamel.yaml import YAML

    yaml = YAML(typ="safe", pure=True)
    yaml.default_flow_style = False
    yaml.sort_base_mapping_type_on_output = False  # type: ignore[assignment]
    yaml.width = 110
    out = io.StringIO()
    yaml.dump(value, out)
    return out.getvalue()


def functions_for(assignment: Assignment, model: DeviceModel) -> int:
    """Virtual functions that hold the assignment's instances."""
    return max(1, math.ceil(assignment.instances / max(1.0, model.at("instances", "mid", 1.0))))


def _put(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def _plain(name: str) -> str:
    """A name that Kubernetes and file systems accept (RFC 1123 label)."""
    return re.sub(r"[^a-z0-9-]+", "-", name.lower()).strip("-")[:63].strip("-") or "service"


def _model(assignment: Assignment, spec: Spec) -> DeviceModel | None:
    return None if assignment.device == CPU else device(spec.device(assignment.device).model)


def _interface(assignment: Assignment, spec: Spec) -> str:
    model = _model(assignment, spec)
    return model.interface if model else ""


# --- environment ----------------------------------------------------------------------------------------------


def _environment(assignment: Assignment, plan: Plan) -> str:
    head = [
        f"# {assignment.service}: {assignment.design.describe()} (candidate {assignment.candidate})",
        f"# Goal: {plan.goal}",
        "# Read by the patched program at its first use of the device, for example with systemd's EnvironmentFile=.",
        "# ACCEL_DEVICE=off switches every offload off without a rebuild.",
    ]
    lines = [f"{key}={value}" for key, value in assignment.environment]
    return "\n".join(_one_line(h) for h in head) + "\n" + "".join(f"{line}\n" for line in lines)


def _one_line(text: str) -> str:
    return " ".join(text.split())


# --- Kubernetes -----------------------------------------------------------------------------------------------


def _kubernetes(assignment: Assignment, spec: Spec) -> str:
    """A ConfigMap with the knobs and a strategic-merge patch for the service's Deployment."""
    name = _plain(assignment.service)
    container: dict[str, object] = {
        "name": name,
        "envFrom": [{"configMapRef": {"name": f"accel-{name}"}}],
    }
    model = _model(assignment, spec)
    if model is not None and model.interface == "cpa":
        count = functions_for(assignment, model)
        container["resources"] = {"limits": {"qat.intel.com/dc": count}}
    config = {
        "apiVersion": "v1",
        "kind": "ConfigMap",
        "metadata": {"name": f"accel-{name}"},
        "data": dict(assignment.environment),
    }
    patch = {
        "apiVersion": "apps/v1",
        "kind": "Deployment",
        "metadata": {"name": name},
        "spec": {"template": {"spec": {"containers": [container]}}},
    }
    note = "# Apply the ConfigMap; use the Deployment as a strategic-merge patch (names of Deployment and container\n"
    return f"{note}# are taken to be the service's name). qat.intel.com/dc counts virtual functions.\n" + (
        to_yaml(config) + "---\n" + to_yaml(patch)
    )


# --- QAT ------------------------------------------------------------------------------------------------------


def _sysconfig(queued: Sequence[Assignment], spec: Spec) -> str:
    most = max(_functions(a, spec) for a in queued)
    return (
        "# /etc/sysconfig/qat, read by qatmgr: restart the qat service after a change.\n"
        "# One service type per device keeps all of its engines for compression.\n"
        "ServicesEnabled=dc\n"
        "# Virtual functions per process; 0 would give each process one of every device.\n"
        f"POLICY={most}\n"
    )


def _functions(assignment: Assignment, spec: Spec) -> int:
    model = _model(assignment, spec)
    return functions_for(assignment, model) if model else 0


def _qat_notes(queued: Sequence[Assignment], spec: Spec) -> str:
    rows = "".join(
        f"| {a.service} | {a.device} | {a.work_queue.replace(',', ', ')} | {_functions(a, spec)} | "
        f"{100 * a.share:.1f} % | {a.priority} |\n"
        for a in queued
    )
    return f"""# QAT configuration for {spec.application}

| service | device | instances (example names) | virtual functions | share of engine time | weight |
|---|---|---|---|---|---|
{rows}
1. Kernel 6.0 or later, `intel_iommu=on`, SR-IOV, the QAT firmware, qatlib with `qatmgr`.
2. The service type is set while the device is down:
   `echo down > /sys/bus/pci/devices/<BDF>/qat/state; echo dc > /sys/bus/pci/devices/<BDF>/qat/cfg_services;
   echo up > /sys/bus/pci/devices/<BDF>/qat/state`; then restart qatmgr.
3. Install `qat.sysconfig` as `/etc/sysconfig/qat`.
4. The service's user is in group `qat`; memory lock limit at least 16 MB per virtual function plus the buffers.
5. Containers: the device plugin publishes virtual functions with `cfg_services=dc` as `qat.intel.com/dc`.
6. Virtual functions have no priority of their own. Where services of different weight share a device, limit the
   bulk one with the driver's rate limiting (`/sys/bus/pci/devices/<BDF>/qat_rl/`), above the share shown here.
7. Processes that use one device have to trust each other.
"""


# --- roll-out -------------------------------------------------------------------------------------------------


def _rollout(plan: Plan, spec: Spec, changed: Sequence[Assignment]) -> str:
    if not changed:
        return f"# Roll-out of {spec.application}\n\nThe plan keeps every service unmodified: nothing to roll out.\n"
    services = ", ".join(a.service for a in changed)
    libraries = _libraries(changed, spec)
    bounds = "".join(f"- {p.bound}\n" for p in plan.predictions if p.bound) or "- the goal names none\n"
    expected = "".join(
        f"- {p.metric}{f' of {p.service}' if p.service else ''}: {p.ratio:.3g}x of the unmodified service\n"
        for p in plan.predictions
        if p.ratio is not None and p.holds is not False and p.service in ("", *(a.service for a in changed))
    )
    return f"""# Roll-out of {spec.application}: {services}

Goal: {plan.goal}
Status: {plan.validation}

What the plan predicts (to be confirmed on the target hosts):
{expected}
Bounds to watch:
{bounds}
1. Apply the patch of each service to its source and build as usual. The patch builds and runs without the device
   and its libraries: then everything stays on the CPU.
2. Install on the target hosts: {libraries}.
3. Shadow: give one extra instance a copy of the traffic, discard its answers, start it with the environment file and
   `ACCEL_STATS=<file>`. Go on when the line it appends at exit shows `device_ops` or `incore_ops` above 0 and
   `errors` 0, and when the decoded outputs equal those of the unmodified service. Compressed bytes may differ.
   Levels now come from ACCEL_LEVEL and ACCEL_INCORE_LEVEL: a level that the program or its user asks for only decides
   what the CPU fallback does.
4. Canary: a small share of the real traffic for at least one daily peak. Compare the metrics above with unmodified
   instances on the same hosts at the same time.
5. Widen in steps; after each, compare again and watch the device's utilisation.
6. Roll back at the first broken bound: set `ACCEL_DEVICE=off` and restart (no rebuild), then revert the patch
   (`git apply -R`) if it is to stay off. Data written meanwhile stays readable: the
   candidates write the format of the unmodified service.
"""


def _libraries(changed: Sequence[Assignment], spec: Spec) -> str:
    names: dict[str, Callable[[Assignment], bool]] = {
        "qatlib (libqat.so.4, libusdm.so.0)": lambda a: _interface(a, spec) == "cpa",
        "ISA-L (libisal.so.2)": lambda a: _interface(a, spec) == "isal",
    }
    return " and ".join(n for n, used in names.items() if any(used(a) for a in changed)) or "nothing more"
