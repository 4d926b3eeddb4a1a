"""Two real programs under their unmodified loads, together on one engine of one emulated QAT: `python benchmarks/together/run.py`.

Takes the services and loads of accel.yaml here (fetch.py in benchmarks/apps brings the sources), applies recipes at their first
values instead of searching, builds each variant once, runs every service's own test on it with the emulated device, and then
runs the combinations together in interleaved rounds. It prints one line per run and a table of ratios to the unmodified
programs of the same round, in Markdown. What it leaves out of `accelagent run`: the search, the full gates, the plan.
"""

from __future__ import annotations

import argparse
import random
import shutil
import statistics
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from accelagent.codegen.recipes import RECIPES, apply
from accelagent.devices import allotted
from accelagent.domain import Clock, Composition, Declined, Service, Spec
from accelagent.emulator import ensure_built
from accelagent.evaluation.gates import Answer
from accelagent.evaluation.running import Conditions, Runner
from accelagent.evaluation.sandbox import Sandbox
from accelagent.evaluation.together import Meeting, Member, meet
from accelagent.identifier import identify
from accelagent.spec import load_spec

HERE = Path(__file__).resolve().parent
ROOT = "unmodified"
TIMEOUT_S = 2400  # of one build, test or run; a machine shared with others takes its time
COMBINATIONS: Mapping[str, tuple[str, str]] = {
    ROOT: (ROOT, ROOT),
    "each its own best, both on QAT": ("offload-async", "offload-sync"),
    "bgzip in core, mksquashfs on QAT": ("incore-isal", "offload-sync"),
    "bgzip alone on QAT": ("offload-async", ROOT),
}


@dataclass(frozen=True, slots=True)
class Stage:
    """Where variants are built and run."""

    spec: Spec
    runner: Runner
    room: Path


def main(argv: Sequence[str] | None = None) -> int:
    """Exit code 0 when every combination ran, else 1 with the reason."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--room", type=Path, default=HERE / "work", help="where variants are built")
    options = parser.parse_args(argv)
    spec = load_spec(HERE / "accel.yaml")
    scratch = options.room / "scratch"
    scratch.mkdir(parents=True, exist_ok=True)
    devices = tuple((allotted(u), u.count) for u in spec.devices if allotted(u).kind == "lookaside")
    stage = Stage(spec, Runner(Sandbox(), ensure_built(), devices, "mid", True, scratch), options.room)
    for place, service in enumerate(spec.services):
        for variant in dict.fromkeys(c[place] for c in COMBINATIONS.values()):
            if fault := build(stage, service, variant):
                sys.stderr.write(f"together: {service.name} {variant}: {fault}\n")
                return 1
    return report(rounds(stage, options.rounds))


def place_of(stage: Stage, service: Service, variant: str) -> Path:
    return stage.room / f"{service.name}-{variant}"


def build(stage: Stage, service: Service, variant: str) -> str:
    """Makes and tests one variant unless it is there; why not, or nothing."""
    tree = place_of(stage, service, variant)
    if (tree / ".tested").is_file():
        return ""
    shutil.rmtree(tree, ignore_errors=True)
    prepared = place_of(stage, service, "prepared")
    if not (prepared / ".done").is_file():
        shutil.rmtree(prepared, ignore_errors=True)
        shutil.copytree(service.source, prepared, symlinks=True)
        done = stage.runner.build(service.prepare or "true", prepared, headers=False, timeout_s=TIMEOUT_S)
        if not done.ok:
            return f"prepare: {done.output[-400:]}"
        (prepared / ".done").touch()
    built = place_of(stage, service, ROOT)  # with times kept, so that make builds what the patch touches
    shutil.copytree(prepared if variant == ROOT else built, tree, symlinks=True)
    (tree / ".tested").unlink(missing_ok=True)
    if fault := patched(stage, service, variant, tree):
        return fault
    done = stage.runner.build(service.build, tree, headers=variant != ROOT, timeout_s=TIMEOUT_S)
    if not done.ok:
        return f"build: {done.output[-400:]}"
    tested = stage.runner.run(service.test or "true", tree, Conditions(Clock.VIRTUAL), timeout_s=TIMEOUT_S)
    if not tested.finished.ok:
        return f"test: {tested.finished.output[-400:]}"
    sys.stdout.write(
        f"{service.name} {variant}: its own test passes; {tested.counters.device_ops} requests to the device in it\n"
    )
    sys.stdout.flush()
    (tree / ".tested").touch()
    return ""


def patched(stage: Stage, service: Service, variant: str, tree: Path) -> str:
    if variant == ROOT:
        return ""
    models = [allotted(stage.spec.device(name)) for name in service.devices]
    found = identify(service.source, service=service.name, devices=models, exclude=service.exclude)
    patch = apply(service.source, found.regions, RECIPES[variant].design, bake=True)
    if isinstance(patch, Declined):
        return f"declined: {patch.reason}"
    for name, text in patch.files:
        (tree / name).write_text(text, encoding="utf-8", errors="surrogateescape")
    return ""


def rounds(stage: Stage, count: int) -> list[dict[str, Meeting]]:
    found: list[dict[str, Meeting]] = []
    dice = random.Random(1)
    for number in range(count):
        met: dict[str, Meeting] = {}
        for name in dice.sample(sorted(COMBINATIONS), len(COMBINATIONS)):
            members = [
                Member(s, place_of(stage, s, variant))
                for s, variant in zip(stage.spec.services, COMBINATIONS[name], strict=True)
            ]
            answer = meet(stage.runner, members, Composition(timeout=TIMEOUT_S), Clock.VIRTUAL, 2)
            if isinstance(answer, Answer):
                sys.stderr.write(f"together: {name}: {answer.detail}\n")
                continue
            met[name] = answer
            figures = "; ".join(f"{s} {m} {v:.4g}" for (s, m), v in sorted(answer.figures.items()))
            sys.stdout.write(f"round {number + 1}, {name}: {answer.device_ops} requests; {figures}\n")
            sys.stdout.flush()
        found.append(met)
    return found


def report(found: Sequence[Mapping[str, Meeting]]) -> int:
    """The table; medians over rounds with the extreme ones."""
    keys = sorted(
        {k for met in found for m in met.values() for k in m.figures if k[1] in ("throughput", "cpu_seconds")}
    )
    names = [n for n in COMBINATIONS if n != ROOT]
    sys.stdout.write(f"\n| service | metric | {' | '.join(names)} |\n|---|---|{'---|' * len(names)}\n")
    missing = False
    for key in keys:
        cells = []
        for name in names:
            ratios = [
                met[name].figures[key] / met[ROOT].figures[key]
                for met in found
                if name in met and ROOT in met and met[ROOT].figures.get(key)
            ]
            missing |= not ratios
            cells.append(
                f"{statistics.median(ratios):.2f} ({min(ratios):.2f}–{max(ratios):.2f})" if ratios else "none"
            )
        sys.stdout.write(f"| {key[0]} | {key[1]} | {' | '.join(cells)} |\n")
    return 1 if missing or not keys else 0


if __name__ == "__main__":
    sys.exit(main())
