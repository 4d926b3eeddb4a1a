"""One drawn package: fetched, built, identified, run through the pipeline, and its winner checked on fresh inputs."""

from __future__ import annotations

import json
import os
import shutil
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from accelagent.evaluation.build import of_baseline
from accelagent.evaluation.sandbox import WORKSPACE, Bind, Sandbox
from accelagent.process import Finished, run

HERE = Path(__file__).resolve().parents[3] / "benchmarks" / "strangers"
BUILD_LIMIT_S = 360.0
_RUN_LIMIT_S = 7500.0
_TRIALS = 1
_HELD_OUT = 2  # seed of the inputs that no search has seen
_DEVICES = ("isal",)
_EXCLUDE = ("harness/**", "debian/**", "test/**", "tests/**")

_SPEC = """version: 1
application: stranger
services:
  program:
    source: {source}
    prepare: {prepare}
    build: {build}
    test: {test}
    verify: {verify}
    workload: {{command: {command}, items: 1, unit: run, output: {output}}}
    devices: [isal]
    objectives: {objectives}
    load: 1 run/s
    exclude: {exclude}
devices:
  isal: {{model: isal}}
goal: maximize throughput(program) subject to output_size(program) <= 1.30x
budget: {{trials: {trials}, wall: 2h}}
"""


_OTHER = Path("/tmp/accel/other")  # the second tree of a comparison, beside the workspace


@dataclass(frozen=True, slots=True)
class Stranger:
    """A package with its commands; everything it leaves behind lies under `out`."""

    name: str
    commands: Mapping[str, Any]
    objectives: Sequence[str]
    out: Path
    tell: Callable[[str], None]

    @property
    def source(self) -> Path:
        return self.out / "sources" / self.name

    @property
    def room(self) -> Path:
        return self.out / self.name

    def result(self) -> dict[str, Any]:
        """What became of the package, as the bench keeps it."""
        shutil.rmtree(self.room, ignore_errors=True)
        self.room.mkdir(parents=True)
        empty = {
            "name": self.name, "version": "", "built": False, "build_s": 0.0, "regions": 0, "verdicts": {},
            "declined": [], "candidates": 0, "accepted": {}, "slower": False, "held_out": "", "why": "",
        }  # fmt: skip
        reason = self._provided() or self._fetched()
        if reason:
            return {**empty, "why": reason}
        version = (self.source.parent / f"{self.name}.version").read_text().strip()
        built_s, reason = self._built()
        known = {**empty, "version": version, "build_s": round(built_s, 1), **self._identified()}
        if reason:
            return {**known, "why": reason}
        known["built"] = True
        if not known["changes"]:
            why = "no region" if not known["regions"] else "no region that a recipe can serve"
            return {**known, "why": why}
        return {**known, **self._searched()}

    def _fetched(self) -> str:
        (self.out / "sources").mkdir(exist_ok=True)
        done = self._call(
            [sys.executable, str(HERE / "fetch.py"), self.name, "--work", str(self.source.parent)], 300
        )
        if not done.ok:
            return done.output.strip().splitlines()[-1]
        shutil.rmtree(self.source / "harness", ignore_errors=True)
        shutil.copytree(HERE / "harness", self.source / "harness")
        inputs = f"SEED=${{SEED:-1}}\n{self.commands['input']}\n"
        (self.source / "harness" / "input.sh").write_text(inputs)
        (self.source / "harness" / "work.sh").write_text(f"{self.commands['workload']}\n")
        (self.source / "harness" / "decode.sh").write_text(f"{self.commands['decode']}\n")
        done = self._shell("sh harness/input.sh", self.source, of_baseline(600))  # once, not with every build
        return "" if done.ok else f"its input cannot be made: {_last(done)}"

    def _provided(self) -> str:
        """Installs the packages that the build needs and that are missing; says which."""
        wanted = self.commands.get("depends", [])
        missing = [p for p in wanted if not self._call(["dpkg-query", "-W", p], 60).ok]
        if not missing:
            return ""
        if os.geteuid() != 0:
            return f"needs the packages {' '.join(missing)}"
        self.tell(f"{self.name}: installing {' '.join(missing)}")
        argv = ["apt-get", "-qq", "install", "--yes", "--no-install-recommends", "--no-remove", *missing]
        return "" if self._call(argv, 600).ok else f"cannot install {' '.join(missing)}"

    def _built(self) -> tuple[float, str]:
        """Seconds of the unmodified build, and why it does not count."""
        tree = self.room / "baseline"
        shutil.copytree(self.source, tree, symlinks=True)
        started = time.monotonic()
        commands = [self.commands.get("prepare", "true"), self.commands["build"]]
        done = self._shell(" && ".join(f"({c})" for c in commands), tree, of_baseline(2 * BUILD_LIMIT_S))
        seconds = time.monotonic() - started
        if not done.ok:
            return seconds, f"the build fails: {_last(done)}"
        done = self._shell(self.commands["test"], tree, of_baseline(600))
        return seconds, "" if done.ok else f"the unmodified program fails its test: {_last(done)}"

    def _identified(self) -> dict[str, Any]:
        from accelagent.codegen.recipes import RECIPES, apply
        from accelagent.devices import catalogue
        from accelagent.domain import Patch
        from accelagent.identifier import identify

        found = identify(
            self.source, service=self.name, devices=[catalogue()[d] for d in _DEVICES], exclude=list(_EXCLUDE)
        ).regions
        names = {r.id: f"{r.path}: {r.function} ({r.operation} {r.algorithm})" for r in found}
        verdicts = [r.verdict for r in found]
        declined, changes = [], False
        for recipe in RECIPES.values():
            if recipe.device in _DEVICES and found:
                made = apply(self.source, found, recipe.design)
                changes = changes or isinstance(made, Patch)
                texts = dict(made.declined if isinstance(made, Patch) else made.regions)
                declined += [
                    {"region": names[i], "recipe": recipe.name, "reason": t} for i, t in texts.items()
                ]
        why = {r.id: r.reasons[0].text for r in found if r.verdict == "avoid" and r.reasons}
        for entry in declined:
            key = next(i for i, n in names.items() if n == entry["region"])
            entry["reason"] = why.get(key, entry["reason"])
        return {
            "regions": len(found),
            "verdicts": {v: verdicts.count(v) for v in sorted(set(verdicts))},
            "declined": declined,
            "changes": changes,
        }

    def _searched(self) -> dict[str, Any]:
        spec = self.room / "accel.yaml"
        spec.write_text(self._spec())
        self.tell(f"{self.name}: searching")
        argv = [
            sys.executable,
            "-m",
            "accelagent",
            "run",
            str(spec),
            "--json",
            "--out",
            str(self.room / "run"),
        ]
        into = [
            "sh",
            "-c",
            'room=$1; shift; exec "$@" > "$room/run.json" 2> "$room/run.log"',
            "sh",
            str(self.room),
        ]
        done = self._call([*into, *argv], _RUN_LIMIT_S)
        try:
            answer = json.loads((self.room / "run.json").read_text())
        except ValueError:
            log = (self.room / "run.log").read_text(errors="replace").strip().splitlines()
            return {"why": f"the run ended early: {(log or [done.describe()])[-1][:200]}"}
        return self._chosen(answer["services"][0], answer["notes"])

    def _spec(self) -> str:
        quoted = json.dumps  # a YAML flow scalar
        check = f"sh {{baseline}}/harness/same.sh {{baseline}} {{candidate}} {self.commands['output']}"
        return _SPEC.format(
            source=quoted(str(self.source)),
            prepare=quoted(self.commands.get("prepare", "true")),
            build=quoted(self.commands["build"]),
            test=quoted(self.commands["test"]),
            verify=quoted(check),
            command=quoted("sh harness/work.sh"),
            output=quoted(self.commands["output"]),
            objectives=quoted(list(self.objectives)),
            exclude=quoted(list(_EXCLUDE)),
            trials=_TRIALS,
        )

    def _chosen(self, service: Mapping[str, Any], notes: Sequence[str]) -> dict[str, Any]:
        tree = [n for n in service["tree"] if n["design"]["recipe"]]
        node = next((n for n in tree if n["id"] == service["selected"]), None)
        found: dict[str, Any] = {"candidates": len(tree)}
        if not tree:
            return {**found, "why": next(iter(notes), "nothing was tried")}
        if node is None:
            rejected = [f"{n['stage']}: {n['reason']}" for n in tree if n["outcome"] == "rejected"]
            return {
                **found,
                "why": rejected[0][:300] if rejected else "no candidate is better than the program",
            }
        metrics = {k.partition("@")[0]: v for k, v in node["metrics"].items()}
        slower = metrics["throughput"]["ci"][1] < 1.0
        accepted = {k: {"ratio": m["ratio"], "ci": m["ci"], "clock": m["clock"]} for k, m in metrics.items()}
        held_out = self._held_out()
        return {
            **found,
            "accepted": accepted,
            "slower": slower,
            "held_out": held_out,
            "design": node["design"],
        }

    def _held_out(self) -> str:
        """Whether the winner's patch, built anew, gives the same decoded output on inputs of another seed."""
        patch = self.room / "run" / "patches" / "program.patch"
        plain, patched = self.room / "baseline", self.room / "patched"
        shutil.copytree(self.source, patched, symlinks=True)
        done = self._call(["git", "-C", str(patched), "apply", "--unsafe-paths", str(patch)], 60)
        if not done.ok:
            return f"the patch does not apply: {_last(done)}"
        commands = [self.commands.get("prepare", "true"), self.commands["build"]]
        done = self._shell(" && ".join(f"({c})" for c in commands), patched, of_baseline(2 * BUILD_LIMIT_S))
        if not done.ok:
            return f"does not build: {_last(done)}"
        for tree in (plain, patched):
            self._shell(f"SEED={_HELD_OUT} sh harness/input.sh", tree, of_baseline(600))
        check = f"sh harness/same.sh {WORKSPACE} {_OTHER} {self.commands['output']}"
        done = self._shell(check, plain, of_baseline(900), Bind(patched, _OTHER, writable=True))
        shutil.rmtree(patched, ignore_errors=True)
        return "equal" if done.ok else "different"

    def _shell(self, command: str, tree: Path, timeout_s: float, *more: Bind) -> Finished:
        """A command of the package in the box that candidates run in, too: it is a stranger's code."""
        binds = [Bind(tree, WORKSPACE, writable=True), *more]
        return Sandbox().run(command, cwd=WORKSPACE, binds=binds, timeout_s=timeout_s)

    def _call(self, argv: Sequence[str], timeout_s: float, cwd: Path | None = None) -> Finished:
        return run(list(argv), cwd=cwd or self.out, env=dict(os.environ), timeout_s=timeout_s)


def _last(done: Finished) -> str:
    lines = [line for line in done.output.splitlines() if line.strip()]
    return (lines[-1] if lines else done.describe())[:200]
