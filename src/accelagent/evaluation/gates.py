"""The gates between a patch and its measurement: each looks at a built tree and answers; none raises for a failure."""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from accelagent.domain import Clock, Counters, Design, Service, Workload, digest
from accelagent.evaluation.binaries import Program
from accelagent.evaluation.build import Builder, Limits, of_baseline
from accelagent.evaluation.patterns import pattern_of
from accelagent.evaluation.repository import Repository
from accelagent.evaluation.running import Conditions, Observed, Runner, conditions_of
from accelagent.evaluation.sandbox import Bind
from accelagent.evaluation.witness import Witnessed
from accelagent.process import Finished

FAULTS = (
    "absent",
    "full",
    "error",
    "overflow",
    "slow",
    "verify",
    "no-instances",
    "no-memory",
    "reset-early",
    "hang-early",
)
THRESHOLDS = (
    "ACCEL_MIN_BYTES",
    "ACCEL_COPY_MIN_BYTES",
    "ACCEL_CRYPTO_MIN_BYTES",
)  # knobs below which an operation stays on the processor
LOG_LIMIT = 16 * 1024
_PATIENCE = ("ACCEL_TIMEOUT_MS", "50")  # so that the tests of a device that hangs end soon
_BASELINE_PLACE = Path("/tmp/accel/baseline")  # beside the workspace, where the candidate is
_TELLING = re.compile(
    r"\berror\b|undefined reference|assert|\bfail(ed|ure)?\b|mismatch|differ|sanitizer", re.IGNORECASE
)
_SUMMARY = re.compile(r"make(\[\d+\])?: |ninja: |collect2: |accelagent: \d+ processes left ")


@dataclass(frozen=True, slots=True)
class Answer:
    """A gate's word: passed, failed or skipped, in one line, with the output that led to it."""

    status: str
    detail: str = ""
    log: str = ""
    pattern: str = ""  # of a failure: one of patterns.PATTERNS
    counters: Counters = Counters()  # of the command behind it

    @property
    def failed(self) -> bool:
        return self.status == "failed"


def passed(detail: str = "") -> Answer:
    return Answer("passed", detail)


def skipped(why: str) -> Answer:
    return Answer("skipped", why)


def failed(why: str, log: str = "", pattern: str = "") -> Answer:
    return Answer("failed", why, excerpt(log), pattern)


def ended(finished: Finished, otherwise: str, what: str = "") -> Answer:
    """The answer to a command: passed, or failed with the pattern its end shows, `otherwise` when it shows none."""
    if finished.ok:
        return passed()
    said = f"{what}: {told(finished)}" if what else told(finished)
    return failed(said, finished.output, pattern_of(finished, otherwise))


@dataclass(slots=True)
class Bench:
    """What the gates of one service share; `took` holds the baseline's seconds per kind of command."""

    service: Service
    repository: Repository
    builder: Builder
    runner: Runner
    limits: Limits
    cores: int
    seed: int
    modes: Mapping[str, str]  # of the baseline's files
    took: dict[str, float] = field(default_factory=dict)
    last_words: dict[str, str] = field(default_factory=dict)  # how the baseline's output ends
    left_running: int = 0  # processes that the baseline's workload leaves behind
    uncharged_s: float = (
        0.0  # what the kernel counts of the baseline's workload beyond the clock's own record
    )
    baseline_span_s: float = 0.0
    rerun: list[str] = field(default_factory=list)  # pairs that were run again because of an outlier
    turns: int = 0  # verifications so far, so that each gets inputs of its own
    accounts: Witnessed | None = None  # the baseline's workload, witnessed
    say: Callable[[str], None] = lambda _: None  # where a measurement stands, for whoever waits
    linked: dict[str, Program] = field(default_factory=dict)  # linked files as they were last read, by path

    def allowed_s(self, kind: str, most_s: float) -> float:
        """Time limit: `most_s` for the baseline, a multiple of the baseline's time for candidates."""
        if kind not in self.took:
            return of_baseline(most_s)
        return self.limits.of_candidate(self.took[kind], most_s)

    def workload(self, tree: Path, conditions: Conditions, work: Workload, turn: int = 0) -> Observed:
        """One run of a workload, the service's or a control arm's; `{seed}` in it is another number each turn."""
        allowed = self.allowed_s("workload", work.timeout)
        command = self.seeded(work.command, f"workload {turn}")
        return self.runner.run(command, tree, conditions, timeout_s=allowed)

    def seeded(self, command: str, purpose: str) -> str:
        """`command` with `{seed}` as a number that depends on the run's seed and `purpose`."""
        return command.replace(
            "{seed}", str(int(digest([self.seed, self.service.name, purpose]), 16) % 10**9)
        )


def offloads(design: Design) -> bool:
    """Whether the design sends work to a device with queues."""
    return any(name.startswith("offload-") for name in design.recipes)


def in_core(design: Design) -> bool:
    """Whether the design uses an in-core unit through a recipe, whose support file counts; a written text need not."""
    return any(name.startswith("incore-") for name in design.recipes) and not design.written


def gate_conditions(bench: Bench, design: Design) -> Conditions:
    """Tests and verification of an offloading design see its device; all others run bare.

    They run on the wall clock: tests wait for servers by sleeping, and virtual sleeps give others no time to start.
    """
    emulated = offloads(design) and bench.runner.emulated
    return conditions_of(design, Clock.WALL if emulated else None)


def built(finished: Finished, note: str = "") -> Answer:
    """The answer of a build."""
    return passed(note) if finished.ok else ended(finished, "does-not-build")


def test(bench: Bench, tree: Path, conditions: Conditions) -> Answer:
    """The project's own tests."""
    if bench.service.test is None:
        return skipped("the specification gives no test command")
    seen = _tested(bench, tree, conditions)
    return ended(seen.finished, "wrong-result") if not seen.finished.ok else _whole(bench, seen)


def _tested(bench: Bench, tree: Path, conditions: Conditions) -> Observed:
    assert bench.service.test is not None
    allowed = bench.allowed_s("test", bench.limits.test_s)
    return bench.runner.run(bench.service.test, tree, conditions, timeout_s=allowed)


def _whole(bench: Bench, seen: Observed) -> Answer:
    """Passed, unless the tests ended well without what the baseline's print at their end.

    A program that exits with 0 in the middle would otherwise pass every test that a shell script runs.
    """
    last = _last_words(seen.finished.stdout)
    expected = bench.last_words.setdefault("test", last)
    if expected and last != expected:
        why = f"the tests end with {last[:80]!r}, the baseline's with {expected[:80]!r}"
        return failed(why, seen.finished.output, "tests-cut-short")
    return Answer("passed", "", "", "", seen.counters)


def _last_words(stdout: str) -> str:
    """The last line without what may differ from run to run; nothing where even words might."""
    lines = [line.strip() for line in stdout.splitlines() if line.strip()]
    told = re.sub(r"[0-9]+([.:][0-9]+)*|0x[0-9a-f]+|/\S+", "#", lines[-1]) if lines else ""
    return " ".join(told.split())  # numbers in columns have blanks before them as they have digits


def verify(bench: Bench, tree: Path, conditions: Conditions) -> Answer:
    """The specification's equivalence check, run from a fresh copy of the baseline that no candidate has touched."""
    if bench.service.verify is None:
        return skipped("the specification gives no verify command")
    baseline = bench.builder.fresh_baseline("verify")
    seen_at = baseline if bench.runner.sandbox.unsafe else _BASELINE_PLACE
    places = {
        "{baseline}": shlex.quote(str(seen_at)),
        "{candidate}": shlex.quote(str(bench.runner.sandbox.workspace(tree))),
    }
    command = bench.seeded(bench.service.verify, f"verify {tree.name} {bench.turns}")
    bench.turns += 1
    for name, place in places.items():
        command = command.replace(name, place)
    seen = bench.runner.run(
        command,
        tree,
        conditions,
        timeout_s=bench.allowed_s("verify", bench.limits.test_s),
        binds=[Bind(baseline, seen_at, writable=True)],
        cwd=seen_at,
    )
    return replace(ended(seen.finished, "wrong-output"), counters=seen.counters)


def untouched(bench: Bench, tree: Path, guarded: Iterable[str]) -> Answer:
    """Files that judge the candidate are, after what ran in `tree`, what the baseline's build leaves."""
    for path in sorted(guarded):
        mine, theirs = tree / path, bench.builder.pristine / path
        if not theirs.is_file():
            continue
        if (
            mine.is_symlink() != theirs.is_symlink()
            or not mine.is_file()
            or mine.read_bytes() != theirs.read_bytes()
        ):
            return failed(f"{path}, which judges the candidate, was changed", "", "judge-edited")
    return passed()


def correct(bench: Bench, tree: Path, conditions: Conditions) -> Answer:
    """Tests and verification together; where neither exists, the workload at least ends well."""
    if bench.service.test is None and bench.service.verify is None:
        seen = bench.workload(tree, conditions, bench.service.workload)
        return replace(ended(seen.finished, "crash", "workload"), counters=seen.counters)
    counters = Counters()
    for name, gate in (("test", test), ("verify", verify)):
        answer = gate(bench, tree, conditions)
        if answer.failed:
            return replace(answer, detail=f"{name}: {answer.detail}")
        counters = added(counters, answer.counters)
    return Answer("passed", "", "", "", counters)


def bare(bench: Bench, commit: str) -> Answer:
    """The commit alone builds and passes its tests where neither AccelAgent nor a device is."""
    made = bench.builder.bare(commit)
    if not made.finished.ok:
        return ended(made.finished, "needs-accelagent", "clean build without the vendor headers")
    answer = test(bench, made.tree, Conditions())
    bench.repository.remove(commit)
    if answer.failed:
        return replace(answer, detail=f"tests without a device: {answer.detail}", pattern="needs-accelagent")
    return passed()


def forced(bench: Bench, tree: Path, design: Design, work: str) -> Answer:
    """Correct also when every operation, however small, goes to the device."""
    if not offloads(design):
        return skipped("the design uses no device")
    if work == "eager" and not bench.runner.emulated:
        return skipped("only an emulated device can complete its work eagerly")
    conditions = everything(replace(gate_conditions(bench, design), work=work))
    answer = correct(bench, tree, conditions)
    if answer.failed:
        return too_early(bench, tree, conditions, answer) if work == "late" else answer
    if bench.runner.emulated and answer.counters.device_ops == 0:
        return skipped("neither tests nor verification reached the device, so they show nothing about it")
    return passed(f"{answer.counters.device_ops} operations on the device")


def everything(conditions: Conditions) -> Conditions:
    """The conditions with every operation, however small, on the device."""
    for knob in THRESHOLDS:
        conditions = conditions.with_knob(knob, "1")
    return conditions.with_knob("ACCEL_THRESHOLD", "fixed")


def too_early(bench: Bench, tree: Path, conditions: Conditions, answer: Answer) -> Answer:
    """The failed `answer`, with the pattern of one who reads outputs too early when eager work hides the failure."""
    if answer.pattern not in ("wrong-result", "wrong-output", "crash") or not bench.runner.emulated:
        return answer
    if conditions.clock is None or correct(bench, tree, replace(conditions, work="eager")).failed:
        return answer
    return replace(answer, pattern="use-before-completion")


def fault(bench: Bench, tree: Path, design: Design, preset: str) -> Answer:
    """Correct also when the device misbehaves; the workload, which drives it hardest, at least ends well."""
    if not offloads(design):
        return skipped("the design uses no device")
    if not bench.runner.emulated:
        return skipped("a real device cannot be told to fail")
    conditions = everything(replace(gate_conditions(bench, design), faults=preset, environment=(_PATIENCE,)))
    answer = correct(bench, tree, conditions)
    if answer.failed:
        pattern = "no-fallback" if answer.pattern in ("wrong-result", "wrong-output") else answer.pattern
        return replace(answer, detail=f"device fault '{preset}': {answer.detail}", pattern=pattern)
    seen = bench.workload(tree, conditions, bench.service.workload)
    if not seen.finished.ok:
        return ended(seen.finished, "no-fallback", f"device fault '{preset}': workload")
    counters = seen.counters
    if seen.forged:
        return failed(seen.forged, seen.finished.output, "forged-counters")
    if preset == "absent" and counters.device_ops > 0:
        why = f"{counters.device_ops} device operations are counted where there is no device"
        return failed(why, seen.finished.output, "forged-counters")
    met = (
        f"the workload met {counters.retries} retries and {counters.errors} errors in {counters.device_ops} device "
        f"operations, and did {counters.cpu_ops} on the CPU"
    )
    trace = {
        "absent": counters.device_ops == 0,
        "no-instances": counters.device_ops == 0,
        "no-memory": counters.cpu_ops > 0,
        "full": counters.retries > 0,
        "slow": counters.device_ops > 0,
        "hang-early": counters.errors > 0 or counters.cpu_ops > 0,
    }.get(preset, counters.errors > 0)
    return passed(met) if trace else skipped(f"the fault left no trace, so nothing is shown: {met}")


UNREACHED = (
    "the workload never reaches the changed code (nothing was counted there, on the CPU either); give it input that does, "
    "such as compressed files for code that decompresses"
)


def proof(design: Design, counters: Counters) -> Answer:
    """The workload really used what the design is named after."""
    tally = (
        f"device {counters.device_ops} operations and {counters.device_bytes} bytes, "
        f"in core {counters.incore_ops} and {counters.incore_bytes}, CPU {counters.cpu_ops} and {counters.cpu_bytes}, "
        f"{counters.retries} retries, {counters.errors} errors"
    )
    if offloads(design):
        reached = counters.device_ops > 0 and counters.device_bytes > 0
        if not reached:
            return failed(f"no operation reached the device: {tally}", "", "no-device-work")
        return passed(tally)
    if in_core(design):
        if counters.incore_ops == 0:
            counted = counters.cpu_ops or counters.retries or counters.errors
            why = tally if counted else UNREACHED
            return failed(f"no operation ran in core: {why}", "", "no-incore-work")
        return passed(tally)
    return skipped("the design names neither an offload nor an in-core recipe")


def added(one: Counters, other: Counters) -> Counters:
    """The counters of two commands together."""
    return replace(
        one,
        device_ops=one.device_ops + other.device_ops,
        device_bytes=one.device_bytes + other.device_bytes,
        incore_ops=one.incore_ops + other.incore_ops,
        cpu_ops=one.cpu_ops + other.cpu_ops,
        retries=one.retries + other.retries,
        errors=one.errors + other.errors,
    )


def told(finished: Finished) -> str:
    """How a command ended and the line of its output that tells most."""
    lines = [line.strip() for line in finished.output.splitlines() if line.strip()]
    useful = [line for line in lines if not _SUMMARY.match(line)]
    telling = next((line for line in useful if _TELLING.search(line)), None) or (useful or lines or [""])[-1]
    return f"{finished.describe()}: {telling[:240]}" if telling else finished.describe()


def excerpt(text: str) -> str:
    """At most LOG_LIMIT characters: beginning and end."""
    if len(text) <= LOG_LIMIT:
        return text
    half = LOG_LIMIT // 2
    return f"{text[:half]}\n… {len(text) - LOG_LIMIT} characters cut …\n{text[-half:]}"
