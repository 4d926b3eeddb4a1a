"""Published tables of devices, replayed through their user interfaces on the emulator."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from statistics import median
from typing import Any

from accelagent.bench._clients import Clients, changed, clients
from accelagent.bench._part import Figure, Part, load_data
from accelagent.devices import device

_STREAM_BYTES = 1 << 27  # most that one measurement of a stream copies
_ORDER_SIZES = (64, 1024, 4096, 16384, 262144, 1 << 20, 1 << 21)
_SMALL, _ALIKE = 4096, 1 << 20  # up to and from where the ranking of ways to submit matters
_SYM_PROCESSES, _SYM_MS = 4, 5
_US = 1e-6
_NS = 1e-9


def run() -> tuple[Figure, ...]:
    """Relative errors of the emulator against published numbers, on the fixed clock."""
    with clients() as programs:
        table = load_data("dsa")
        rows = [_row(programs, row) for row in table["row"]]
        derived = (_copy_plateau(rows), *_orders(programs))
        return (*_summary(table, rows), *derived, *rows, _iaa(programs), _plateau(programs))


def _row(programs: Clients, row: Mapping[str, Any]) -> Figure:
    model = changed(device("dsa"), engines=row["engines"]) if "engines" in row else device("dsa")
    samples = []
    for text, published in row["us"].items():
        nbytes = int(text)
        seconds = programs.run("dsa", *_arguments(row, nbytes), model=model)[0] * _NS / row.get("per", 1)
        error = seconds / (published * _US) - 1
        samples.append(
            {
                "bytes": nbytes,
                "fitted": nbytes in row.get("inputs", ()),
                "seconds": seconds,
                "published": published * _US,
                "error": round(error, 6),
            }
        )
    fitted = sum(sample["fitted"] for sample in samples)
    kind = f"{fitted} of {len(samples)} fitted"
    note = "; ".join(x for x in (kind, row.get("note", "")) if x)
    worst = max(abs(s["error"]) for s in samples)
    return Figure(f"dsa_error_{row['name']}", worst, "", "virtual", tuple(samples), None, note)


def _arguments(row: Mapping[str, Any], nbytes: int) -> tuple[object, ...]:
    shift = row.get("shift", 0)
    copies = max(128, min(3200, _STREAM_BYTES // nbytes))
    match row["mode"]:
        case "one":
            return ("one", row["operation"], nbytes, shift, 10, 1 << 21)
        case "stream":
            return ("stream", copies, 128, nbytes, shift)
        case "batch":
            return ("batch", copies // 32, 32, nbytes, shift, 4)
        case _:
            return ("fault", 512, nbytes, row.get("block", 0))


def _summary(table: Mapping[str, Any], rows: list[Figure]) -> tuple[Figure, ...]:
    every = [abs(s["error"]) for row in rows for s in row.samples]
    derived = [abs(s["error"]) for row in rows for s in row.samples if not s["fitted"]]
    held = {"value": 0, "grade": table["grade"], "source": table["source"]}
    return (
        Figure("dsa_error_median", median(every), "", "virtual", tuple(every), held),
        Figure("dsa_error_worst", max(every), "", "virtual", tuple(every), held, _worst(rows)),
        Figure(
            "dsa_points_within_15_percent",
            sum(error <= 0.15 for error in every) / len(every),
            "",
            "virtual",
            (),
            1,
        ),
        Figure(
            "dsa_error_median_not_fitted",
            median(derived),
            "",
            "virtual",
            tuple(derived),
            held,
            f"{len(derived)} of {len(every)} points are not the model's input",
        ),
    )


def _worst(rows: Sequence[Figure]) -> str:
    """Which point it is."""
    row = max(rows, key=lambda r: r.value or 0.0)
    sample = max(row.samples, key=lambda s: abs(s["error"]))
    return f"{row.name.removeprefix('dsa_error_')}, {sample['bytes']} B: {'' if sample['fitted'] else 'not '}fitted"


def _copy_plateau(rows: Sequence[Figure]) -> Figure:
    """What one device copies at most."""
    samples = next(row for row in rows if row.name == "dsa_error_batch_32").samples
    rate = max(s["bytes"] / s["seconds"] for s in samples)
    target = {
        "value": 30e9,
        "low": 27e9,
        "high": 33e9,
        "grade": "assumed",
        "source": "commonly quoted for one device",
    }
    return Figure("dsa_copy_plateau", rate, "byte/s", "virtual", (), target)


def _orders(programs: Clients) -> tuple[Figure, ...]:
    """Whether ways to submit rank as on hardware: at how many sizes, of those that were looked at."""
    model, found = changed(device("dsa"), engines=1), []
    for nbytes in _ORDER_SIZES:
        copies = max(256, min(1024, _STREAM_BYTES // nbytes))
        ways = {
            "single": ("one", 3, nbytes, 0, 10, 1 << 21),
            "shared": ("stream", copies, 128, nbytes, 0),
            "dedicated": ("dedicated", copies, 128, nbytes, 0),
            "batch": ("batch", copies // 32, 32, nbytes, 0, 4),
        }
        times = {
            way: programs.run("dsa", *arguments, model=model, dedicated=way == "dedicated")[0] * _NS
            for way, arguments in ways.items()
        }
        found.append({"bytes": nbytes, **times})
    small = [s for s in found if s["bytes"] <= _SMALL]
    alike = [s for s in found if s["bytes"] >= _ALIKE]
    return (
        _ranked(
            "dsa_batch_many_single_order", [_falls(s, ("single", "shared", "batch")) for s in found], found
        ),
        _ranked("dsa_equal_when_large", [s["single"] / s["batch"] < 1.05 for s in alike], alike),
        _ranked("dsa_shared_slower_than_dedicated", [s["dedicated"] < s["shared"] for s in small], small),
    )


def _falls(sample: Mapping[str, float], ways: Sequence[str]) -> bool:
    """Whether each way takes no longer than the one before, to a thousandth: times are of finite runs."""
    return all(sample[b] <= sample[a] * 1.001 for a, b in pairwise(ways))


def _ranked(name: str, holds: Sequence[bool], samples: Sequence[Mapping[str, float]]) -> Figure:
    return Figure(name, sum(holds) / len(holds), "", "virtual", tuple(samples), 1, f"of {len(holds)} sizes")


def _iaa(programs: Clients) -> Figure:
    """Largest error over the published zswap rows; a row adds the kernel's own path to what the emulator takes."""
    table, samples = load_data("iaa"), []
    for row in table["row"]:
        flight = row.get("flight", 1)
        arguments = (6 * flight, flight, row.get("dynamic", 0), row.get("decompress", 0))
        seconds = programs.run("iaa", *arguments, model=device("iaa"))[0] * _NS + row["host_us"] * _US
        samples.append(
            {
                "row": row["name"],
                "fitted": row.get("fitted", False),
                "seconds": seconds,
                "published": row["us"] * _US,
                "error": round(seconds / (row["us"] * _US) - 1, 6),
            }
        )
    fitted = sum(sample["fitted"] for sample in samples)
    note = f"{fitted} of {len(samples)} rows are the model's input"
    target = {"value": 0, "grade": table["grade"], "source": table["source"]}
    worst = max(abs(sample["error"]) for sample in samples)
    return Figure("iaa_error_worst", worst, "", "virtual", tuple(samples), target, note)


def _plateau(programs: Clients) -> Figure:
    """The larger error of the two services; each sample is one."""
    data = load_data("qat")
    model, samples = device("qat-4xxx"), []
    nbytes, nanoseconds = programs.run("qat", "plateau", 2000, 32, model=model)
    done = programs.run("qat_sym", _SYM_PROCESSES, _SYM_MS, model=model)
    rates = {"compression": nbytes / nanoseconds, "symmetric": sum(done) * 4096 / (_SYM_MS * 1e6)}
    for service, rate in rates.items():
        gbit, published = 8 * rate, data[service]["gbit"]
        error = round(gbit / published - 1, 6)
        samples.append({"service": service, "gbit": gbit, "published": published, "error": error})
    target = {"value": 0, "grade": data["grade"], "source": data["compression"]["source"]}
    note = "; ".join(f"{s['service']} {s['gbit']:.2f} Gb/s against {s['published']:g}" for s in samples)
    return Figure(
        "qat_plateau_error",
        max(abs(s["error"]) for s in samples),
        "",
        "virtual",
        tuple(samples),
        target,
        f"{note}; the bandwidths are the model's input",
    )


PART = Part(
    "fidelity",
    "published tables replayed on the emulated devices",
    run,
    "Emulated. Points called fitted are the catalogue's own input: they check the emulator, not the model. "
    "A row's figure is its largest error. IAA: zswap of 4 KiB pages; the kernel's path is taken from the fitted rows.",
)
