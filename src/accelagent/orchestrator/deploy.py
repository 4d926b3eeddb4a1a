"""Files that put a plan into production: environment, units, device configuration, Kubernetes, roll-out."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable, Sequence
from pathlib import Path

from accelagent.devices import DeviceModel, catalogue, device
from accelagent.domain import Assignment, Plan, Spec
from accelagent.orchestrator import idxd, qatfiles, rollout
from accelagent.orchestrator.choices import CPU
from accelagent.orchestrator.document import to_dict

__all__ = ["to_dict", "to_yaml", "write"]

_LOCKED_PER_FUNCTION = 16 << 20  # bytes of locked memory that qatlib needs for a virtual function
_LOCKED_BUFFERS = 500 << 20  # what its compression sample asks for its buffers


def write(plan: Plan, spec: Spec, directory: Path) -> list[Path]:
    """Writes the artifacts into `directory` (made if absent) and returns them; infeasible plans get none."""
    if not plan.feasible:
        return []
    changed = [a for a in plan.assignments if a.design.recipe]
    texts = {f"{_plain(a.service)}.env": _environment(a, plan) for a in changed}
    texts |= {
        f"systemd/{_plain(a.service)}.service.d/50-accel.conf": _drop_in(a, plan, spec) for a in changed
    }
    texts |= {f"kubernetes/{_plain(a.service)}.yaml": _kubernetes(a, plan, spec) for a in changed}
    texts |= _qat(plan, spec, changed)
    config = idxd.configs(plan, spec, catalogue())
    if config:
        texts["accel-config.json"] = json.dumps(config, indent=2) + "\n"
    if any(a.work_queue for a in changed):
        texts["kernel.md"] = _kernel(spec, changed)
    texts["rollout.md"] = rollout.page(plan, spec, changed, _libraries(changed, spec))
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


def _put(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    if text.startswith("#!"):
        path.chmod(0o755)
    return path


def _plain(name: str) -> str:
    """A name that Kubernetes and file systems accept (RFC 1123 label)."""
    return re.sub(r"[^a-z0-9-]+", "-", name.lower()).strip("-")[:63].strip("-") or "service"


def _model(assignment: Assignment, spec: Spec) -> DeviceModel | None:
    return None if assignment.device == CPU else device(spec.device(assignment.device).model)


def _interface(assignment: Assignment, spec: Spec) -> str:
    model = _model(assignment, spec)
    return model.interface if model else ""


def _functions(assignment: Assignment, spec: Spec) -> int:
    model = _model(assignment, spec)
    return qatfiles.functions_for(assignment, model) if model else 0


# --- environment and units --------------------------------------------------------------------------------------


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


def _drop_in(assignment: Assignment, plan: Plan, spec: Spec) -> str:
    """A drop-in for the service's own unit: the knobs, and the rights that its device asks for."""
    name = _plain(assignment.service)
    lines = [
        f"# Install below /etc/systemd/system/{name}.service.d/ and the environment as /etc/accelagent/{name}.env;",
        "# the unit's name is taken to be the service's.",
        "[Service]",
        f"EnvironmentFile=/etc/accelagent/{name}.env",
    ]
    interface = _interface(assignment, spec)
    if interface == "cpa":
        locked = _functions(assignment, spec) * _LOCKED_PER_FUNCTION + _LOCKED_BUFFERS
        lines += ["SupplementaryGroups=qat", f"LimitMEMLOCK={locked}", "DeviceAllow=char-vfio rw"]
    elif interface in ("idxd", "qpl"):
        node = "iax" if interface == "qpl" else "dsa"
        lines += [
            f"# The queues' nodes lie below /dev/{node} and belong to root: give them to the service's group.",
            f"DeviceAllow=char-{node} rw",
        ]
    return "\n".join(lines) + "\n"


def _kernel(spec: Spec, changed: Sequence[Assignment]) -> str:
    """What the kernel has to be told once."""
    kinds = {_interface(a, spec) for a in changed}
    rows = ["| `intel_iommu=on` | kernel command line | user space reaches no device without it |"]
    if kinds & {"idxd", "qpl"}:
        rows += [
            "| `sm_on`, as `intel_iommu=on,sm_on` | kernel command line | scalable mode: shared queues and virtual addresses need it |",
            "| `modprobe idxd` | module | 5.18 or later; `tc_override=1` only to change traffic classes |",
        ]
    if "cpa" in kinds:
        locked = sum(
            _functions(a, spec) * _LOCKED_PER_FUNCTION for a in changed if _interface(a, spec) == "cpa"
        )
        rows += [
            "| `vfio-pci ids=8086:4941` | module option | binds the virtual functions for user space |",
            f"| memory lock of {locked >> 20} MiB plus buffers | `LimitMEMLOCK=`, `ulimit -l` | DMA memory is pinned |",
            "| `vm.nr_hugepages` | sysctl | optional, only with `QAT_MAX_2M_HPG_PER_PROCESS` |",
        ]
    return (
        f"# Kernel settings for {spec.application}\n\n"
        "Nothing here is set by `accelagent devices configure`: a boot parameter needs a reboot, and a host has one owner.\n\n"
        "| setting | where | why |\n|---|---|---|\n" + "\n".join(rows) + "\n"
    )


# --- Kubernetes -----------------------------------------------------------------------------------------------


def _kubernetes(assignment: Assignment, plan: Plan, spec: Spec) -> str:
    """A ConfigMap with the knobs and a strategic-merge patch for the service's Deployment."""
    name = _plain(assignment.service)
    container: dict[str, object] = {
        "name": name,
        "envFrom": [{"configMapRef": {"name": f"accel-{name}"}}],
    }
    resource = _resource(assignment, plan, spec)
    if resource:
        container["resources"] = {"limits": resource}
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


def _resource(assignment: Assignment, plan: Plan, spec: Spec) -> dict[str, int]:
    """The limit under the name that Intel's device plugins publish."""
    model = _model(assignment, spec)
    if model is None:
        return {}
    if model.interface == "cpa":
        return {"qat.intel.com/dc": qatfiles.functions_for(assignment, model)}
    policy = next((p for p in plan.policies if p.service == assignment.service), None)
    if policy is None or model.interface not in ("idxd", "qpl"):
        return {}
    return {f"{model.name}.intel.com/wq-user-{policy.queue_mode}": 1}


# --- QAT --------------------------------------------------------------------------------------------------------


def _qat(plan: Plan, spec: Spec, changed: Sequence[Assignment]) -> dict[str, str]:
    queued = [(a, _functions(a, spec)) for a in changed if a.work_queue and _interface(a, spec) == "cpa"]
    if not queued:
        return {}
    texts = {
        "qat.sysconfig": qatfiles.sysconfig(max(f for _, f in queued)),
        "qat.md": qatfiles.notes(plan, spec, queued),
    }
    limited = []
    for policy in plan.policies:
        use = spec.device(policy.device)
        cir, pir = qatfiles.permille(policy, device(use.model), use.count)
        if pir and device(use.model).interface == "cpa":
            limited.append((policy, cir, pir))
    if limited:
        texts["qat-rate-limits.sh"] = qatfiles.rate_limits(limited)
    return texts


def _libraries(changed: Sequence[Assignment], spec: Spec) -> str:
    names: dict[str, Callable[[Assignment], bool]] = {
        "qatlib (libqat.so.4, libusdm.so.0)": lambda a: _interface(a, spec) == "cpa",
        "ISA-L (libisal.so.2)": lambda a: _interface(a, spec) == "isal",
        "QPL (libqpl.so.1) and libaccel-config.so.1": lambda a: _interface(a, spec) == "qpl",
    }
    return " and ".join(n for n, used in names.items() if any(used(a) for a in changed)) or "nothing more"
