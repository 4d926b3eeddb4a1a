"""What the emulator itself takes in real time: requests to a device that does no work and takes no time."""

from __future__ import annotations

from statistics import quantiles

from accelagent.bench._clients import Clients, clients
from accelagent.bench._part import Figure, Part
from accelagent.devices import device

_REQUESTS = 200
_CHUNKS = 60


def run() -> tuple[Figure, ...]:
    """Real time per request in a synchronous call and in a pipeline, and a process's greatest resident size."""
    with clients() as programs:
        sync = _seconds(programs, "sync")
        pipelined = _seconds(programs, "pipelined")
        mebibytes = (
            programs.run("overhead", "memory", _REQUESTS, 1, model=device("null"), clock="virtual")[0] / 1024
        )
    return (
        _figure("sync_round_trip_us", "us", sync, 20, "one cpaDcCompressData2 without a callback"),
        _figure(
            "pipelined_request_us", "us", pipelined, 5, "32 in flight, submission and its share of polls"
        ),
        _figure("process_mib", "MiB", (mebibytes,), 64, "greatest resident size of the client"),
    )


def _seconds(programs: Clients, mode: str) -> tuple[float, ...]:
    taken = programs.run("overhead", mode, _REQUESTS, _CHUNKS, model=device("null"), clock="virtual")
    return tuple(ns / 1e3 for ns in taken)


def _figure(name: str, unit: str, samples: tuple[float, ...], most: float, note: str) -> Figure:
    target = {"value": most, "grade": "required", "source": "at most, beyond the work of the operation"}
    undisturbed = quantiles(samples, n=4)[0] if len(samples) > 1 else samples[0]
    return Figure(name, undisturbed, unit, "wall", samples, target, note)


PART = Part(
    "overhead",
    "the framework itself, on the null device",
    run,
    "Real time on the virtual clock, of which the program sees nothing. A figure is the first quartile of its samples, each "
    "the mean of 200 requests: other load on the machine shows in the others.",
)
