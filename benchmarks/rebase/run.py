"""Accepted decisions of a program, replayed on later upstream versions: `python benchmarks/rebase/run.py NAME [--repository CLONE]`.

Takes the tags that programs.yaml names from a clone (made from the repository named there unless one is given), runs
`accelagent run` on the first and `accelagent rebase` onto each later one, and prints a table of what survived, in Markdown.
"""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

HERE = Path(__file__).resolve().parent
SPEC = """version: 1
application: {name}
services:
  program:
    source: {source}
    prepare: {prepare}
    build: {build}
    test: {test}
    workload: {{command: {workload}, items: 1, unit: run, output: {output}}}
    devices: [{devices}]
    objectives: [maximize throughput, minimize cpu_time, output_size <= 1.30x]
    load: 1 run/s
    exclude: ["harness/**"]
devices: {{qat: {{model: qat-4xxx, count: 1}}, isal: {{model: isal}}}}
goal: maximize throughput(program) subject to output_size(program) <= 1.30x
budget: {{trials: {trials}, wall: 30min}}
"""


def main(argv: Sequence[str] | None = None) -> int:
    """Exit code 0 when every later version was tried, else 1."""
    programs = YAML(typ="safe").load((HERE / "programs.yaml").read_text())
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("name", choices=sorted(programs))
    parser.add_argument("--repository", type=Path, help="a clone with the tags, instead of making one")
    parser.add_argument("--room", type=Path, default=HERE / "work")
    parser.add_argument("--devices", default="isal", help="comma-separated (default: %(default)s)")
    parser.add_argument("--trials", type=int, default=2)
    parser.add_argument("--gates", choices=("quick", "full"), default="full")
    options = parser.parse_args(argv)
    commands, room = programs[options.name], options.room.resolve() / options.name
    room.mkdir(parents=True, exist_ok=True)
    clone = options.repository or cloned(commands["repository"], room / "clone")
    first, *later = [export(clone, tag, room / tag) for tag in commands["tags"]]
    run = room / "run"
    shutil.rmtree(run, ignore_errors=True)
    spec = room / "accel.yaml"
    texts = {k: json.dumps(commands[k]) for k in ("prepare", "build", "test", "workload", "output")}
    spec.write_text(
        SPEC.format(name=options.name, source=first, devices=options.devices, trials=options.trials, **texts)
    )
    accelagent("run", str(spec), "--out", str(run), "--gates", options.gates)
    rows = [replayed(run, source, options.gates) for source in later]
    sys.stdout.write(table(options.name, commands["tags"], rows))
    return 0 if all(rows) else 1


def cloned(repository: str, target: Path) -> Path:
    if not target.is_dir():
        subprocess.run(["git", "clone", "--quiet", "--bare", repository, str(target)], check=True)
    return target


def export(clone: Path, tag: str, target: Path) -> Path:
    """The tag's tree with harness/ beside it, made anew."""
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir()
    packed = subprocess.run(["git", "-C", str(clone), "archive", tag], check=True, capture_output=True)
    subprocess.run(["tar", "-x", "-C", str(target)], input=packed.stdout, check=True)
    shutil.copytree(HERE.parent / "strangers" / "harness", target / "harness")
    shutil.copy2(HERE.parent / "apps" / "make_data.py", target / "harness")
    return target


def accelagent(*arguments: str) -> str:
    """What it prints; what it says on standard error is passed on."""
    argv = [sys.executable, "-m", "accelagent", *arguments]
    return subprocess.run(argv, check=False, stdout=subprocess.PIPE, text=True).stdout


def replayed(run: Path, source: Path, gates: str) -> list[Mapping[str, Any]]:
    """What became of each accepted candidate, none when the later version could not be tried at all."""
    said = accelagent("rebase", str(run), "--onto", str(source), "--gates", gates, "--json")
    return list(json.loads(said)["candidates"]) if said.strip() else []


def table(name: str, tags: Sequence[str], rows: Sequence[Sequence[Mapping[str, Any]]]) -> str:
    lines = [
        f"| {name} | candidate | fate | throughput before | throughput after | CPU time after |\n|---|---|---|---|---|---|\n"
    ]
    for tag, found in zip(tags[1:], rows, strict=True):
        for one in found:
            before, after = one["before"], one["after"]
            figures = [_ratio(before, "throughput"), _ratio(after, "throughput"), _ratio(after, "cpu_time")]
            fate = one["fate"] + (f": {one['reason']}" if one["reason"] else "")
            lines.append(f"| {tags[0]} to {tag} | {one['design']} | {fate} | {' | '.join(figures)} |\n")
    fates = [one["fate"] for found in rows for one in found]
    lines.append(f"\n{fates.count('survived')} of {len(fates)} survive.\n")
    return "".join(lines)


def _ratio(metrics: Mapping[str, Any], name: str) -> str:
    found = next((m for key, m in metrics.items() if key.partition(" ")[0] == name), None)
    return f"{found['ratio']:.2f}x ({found['ci'][0]:.2f}-{found['ci'][1]:.2f})" if found else ""


if __name__ == "__main__":
    sys.exit(main())
