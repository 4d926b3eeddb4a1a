"""One candidate's way through the gates: the steps in their order, and what they leave for the next."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, MutableMapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TypeAlias

from accelagent.domain import (
    COMMAND,
    CONFIGURATION_FILE,
    Candidate,
    Clock,
    Counters,
    Estimate,
    Gate,
    Measured,
    Metric,
    Outcome,
    Patch,
    Rejected,
    Tier,
    Workload,
    digest,
)
from accelagent.errors import SourceError
from accelagent.evaluation import accounts, gates
from accelagent.evaluation.binaries import Program, changed, intrusion, look, threaded
from accelagent.evaluation.build import Built
from accelagent.evaluation.gates import Answer, Bench, failed, passed, skipped
from accelagent.evaluation.oracle import Oracle, oracle_faults
from accelagent.evaluation.policy import guarded_files, objection
from accelagent.evaluation.profile import (
    HELD_OUT_PAIRS,
    PATIENCE_S,
    PROOF,
    RACE,
    GoesOn,
    Side,
    compare,
    probe,
    race,
)
from accelagent.evaluation.running import Conditions, Observed, conditions_of
from accelagent.evaluation.sanitizers import Sanitizers
from accelagent.objectives import clear_gain, undecided

_BEHIND = {"build": "test", "test": "verify"}  # the stage that comes next
Memory: TypeAlias = MutableMapping[str, tuple[tuple[Estimate, ...], Counters]]


@dataclass(frozen=True, slots=True)
class Step:
    """A gate to go through: the stage that a rejection names, the gate's name, and the gate."""

    stage: str
    name: str
    gate: Callable[[], Answer]


class Examination:
    """Walks one candidate through the gates; `memory` keeps profiles of the same programs under the same knobs."""

    def __init__(
        self,
        bench: Bench,
        candidate: Candidate,
        patch: Patch,
        tier: Tier,
        clocks: Sequence[Clock],
        baseline: Path,
        memory: Memory,
        sanitizers: Sanitizers,
        oracle: Oracle,
        contends: GoesOn | None = None,
    ) -> None:
        self.bench = bench
        self.candidate = candidate
        self.design = candidate.design
        self.patch = patch
        self.tier = tier
        self.clocks = tuple(clocks)
        self.baseline = baseline
        self.memory = memory
        self.sanitizers = sanitizers
        self.oracle = oracle
        self.contends = contends or (lambda _: True)
        self.linked: Mapping[str, Program] = {}
        self.built: Built | None = None
        self.tested: Path | None = None  # the copy that tests run in
        self.run_in: Path | None = None  # the copy that the workload runs in
        self.counters = Counters()
        self.seen: Observed | None = None  # the first run of the workload
        self.estimates: tuple[Estimate, ...] = ()

    def outcome(self, through: str = "") -> Outcome:
        """Measured when no gate fails, else the rejection by the first that does.

        `through` (`build` or `test`) ends it behind that stage, with nothing measured.
        """
        done: list[Gate] = []
        for step in self._steps():
            if through and step.stage == _BEHIND[through]:
                break
            started = time.monotonic()
            answer = step.gate()
            done.append(Gate(step.name, answer.status, answer.detail, time.monotonic() - started))
            if answer.failed:
                return Rejected(
                    step.stage, answer.detail, answer.log, tuple(done), self.estimates, answer.pattern
                )
        return Measured(self.estimates, self.counters, tuple(done), self.tier)

    def _steps(self) -> Iterator[Step]:
        bench, design = self.bench, self.design
        conditions = gates.gate_conditions(bench, design)
        yield Step("policy", "policy", self._policy)
        yield Step("build", "build", self._build)
        yield Step("policy", "judges untouched", self._untouched)
        yield Step("policy", "programs", self._programs)
        yield Step("test", "test", lambda: self._judged(gates.test, conditions))
        yield Step("verify", "verify", lambda: self._judged(gates.verify, conditions))
        yield Step("verify", "operations", lambda: self.oracle(self.patch, design))
        yield Step("policy", "judges untouched by tests", self._untouched)
        if self.tier is Tier.FULL:
            yield from self._full()
        yield Step("offload", "proof of offload", self._proof)
        if self.tier is Tier.FULL:
            yield Step("offload", "bytes accounted for", self._bytes)
        for clock in self.clocks:
            yield Step("profile", f"profile ({clock})", partial(self._profile, clock))
        yield Step("profile", "physical bounds", self._caps)
        if self.tier is Tier.FULL:
            yield Step("profile", "bounds", self._bounds)
            yield Step("profile", "held-out inputs", self._held_out)

    def _full(self) -> Iterator[Step]:
        bench, design = self.bench, self.design
        yield Step("sanitizers", "sanitizers: memory", self._memory)
        yield Step("sanitizers", "sanitizers: threads", self._threads)
        yield Step("full", "builds alone", self._bare)
        for work in ("late", "eager"):
            yield Step(
                "full", f"forced offload ({work})", partial(gates.forced, bench, self.tree, design, work)
            )
        for preset in gates.FAULTS:
            yield Step("faults", f"fault: {preset}", partial(self._fault, preset))

    @property
    def tree(self) -> Path:
        assert self.tested is not None, "the build gate comes first"
        return self.tested

    def _policy(self) -> Answer:
        if self.design.configures and [path for path, _ in self.patch.files] == [CONFIGURATION_FILE]:
            return passed("configuration only, no source file")
        why = objection(self.patch, self.bench.service, self.bench.modes, self.bench.builder.source)
        return failed(why.reason, "", why.pattern) if why else passed(f"{len(self.patch.files)} source files")

    def _build(self) -> Answer:
        made = self.built = self.bench.builder.candidate(self.patch, clean=self.tier is Tier.FULL)
        same = made.programs and made.programs == self.bench.builder.baseline_programs
        if made.finished.ok and same and not self.design.configures:
            names = ", ".join(path for path, _ in self.patch.files)
            why = f"the programs are the baseline's: no build rule uses {names}"
            return failed(why, made.finished.output, "no-change")
        if made.finished.ok:
            self.tested = self.bench.builder.fresh_candidate(made, "test")
        return gates.built(made.finished, made.note)

    def _untouched(self) -> Answer:
        return gates.untouched(self.bench, self.tree, guarded_files(self.bench.service, self.bench.modes))

    def _programs(self) -> Answer:
        """Linked files that stand in for no library, gained no powers and name no part of the harness."""
        before = self.bench.builder.baseline_linked
        self.linked = look(self.tree, {**before, **self.bench.linked})
        self.bench.linked.update(self.linked)
        found = intrusion(before, self.linked)
        if found:
            return failed(found.reason, "", found.pattern)
        count = len(changed(before, self.linked))
        return passed(f"{count} differ") if count else skipped("no linked file differs from the baseline's")

    def _judged(self, gate: Callable[[Bench, Path, Conditions], Answer], conditions: Conditions) -> Answer:
        answer = gate(self.bench, self.tree, conditions)
        if answer.failed and gates.offloads(self.design):
            return gates.too_early(self.bench, self.tree, conditions, answer)
        return answer

    def _memory(self) -> Answer:
        return self.sanitizers.memory(self.patch, self.design)

    def _threads(self) -> Answer:
        if not threaded(self.linked):
            return skipped("no program of the candidate starts threads")
        return self.sanitizers.threads(self.patch, self.design)

    def _fault(self, preset: str) -> Answer:
        answer = gates.fault(self.bench, self.tree, self.design, preset)
        if answer.failed or not gates.offloads(self.design):
            return answer
        for faults in oracle_faults(preset):
            asked = self.oracle(self.patch, self.design, faults=faults)
            if asked.failed:
                pattern = "no-fallback" if asked.pattern == "wrong-operation" else asked.pattern
                return replace(asked, detail=f"device fault '{faults}': {asked.detail}", pattern=pattern)
        return answer

    def _bare(self) -> Answer:
        try:
            parents = [self.bench.repository.baseline]
            commit = self.candidate.commit or self.bench.repository.commit(
                self.patch, self.design.describe(), parents
            )
        except SourceError as error:
            return failed(str(error))
        return gates.bare(self.bench, commit)

    def _proof(self) -> Answer:
        """One run of the workload, which also warms the candidate up for its profile."""
        assert self.built is not None, "the build gate comes first"
        self.run_in = self.bench.builder.fresh_candidate(self.built, "run")
        found = probe(self.bench, self._side(self._first_clock()))
        if isinstance(found, Answer):
            return found
        self.counters = replace(found.observed.counters, items=found.sample.items)
        self.seen = found.observed
        workspace = self.bench.runner.sandbox.workspace(self.run_in)
        ran = accounts.ran(self.seen, self.run_in, workspace, self.bench.builder.baseline_linked)
        answer = gates.proof(self.design, self.counters)
        if self.design.configures:
            return answer  # the programs are the baseline's by intent
        if ran.failed or answer.failed:
            return answer if answer.failed else ran
        return replace(answer, detail=f"{answer.detail}; {ran.detail}")

    def _bytes(self) -> Answer:
        assert self.run_in is not None, "the proof of offload comes first"
        if self.design.configures:
            return skipped("a configuration may run another command, whose bytes are its own")
        return accounts.bytes_found(self.bench, self.design, self.baseline, self.run_in)

    def _caps(self) -> Answer:
        assert self.seen is not None, "the proof of offload comes first"
        clock = self._first_clock()
        found = [e for e in self.estimates if e.clock is clock]
        loops = accounts.own_loops(self.patch, self.bench.builder.source)
        return accounts.caps(self.bench, self.baseline, found, self.seen, clock, loops=loops)

    def _bounds(self) -> Answer:
        return accounts.bounds(self.estimates, self.bench.service.objectives, self._first_clock())

    def _held_out(self) -> Answer:
        """Each held-out command in pairs: the same work, and a gain of the same kind."""
        work = self.bench.service.workload
        if not work.held_out:
            return skipped("the specification's workload names no held_out commands")
        clock = self._first_clock()
        gain = next(
            (e.gain for e in self.estimates if e.clock is clock and e.metric is Metric.THROUGHPUT), 1.0
        )
        said = []
        for command in work.held_out:
            other = replace(work, command=command)
            before, after = (replace(s, workload=other) for s in (self._reference(clock), self._side(clock)))
            found = compare(self.bench, before, after, HELD_OUT_PAIRS)
            if isinstance(found, Answer):
                return replace(found, detail=f"held-out {command[:60]}: {found.detail}")
            there = next((e.gain for e in found if e.metric is Metric.THROUGHPUT), 1.0)
            said.append(f"{there:.2f}x")
            if accounts.overfitted(gain, there):
                why = f"quarantined: {gain:.2f}x on the workload, {there:.2f}x on held-out {command[:60]}"
                return failed(why, "", "overfitted")
        return passed(f"throughput {', '.join(said)}")

    def _first_clock(self) -> Clock:
        measurable = [clock for clock in self.clocks if not self._without_time(clock)]
        return measurable[0] if measurable else Clock.VIRTUAL

    def _without_time(self, clock: Clock) -> bool:
        return clock is Clock.WALL and gates.offloads(self.design) and self.bench.runner.emulated

    def _profile(self, clock: Clock) -> Answer:
        if self._without_time(clock):
            return skipped("an emulated device takes no wall time")
        key = self._key(clock)
        if key not in self.memory:
            found = self._compare(clock)
            if isinstance(found, Answer):
                return found
            self.memory[key] = (found, self.counters)
        known, self.counters = self.memory[key]
        self.estimates += known
        again, self.bench.rerun[:] = ", ".join(self.bench.rerun), []
        return passed(
            f"{min(e.pairs for e in known)} pairs" + (f"; run again as outliers: {again}" if again else "")
        )

    def _compare(self, clock: Clock) -> tuple[Estimate, ...] | Answer:
        warm = clock is self._first_clock()
        full = self.tier is Tier.FULL
        stages: Sequence[int] = PROOF if full else RACE
        if full and self.bench.took.get("workload", 0.0) > PATIENCE_S:
            stages = PROOF[:1]
        goes_on = self._undecided if full else self.contends
        return race(self.bench, self._reference(clock), self._side(clock), stages, goes_on, warm=warm)

    def _undecided(self, found: Sequence[Estimate]) -> bool:
        """Whether some objective's median gains what counts as a gain, and no interval shows it."""
        metrics = {o.metric for o in self.bench.service.objectives}
        mine = [e for e in found if e.metric in metrics]
        return any(undecided(e) for e in mine) and not any(clear_gain(e) for e in mine)

    def _reference(self, clock: Clock) -> Side:
        return Side("baseline", self.baseline, replace(conditions_of(self.design, clock), knobs=()))

    def _side(self, clock: Clock) -> Side:
        assert self.run_in is not None, "the proof of offload comes first"
        return Side("candidate", self.run_in, conditions_of(self.design, clock), self._work())

    def _work(self) -> Workload:
        """The service's workload, or a configuration's."""
        work, command = self.bench.service.workload, self.design.knob(COMMAND)
        return replace(work, command=str(command)) if command else work

    def _key(self, clock: Clock) -> str:
        """Programs, knobs, workload, devices, clock and effort: the same of all is the same profile."""
        assert self.built is not None
        runner, work = self.bench.runner, self._work()
        devices = [[model.name, count] for model, count in runner.devices]
        programs = self.built.programs or self.patch.key
        return digest(
            [
                programs,
                self.design.environment,
                work.command,
                work.output,
                devices,
                runner.corner,
                clock,
                self.tier,
            ]
        )
