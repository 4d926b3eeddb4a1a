"""QAT's part of a deployment: qatmgr's settings, rate limits in the kernel's own terms, and what else a host needs."""

from __future__ import annotations

import math
from collections.abc import Sequence

from accelagent.devices import DeviceModel
from accelagent.domain import Assignment, Plan, Spec
from accelagent.planned import DevicePolicy

RINGS_PER_FUNCTION = 4  # of a virtual function of the fourth generation: drivers/crypto/intel/qat
_HEADROOM = 1.25  # of the peak rate over the guaranteed one


def functions_for(assignment: Assignment, model: DeviceModel) -> int:
    """Virtual functions that hold the assignment's instances."""
    return max(1, math.ceil(assignment.instances / max(1.0, model.at("instances", "mid", 1.0))))


def sysconfig(functions: int) -> str:
    """/etc/sysconfig/qat."""
    return (
        "# /etc/sysconfig/qat, read by qatmgr: restart the qat service after a change.\n"
        "# One service type per device keeps all of its engines for compression.\n"
        "ServicesEnabled=dc\n"
        "# Virtual functions per process; 0 would give each process one of every device.\n"
        f"POLICY={functions}\n"
    )


def permille(policy: DevicePolicy, model: DeviceModel, count: int) -> tuple[int, int]:
    """Guaranteed and peak rate in thousandths of one device, as `qat_rl` takes them."""
    most = model.at("bandwidth_cap", "mid")
    if most <= 0 or policy.rate_limit_bytes_per_s <= 0:
        return 0, 0
    peak = min(1000, max(1, math.ceil(1000 * policy.rate_limit_bytes_per_s / (most * count))))
    return max(1, math.floor(peak / _HEADROOM)), peak


def rate_limits(limited: Sequence[tuple[DevicePolicy, int, int]]) -> str:
    """A script that limits one service's virtual function; it needs to be told which one qatmgr gave."""
    cases = "".join(
        f"    {p.service}) cir={cir} pir={pir} ;;  # {p.rate_limit_bytes_per_s / 1e6:.4g} MB/s at most\n"
        for p, cir, pir in limited
    )
    names = "|".join(p.service for p, _, _ in limited)
    last = RINGS_PER_FUNCTION * 16 - 1
    return f"""#!/bin/sh
# qat-rate-limits.sh SERVICE BDF VF: limits the service on one virtual function (kernel 6.7 or later, qat_4xxx).
# cir and pir are thousandths of the device's throughput: what is guaranteed, and the most when others leave room.
# VF counts from 0, as BDF/virtfnN does: the one whose VFIO group the service's process holds open.
# Prints the number of the limit. Take it back with: echo ID > $rl/id; echo rm > $rl/sla_op
set -eu
[ $# -eq 3 ] || {{ echo "usage: qat-rate-limits.sh {names} BDF VF" >&2; exit 2; }}
case "$1" in
{cases}    *) echo "qat-rate-limits: no limit planned for $1; planned: {names}" >&2; exit 2 ;;
esac
case "$3" in ''|*[!0-9]*) echo "qat-rate-limits: VF is a number from 0 to 15" >&2; exit 2 ;; esac
[ "$3" -le 15 ] || {{ echo "qat-rate-limits: VF is a number from 0 to 15" >&2; exit 2; }}
rl=${{QAT_SYSFS:-/sys/bus/pci/devices}}/$2/qat_rl
[ -d "$rl" ] || {{ echo "qat-rate-limits: $rl is not there: kernel before 6.7, or no QAT at $2" >&2; exit 2; }}
# Ring pairs 0 to {last}, {RINGS_PER_FUNCTION} per virtual function in order.
first=$((${{3}} * {RINGS_PER_FUNCTION}))
case $((first / 32)) in
    0) mask=$(printf '0x%x' $((0xf << first))) ;;
    *) mask=$(printf '0x%x00000000' $((0xf << (first - 32)))) ;;
esac
echo dc > "$rl/srv"
echo "$mask" > "$rl/rp"
echo "$cir" > "$rl/cir"
echo "$pir" > "$rl/pir"
echo add > "$rl/sla_op"
cat "$rl/id"
"""


def notes(plan: Plan, spec: Spec, queued: Sequence[tuple[Assignment, int]]) -> str:
    """What a host needs beside the files, with the plan's table."""
    polices = {p.service: p for p in plan.policies}
    rows = "".join(
        f"| {a.service} | {a.device} | {a.work_queue.replace(',', ', ')} | {functions} | "
        f"{100 * a.share:.1f} % | {a.priority} | {_limit(polices.get(a.service))} |\n"
        for a, functions in queued
    )
    return f"""# QAT configuration for {spec.application}

| service | device | instances (example names) | virtual functions | share of engine time | weight | rate limit |
|---|---|---|---|---|---|---|
{rows}
1. Kernel 6.0 or later, `intel_iommu=on`, SR-IOV, the QAT firmware, qatlib with `qatmgr`.
2. `accelagent devices configure plan.yaml` prints the steps for this host: the service type of each device (set while
   it is down), `/etc/sysconfig/qat`, and the restart of qatmgr. `--apply` carries them out, `--undo` takes them back.
3. POLICY holds for the whole host: every process that opens QAT gets as many virtual functions.
4. The service's user is in group `qat`; memory lock limit at least 16 MB per virtual function plus the buffers.
5. Containers: the device plugin publishes virtual functions with `cfg_services=dc` as `qat.intel.com/dc`.
6. Virtual functions have no priority of their own. Where services of different weight share a device, limit the
   bulk one: `qat-rate-limits.sh`, once its process runs and its virtual function is known.
7. Processes that use one device have to trust each other.
"""


def _limit(policy: DevicePolicy | None) -> str:
    if policy is None or policy.rate_limit_bytes_per_s <= 0:
        return "none"
    return f"{policy.rate_limit_bytes_per_s / 1e6:.4g} MB/s"
