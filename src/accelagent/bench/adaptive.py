"""A threshold that adapts while the program runs, against fixed ones, when sizes and contention change in mid-run."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from accelagent.bench._clients import Clients, changed, clients
from accelagent.bench._part import Figure, Part
from accelagent.codegen.recipes import RECIPES
from accelagent.codegen.recipes._apply import call_support
from accelagent.devices import DeviceModel, device

BEFORE_MS = 250
AFTER_MS = 1250  # the last 250 ms are judged: one second after the change
_REQUEST = 131072  # bytes of the other process's requests
_NEVER = 1 << 30
_SHARE_WITHIN = 0.2  # of the device's time that the other process is meant to have
_LIMIT_S = 600.0  # on a busy machine; 15 s on a quiet one
SETTINGS = {
    "device": {"ACCEL_MIN_BYTES": "1"},
    "threshold": {"ACCEL_MIN_BYTES": "16384"},
    "core": {"ACCEL_MIN_BYTES": str(_NEVER)},
    "adaptive": {"ACCEL_THRESHOLD": "adaptive"},
}


@dataclass(frozen=True, slots=True)
class Rates:
    """Bytes per second before the change, in the second after it, and from then on; what others then took of the device."""

    before: float
    first_second: float
    later: float
    others_share: float


@dataclass(frozen=True, slots=True)
class Change:
    """Typical sizes in bytes and the part of the device's time that others take, before and after."""

    name: str
    before: tuple[int, float]
    after: tuple[int, float]


CHANGES = (
    Change("larger_and_contended", (4096, 0.0), (65536, 0.9)),
    Change("smaller_and_contended", (65536, 0.0), (4096, 0.9)),
    Change("larger_and_free", (4096, 0.9), (65536, 0.0)),
    Change("smaller_and_free", (65536, 0.9), (4096, 0.0)),
)


def run() -> tuple[Figure, ...]:
    """Per change the adaptive setting's rate over the best fixed one's, and the least of these."""
    with clients() as programs:
        found = [figure(programs, change) for change in CHANGES]
    worst = min(found, key=lambda f: f.value if f.value is not None else -1.0)
    note = f"{worst.name}; one virtual second after the change"
    return (Figure("adaptive_over_best_fixed", worst.value, "", "virtual", (), 0.95, note), *found)


def figure(programs: Clients, change: Change) -> Figure:
    """One change under every setting; samples hold the rates before, right after and a second after it.

    Without a value where the other process did not take its part of the device: then nothing was compared.
    """
    rates = {name: measure(programs, change, knobs) for name, knobs in SETTINGS.items()}
    best = max(r.later for name, r in rates.items() if name != "adaptive")
    rows = tuple({"setting": name, **asdict(r)} for name, r in rates.items())
    missed = [n for n, r in rates.items() if abs(r.others_share - change.after[1]) > _SHARE_WITHIN]
    if missed:
        wanted = f"{change.after[1]:g} of the device's time in {', '.join(missed)}"
        note = (
            f"void: the other process did not take {wanted}; the machine is too busy to keep the two together"
        )
        return Figure(f"adaptive_{change.name}", None, "", "virtual", rows, None, note)
    return Figure(f"adaptive_{change.name}", rates["adaptive"].later / best, "", "virtual", rows)


def measure(programs: Clients, change: Change, knobs: dict[str, str]) -> Rates:
    """One setting through one change."""
    model, core = one_engine(), device("isal")
    engine_s = model.parameter("setup_s").value + _REQUEST / model.parameter("engine_bandwidth_l1").value
    rate, call = core.parameter("deflate_bandwidth_l1").value, core.parameter("call_s").value
    (small, free), (large, busy) = change.before, change.after
    arguments = (small, large, free, busy, BEFORE_MS, AFTER_MS, rate, call * 1e9, engine_s * 1e9)
    header = support_text()
    knobs = {"ACCEL_BLOCK_BYTES": "262144", "ACCEL_DEPTH": "32", **knobs}
    return Rates(
        *programs.run("adaptive", *arguments, model=model, knobs=knobs, header=header, limit_s=_LIMIT_S)
    )


def one_engine() -> DeviceModel:
    """One engine of a QAT, so that one other process can keep it busy."""
    return changed(device("qat-4xxx"), engines=1)


def support_text() -> str:
    """What the recipe generates for calls and loops of calls, without an in-core unit: its cost is charged by the client."""
    return call_support([RECIPES["offload-async"]], {"compress2"}, loops=True)


PART = Part(
    "adaptive",
    "an adaptive threshold against fixed ones when sizes and contention change",
    run,
    "Emulated QAT with one engine on the fixed clock; the processor's side is charged with the catalogue's figures of ISA-L at level 1. "
    "The other process sends requests of 128 KiB at a steady pace, at most 32 at once.",
)
