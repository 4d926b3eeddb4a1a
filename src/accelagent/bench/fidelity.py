"""Published tables of devices, replayed through their user interfaces on the emulator."""

from __future__ import annotations

from collections.abc import Mapping
from statistics import median
from typing import Any

from accelagent.bench._clients import Clients, changed, clients
from accelagent.bench._part import Figure, Part, load_data
from accelagent.devices import device

_STREAM_BYTES = 1 << 27  # most that one measurement of a stream copies
_US = 1e-6
_NS = 1e-9


def run() -> tuple[Figure, ...]:
    """Relative errors of the emulator against published numbers, on the fixed clock."""
    with clients() as programs:
        table = load_data("dsa")
        rows = [_row(programs, row) for row in table["row"]]
        return (*_summary(table, rows), *rows, _iaa(programs), _plateau(programs))


def _row(programs: Clients, row: Mapping[str, Any]) -> Figure:
    model = changed(device("dsa"), engines=row["engines"]) if "engines" in row else device("dsa")
    samples = []
    for text, published in row["us"].items():
        nbytes = int(text)
        seconds = programs.run("dsa", *_arguments(row, nbytes), model=model)[0] * _NS / row.get("per", 1)
        error = seconds / (published * _US) - 1
        samples.append(
            {"bytes": nbytes, "seconds": seconds, "published": published * _US, "error": round(error, 6)}
        )
    kind = "fitted" if row.get("fitted") else "not fitted"
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
    derived = [abs(s["error"]) for row in rows if row.note.startswith("not") for s in row.samples]
    held = {"value": 0, "grade": table["grade"], "source": table["source"]}
    return (
        Figure("dsa_error_median", median(every), "", "virtual", tuple(every), held),
        Figure("dsa_error_worst", max(every), "", "virtual", tuple(every), held),
        Figure(
            "dsa_error_median_not_fitted",
            median(derived),
            "",
            "virtual",
            tuple(derived),
            held,
            "rows that are not the model's input",
        ),
    )


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
    data = load_data("qat")
    nbytes, nanoseconds = programs.run("qat", "plateau", 2000, 32, model=device("qat-4xxx"))
    gbit = nbytes * 8 / nanoseconds
    target = {
        "value": 0,
        "gbit_per_s": data["plateau_gbit"],
        "grade": data["grade"],
        "source": data["source"],
    }
    note = f"{gbit:.2f} Gb/s against {data['plateau_gbit']:g}; the bandwidth is the model's input"
    return Figure(
        "qat_plateau_error", abs(gbit / data["plateau_gbit"] - 1), "", "virtual", (gbit,), target, note
    )


PART = Part(
    "fidelity",
    "published tables replayed on the emulated devices",
    run,
    "Emulated. Rows called fitted are the catalogue's own input: they check the emulator, not the model. "
    "A row's figure is its largest error. IAA: zswap of 4 KiB pages; the kernel's path is taken from the fitted rows.",
)
