"""The evaluator of one service: proves the baseline, then turns candidates into outcomes."""

from __future__ import annotations

import math
import shutil
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from accelagent.domain import (
    Arm,
    Candidate,
    Clock,
    ControlArm,
    Counters,
    Design,
    Estimate,
    Gate,
    Kind,
    Measured,
    Metric,
    Outcome,
    Rejected,
    Service,
    Tier,
    Trial,
    candidate_id,
)
from accelagent.errors import BaselineError, ToolchainError
from accelagent.evaluation import gates
from accelagent.evaluation.binaries import linked
from accelagent.evaluation.build import Builder, Limits
from accelagent.evaluation.examination import Examination, Memory
from accelagent.evaluation.fastzlib import build_fast_zlib, shares_zlib
from accelagent.evaluation.gates import Answer, Bench
from accelagent.evaluation.metrics import Sample
from accelagent.evaluation.oracle import Oracle
from accelagent.evaluation.policy import guarded_files
from accelagent.evaluation.profile import PAIRS, GoesOn, Side, compare, estimates, noise_pairs, probe
from accelagent.evaluation.repository import Repository, safe_path
from accelagent.evaluation.running import Conditions, Runner
from accelagent.evaluation.sandbox import Appetite, Sandbox, check_sandbox
from accelagent.evaluation.sanitizers import Sanitizers

if TYPE_CHECKING:
    from accelagent.devices import DeviceModel

# The clocks that each measures on, the one that candidates are compared on first.
BACKENDS = {
    "emulated": (Clock.VIRTUAL, Clock.WALL),
    "helper-core": (Clock.HELPER,),
    "hardware": (Clock.WALL,),
}


def _quiet(_: str) -> None:
    """Says nothing."""


class Evaluator:
    """Evaluates candidates of one service under `run_dir`; not for use by two threads at once.

    `devices` are (name in the specification, model, count); `cores` is what the service may use, for baseline and
    candidate alike. The baseline is built and proven at first use.
    """

    def __init__(
        self,
        service: Service,
        run_dir: Path,
        devices: Sequence[tuple[str, DeviceModel, int]],
        *,
        backend: str,
        seed: int,
        cores: int,
        unsafe: bool = False,
        corner: str = "mid",
        log: Callable[[str], None] = _quiet,
        limits: Limits | None = None,
        appetite: Appetite | None = None,
    ) -> None:
        queued = tuple((model, count) for _, model, count in devices if model.kind == "lookaside")
        _check_backend(backend, queued, unsafe=unsafe)
        from accelagent.emulator import ensure_built

        self.service = service
        self.log = log
        self.directory = (run_dir / service.name).resolve()
        self.clocks = BACKENDS[backend]
        self.repository = Repository(service.source, self.directory)
        scratch = self.directory / "scratch"
        shutil.rmtree(scratch, ignore_errors=True)
        scratch.mkdir(parents=True)
        limits = limits or Limits()
        emulated = backend != "hardware"
        cores = max(1, cores - 1) if backend == "helper-core" else cores  # the program keeps off the helper's
        sandbox = Sandbox(
            unsafe=unsafe,
            appetite=appetite or Appetite(),
            hidden=(run_dir.resolve(),),
            real_devices=not emulated,
        )
        runner = Runner(sandbox, ensure_built(), queued, corner, emulated, scratch)
        builder = Builder(service, self.repository, runner, limits)
        modes = self.repository.files()
        self.bench = Bench(service, self.repository, builder, runner, limits, cores, seed, modes)
        self.bench.say = log
        self.memory: Memory = {}
        self.sanitizers = Sanitizers(self.bench)
        self.oracles = {
            Tier.QUICK: Oracle(self.bench, checked=False, brief=True),
            Tier.FULL: Oracle(self.bench),
        }
        self.baseline_tree: Path | None = None
        self.proven: tuple[Gate, ...] = ()
        self.root: Trial | None = None

    def baseline(self) -> Trial:
        """Build, test, verify and measure the unmodified service; BaselineError says what fails and where its log is."""
        if self.root is None:
            started = time.monotonic()
            outcome = self._measured()
            self.root = Trial(self._root(), outcome, Tier.FULL, time.monotonic() - started)
        return self.root

    def _root(self) -> Candidate:
        design = Design("")
        return Candidate(
            id=candidate_id(self.service.name, design, None),
            service=self.service.name,
            kind=Kind.ROOT,
            design=design,
            objectives=(),
            parents=(),
            patch=None,
            commit=self.repository.baseline,
        )

    def _measured(self) -> Measured:
        self._tree()
        found: list[Estimate] = []
        counters = Counters()
        done = list(self.proven)
        for clock in self.clocks:
            began = time.monotonic()
            measured, counters = self._measured_baseline(clock)
            found += measured
            done.append(Gate(f"profile ({clock})", "passed", "", time.monotonic() - began))
        return Measured(tuple(found), counters, tuple(done), Tier.FULL)

    def ready(self) -> None:
        """Make sure the baseline is built and proven, as it is not yet after a resumption."""
        self._tree()

    def close(self) -> None:
        """Drop built trees and scratch files; the repository with its commits stays."""
        for path in (self.directory / "scratch", self.bench.builder.root):
            shutil.rmtree(path, ignore_errors=True)

    def evaluate(
        self,
        candidate: Candidate,
        tier: Tier,
        clocks: Sequence[Clock] = (Clock.VIRTUAL,),
        contends: GoesOn | None = None,
        through: str = "",
    ) -> Outcome:
        """The candidate's way through the gates of `tier`; a failure is a Rejected, never an exception.

        With `through` (`build` or `test`) it ends behind that stage.

        In the quick tier it is measured in a few pairs only, unless `contends` says that its estimates are worth more.
        On real devices every profile is on the wall clock, whatever `clocks` says.
        """
        if candidate.patch is None:
            return self.baseline().outcome
        measurable = [clock for clock in dict.fromkeys(clocks) if clock in self.clocks] or list(
            self.clocks[:1]
        )
        examination = Examination(
            self.bench,
            candidate,
            candidate.patch,
            tier,
            measurable,
            self._tree(),
            self.memory,
            self.sanitizers,
            self.oracles[tier],
            contends,
        )
        return examination.outcome(through)

    def arm(self, control: ControlArm) -> Outcome:
        """A control arm against the baseline on every clock, by the protocol of the quick tier."""
        baseline = self._tree()
        preload = None
        if control.fast_zlib:
            if not shares_zlib(linked(baseline)):
                what = (
                    "no program of the service is linked to a shared zlib, which could be told another level"
                )
                return Rejected("profile", what, "")
            preload = build_fast_zlib(self.bench.runner.scratch)
        built = self.bench.builder.variant(control)
        if not built.finished.ok:
            return Rejected(
                "build", gates.told(built.finished), built.finished.output, pattern="does-not-build"
            )
        found: list[Estimate] = []
        for clock in self.clocks:
            conditions = Conditions(clock)
            changed = replace(conditions, preload=preload)
            other = Side(f"arm {control.name}", built.tree, changed, control.workload)
            made = compare(self.bench, Side("baseline", baseline, conditions), other, PAIRS[Tier.QUICK])
            if isinstance(made, Answer):
                return Rejected("profile", made.detail, made.log, pattern=made.pattern)
            found += made
        return Measured(tuple(found), Counters(), (), Tier.QUICK)

    def told_arm(self, control: ControlArm) -> Arm:
        """A control arm as reports show it."""
        return Arm(control.name, control.description, self.arm(control))

    def noise(self, clocks: Sequence[Clock] = ()) -> tuple[Estimate, ...]:
        """The A/A run: the baseline against a copy of itself by the protocol of the full tier, on every clock if none is given.

        A slow workload is compared in fewer pairs, whose interval is the wider for it, so that candidates get their turn.
        """
        self._tree()
        twin = self.bench.builder.fresh_baseline("twin")
        found: list[Estimate] = []
        for clock in clocks or self.clocks:
            conditions = Conditions(clock)
            sides = Side("baseline", self._tree(), conditions), Side("twin", twin, conditions)
            pairs = noise_pairs(self.bench.took.get("workload", 0.0))
            made = compare(self.bench, *sides, pairs)
            if isinstance(made, Answer):
                self._demand("profile", made)
            else:
                found += made
        return tuple(found)

    def _tree(self) -> Path:
        """The built baseline to run in, proven at first use: builds, passes its tests and equals itself."""
        if self.baseline_tree is None:
            done = [self._built_baseline()]
            tree = self.bench.builder.fresh_baseline("test")
            for name, gate in (("test", gates.test), ("verify", gates.verify)):
                began = time.monotonic()
                answer = self._demand(name, gate(self.bench, tree, Conditions()))
                self.bench.took[name] = time.monotonic() - began
                done.append(Gate(name, answer.status, answer.detail, self.bench.took[name]))
            self.baseline_tree = self.bench.builder.fresh_baseline("run")
            self.proven = tuple(done)
            self._time_workload(self.baseline_tree)
        return self.baseline_tree

    def _time_workload(self, tree: Path) -> None:
        found = probe(self.bench, Side("baseline", tree, Conditions(self.clocks[0])))
        if isinstance(found, Answer):
            self._demand("profile", found)
        else:
            seen = found.observed
            self.bench.took["workload"] = seen.finished.seconds
            self.bench.baseline_span_s = seen.span_s or 0.0
            # Equal cores: candidates get as many as the baseline keeps busy.
            busy = seen.cpu_s / self.bench.baseline_span_s if self.bench.baseline_span_s > 0 else 1.0
            self.bench.cores = max(1, min(self.bench.cores, math.ceil(busy - 0.2)))
            self._demand_metrics([found.sample])

    def _built_baseline(self) -> Gate:
        output = self.service.workload.output
        if output is not None and not safe_path(output):
            raise BaselineError(
                f"{self.service.name}: workload.output: {output!r} is not a path inside the source"
            )
        finished = self.bench.builder.baseline()
        self._demand("build", gates.built(finished))
        self._protect()
        return Gate("build", "passed", "", finished.seconds)

    def _protect(self) -> None:
        """Say once what no candidate may change."""
        guarded = sorted(guarded_files(self.service, self.bench.modes))
        some = ", ".join(guarded[:3]) + (", …" if len(guarded) > 3 else "")
        self.log(
            f"no candidate may touch {len(guarded)} files that judge it: {some}"
            if guarded
            else "no tests or harness found by name: a candidate may touch every source file"
        )

    def _measured_baseline(self, clock: Clock) -> tuple[tuple[Estimate, ...], Counters]:
        side = Side("baseline", self._tree(), Conditions(clock))
        samples: list[Sample] = []
        counters = Counters()
        for turn in range(1 + PAIRS[Tier.QUICK]):
            self.bench.say(f"measuring the unmodified service: run {turn + 1} of {1 + PAIRS[Tier.QUICK]}")
            found = probe(self.bench, side)
            if isinstance(found, Answer):
                self._demand("profile", found)
                continue
            counters = replace(found.observed.counters, items=found.sample.items)
            if turn > 0:  # the first run warms caches up
                samples.append(found.sample)
        self._demand_metrics(samples)
        return estimates([(s, s) for s in samples], clock, self.bench.seed), counters

    def _demand_metrics(self, samples: Sequence[Sample]) -> None:
        """Every objective's metric is there and positive in every run."""
        for objective in self.service.objectives:
            metric = objective.metric
            if any(s.metrics.get(metric, 0.0) <= 0 for s in samples):
                raise BaselineError(
                    f"{self.service.name}: objective '{objective.text or metric}' needs {metric}, but the workload "
                    f"{_how_to_tell(metric)}"
                )

    def _demand(self, name: str, answer: Answer) -> Answer:
        """The answer, unless it is a failure: that ends the run, as nothing can be compared with a broken baseline."""
        if not answer.failed:
            return answer
        path = self.directory / "logs" / f"baseline-{name}.log"
        path.parent.mkdir(exist_ok=True)
        path.write_text(answer.log or answer.detail, errors="replace")
        tail = " | ".join(line.strip() for line in answer.log.strip().splitlines()[-3:])
        said = f"{answer.detail}; log {path}" + (f": {tail[:300]}" if tail else "")
        raise BaselineError(f"{self.service.name}: {name}: {_EXPLAINED.get(name, '')}{said}")


_EXPLAINED = {
    "build": "the unmodified source does not build: ",
    "test": "red before any change: ",
    "verify": "the baseline does not pass against itself: ",
}


def _how_to_tell(metric: Metric) -> str:
    if metric is Metric.OUTPUT_SIZE:
        return (
            "prints no `accel-metric output_bytes N byte` and the specification names no workload `output:`"
        )
    if metric in (Metric.THROUGHPUT, Metric.CPU_TIME):
        return "left no time worth measuring: make it do more work"
    return f"prints no positive `accel-metric {metric} N us`"


def _check_backend(backend: str, queued: Sequence[tuple[DeviceModel, int]], *, unsafe: bool) -> None:
    if backend not in BACKENDS:
        raise ToolchainError(f"backend '{backend}' is not available; allowed: {', '.join(BACKENDS)}")
    problem = None if unsafe else check_sandbox()
    if problem:
        raise ToolchainError(f"{problem}; or say --unsafe-no-sandbox to run candidates without a sandbox")
    if backend == "hardware":
        from accelagent.devices import hardware

        missing = [model.name for model, _ in queued if model.name not in hardware()]
        if missing:
            raise ToolchainError(f"backend 'hardware': no {', '.join(missing)} on this machine; use emulated")
