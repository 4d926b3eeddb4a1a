"""Run AccelAgent on real programs and write the results table: `python benchmarks/apps/run.py [APP ...]`.

Each APP is a folder here with an accel.yaml (all when none is named; fetch.py brings the sources). Every run's JSON is
kept under --out; with --write FILE the table replaces what stands between the markers in that file.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
APPS = tuple(sorted(p.parent.name for p in HERE.glob("*/accel.yaml")))
BEGIN, END = "<!-- results: begin -->", "<!-- results: end -->"
METRICS = ("throughput", "cpu_time", "output_size")
Json = Mapping[str, Any]


def main(argv: Sequence[str] | None = None) -> int:
    """Exit code 0 when every run met its goal, 1 when one did not, 2 when one could not be made."""
    options = parse(argv)
    found = []
    worst = 0
    for app in options.apps or APPS:
        kept = options.out / f"{app}.json"
        code = 0 if options.reuse and kept.is_file() else run(app, kept, options.budget)
        worst = max(worst, code)
        if kept.is_file():
            found.append((app, json.loads(kept.read_text())))
    text = tables(found)
    if options.write:
        replace(options.write, text)
    sys.stdout.write(text)
    return worst


def parse(argv: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("apps", nargs="*", metavar="APP", help=f"one of: {', '.join(APPS)}")
    parser.add_argument(
        "--out", type=Path, default=HERE / "work" / "results", help="where runs' JSON is kept"
    )
    parser.add_argument("--write", type=Path, help="file whose results section is replaced")
    parser.add_argument("--budget", type=int, help="trials, instead of the specification's")
    parser.add_argument(
        "--reuse", action="store_true", help="take JSON that is there instead of running again"
    )
    options = parser.parse_args(argv)
    unknown = [a for a in options.apps if a not in APPS]
    if unknown:
        parser.error(f"unknown APP {unknown[0]!r}; allowed: {', '.join(APPS)}")
    return options


def run(app: str, kept: Path, budget: int | None) -> int:
    """One `accelagent run --json`; progress goes to the terminal."""
    kept.parent.mkdir(parents=True, exist_ok=True)
    argv = [sys.executable, "-m", "accelagent", "run", str(HERE / app / "accel.yaml"), "--json"]
    argv += ["--budget", str(budget)] if budget else []
    done = subprocess.run(argv, cwd=kept.parent, stdout=subprocess.PIPE, check=False)
    if done.returncode in (0, 1):
        kept.write_bytes(done.stdout)
    return done.returncode


# --- the tables ------------------------------------------------------------------------------------------


def tables(found: Sequence[tuple[str, Json]]) -> str:
    """Measured (wall clock) and emulated (virtual clock) apart, ratios to the unmodified program."""
    parts = []
    for clock, title in (
        ("wall", "Measured here in wall time, no accelerator involved"),
        ("virtual", "Emulated devices, virtual time"),
    ):
        rows = [row for app, answer in found for row in rows_of(app, answer, clock)]
        head = "| program | variant | throughput | CPU time | output size |\n|---|---|---|---|---|\n"
        parts.append(
            f"**{title}** (ratio to the unmodified program, 95 % interval)\n\n{head}" + "".join(rows)
        )
    machine = next((answer["machine"] for _, answer in found if "machine" in answer), {})
    facts = ", ".join(f"{k} {v}" for k, v in machine.items()) if machine else ""
    return "\n".join(parts) + (f"\nMachine: {facts}.\n" if facts else "")


def rows_of(app: str, answer: Json, clock: str) -> Iterator[str]:
    for service in answer["services"]:
        program = f"{app}: {service['name']}"
        for name, metrics in variants(service):
            chosen = [pick(metrics, metric, clock) for metric in METRICS]
            if chosen[0] is not None:
                cells = " | ".join(cell(c) for c in chosen)
                yield f"| {program} | {name} | {cells} |\n"


def variants(service: Json) -> Iterator[tuple[str, Json]]:
    """Controls first, then what the tree selected."""
    for arm in service["arms"]:
        if not arm["name"].startswith("best of"):
            yield arm["name"], arm["metrics"]
    node = next(n for n in service["tree"] if n["id"] == service["selected"])
    best = best_offload(service["tree"])
    if best is not None and best is not node:
        yield f"best offload: {named(best)}", best["metrics"]
    yield f"**selected: {named(node)}**", node["metrics"]


def best_offload(tree: Sequence[Json]) -> Json | None:
    """The fastest measured node whose work reached the device."""
    nodes = [n for n in tree if n["outcome"] == "measured" and (n["counters"] or {}).get("device_ops", 0) > 0]
    return max(nodes, key=lambda n: n["metrics"]["throughput"]["ratio"], default=None)


def named(node: Json) -> str:
    """Recipe, knobs, and the gates it passed when they were only the quick ones."""
    design = node["design"]
    knobs = " ".join(f"{k}={v}" for k, v in design["knobs"].items())
    tier = "" if node["tier"] == "full" else " (quick gates only)"
    return f"{design['recipe'] or 'unmodified'} {knobs}{tier}".strip()


def pick(metrics: Json, name: str, clock: str) -> Json | None:
    """The metric on that clock; names carry the clock when both were measured."""
    for key in (f"{name}@{clock}", name):
        if key in metrics and metrics[key]["clock"] == clock:
            found: Json = metrics[key]
            return found
    return None


def cell(metric: Json | None) -> str:
    if metric is None:
        return ""
    low, high = metric["ci"]
    if low == high:
        return f"{metric['ratio']:.3f}x"
    return f"{metric['ratio']:.2f}x ({low:.2f}-{high:.2f})"


def replace(path: Path, text: str) -> None:
    """Put `text` between the markers of `path`."""
    whole = path.read_text(encoding="utf-8")
    if BEGIN not in whole or END not in whole:
        raise SystemExit(f"{path}: has no {BEGIN} … {END} section")
    before, after = whole.split(BEGIN)[0], whole.split(END)[1]
    path.write_text(f"{before}{BEGIN}\n{text}{END}{after}", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
