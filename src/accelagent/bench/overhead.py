"""What the emulator itself takes in real time: requests to a device that does no work and takes no time."""

from __future__ import annotations

from statistics import quantiles

from accelagent.bench._clients import Clients, clients
from accelagent.bench._part import Figure, Part
from accelagent.devices import device

_REQUESTS = 64
_CHUNKS = 60
_MODES = ("sync", "pipelined")
_FIGURES = (
    ("sync_round_trip_us", 20, "one at a time, submitted and waited for"),
    ("pipelined_request_us", 5, "32 in flight, submission and its share of waiting"),
)
# Raw descriptors that do nothing and that copy 64 bytes, and QPL jobs that take four bytes out of 64.
_OTHERS = (
    ("dsa_noop", "overhead_idxd", "dsa", "/dev/dsa/wq0.0", 0),
    ("dsa_copy", "overhead_idxd", "dsa", "/dev/dsa/wq0.0", 3),
    ("iax_noop", "overhead_idxd", "iaa", "/dev/iax/wq1.0", 0),
    ("qpl_extract", "overhead_qpl", "iaa"),
)


def run() -> tuple[Figure, ...]:
    """Real time per request in a synchronous call and in a pipeline, and a process's greatest resident size."""
    with clients() as programs:
        sync, pipelined = (_us(programs, "overhead", "null", mode) for mode in _MODES)
        others = [
            (name, [_us(programs, client, model, *arguments, mode) for mode in _MODES])
            for name, client, model, *arguments in _OTHERS
        ]
        mebibytes = (
            programs.run("overhead", "memory", _REQUESTS, 1, model=device("null"), clock="virtual")[0] / 1024
        )
    return (
        _figure("sync_round_trip_us", "us", sync, 20, "one cpaDcCompressData2 without a callback"),
        _figure(
            "pipelined_request_us", "us", pipelined, 5, "32 in flight, submission and its share of polls"
        ),
        *(
            _figure(f"{name}_{figure}", "us", samples, most, note)
            for name, found in others
            for (figure, most, note), samples in zip(_FIGURES, found, strict=True)
        ),
        _figure("process_mib", "MiB", (mebibytes,), 64, "greatest resident size of the client"),
    )


def _us(programs: Clients, client: str, model: str, *arguments: object) -> tuple[float, ...]:
    taken = programs.run(client, *arguments, _REQUESTS, _CHUNKS, model=device(model), clock="virtual")
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
    "the mean of 64 requests: other load on the machine shows in the others.",
)
