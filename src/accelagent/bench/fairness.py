"""Two identical processes on one saturated emulated device."""

from __future__ import annotations

from accelagent.bench._clients import clients
from accelagent.bench._part import Figure, Part
from accelagent.devices import device

_PROCESSES = 2
_MILLISECONDS = 20
_REPEATS = 3
_REQUEST = 65536


def run() -> tuple[Figure, ...]:
    """How far the larger share is from an equal one, worst of the repeats, and the device's use."""
    model = device("qat-4xxx")
    with clients() as programs:
        shares = [
            programs.run("qat", "share", _PROCESSES, _MILLISECONDS, model=model) for _ in range(_REPEATS)
        ]
    errors = [max(share) * len(share) / sum(share) - 1 for share in shares]
    capacity = model.parameter("bandwidth_cap").value * _MILLISECONDS / 1e3
    used = [sum(share) * _REQUEST / capacity for share in shares]
    return (
        Figure("share_error", max(errors), "", "virtual", tuple(shares), 0, "samples: requests per process"),
        Figure(
            "saturation", min(used), "", "virtual", tuple(used), 1, "share of the device's bandwidth used"
        ),
    )


PART = Part(
    "fairness",
    "identical processes on one saturated device",
    run,
    "Emulated. Processes are kept within 50 us of virtual time of one another, not in lockstep: counts differ a little between runs.",
)
