"""Candidates of a real little service: good ones are measured, every kind of bad one is stopped where it should be."""

import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from accelagent.domain import (
    Candidate,
    Clock,
    ControlArm,
    Design,
    Kind,
    Measured,
    Metric,
    Objective,
    Patch,
    Rejected,
    Sense,
    Service,
    Tier,
    Workload,
    candidate_id,
)
from accelagent.errors import BaselineError, ToolchainError
from accelagent.evaluation.build import Limits
from accelagent.evaluation.evaluator import Evaluator
from accelagent.evaluation.fastzlib import FAST_ZLIB
from accelagent.evaluation.profile import noise_pairs
from accelagent.evaluation.sandbox import Appetite

MAIN = r"""
#include <stdio.h>
#include <string.h>
#include "sum.h"

static unsigned char data[1 << 16];

int main(int argc, char **argv)
{
    unsigned total = 0;
    for (unsigned i = 0; i < sizeof data; i++)
        data[i] = (unsigned char)(i * 2654435761u >> 24);
    if (argc > 1 && !strcmp(argv[1], "--print"))
        for (int i = 0; i < 20; i++)
            printf("%u\n", sum(data, sizeof data));
    if (argc > 1)
        return 0;
    for (int i = 0; i < ROUNDS; i++)
        total += sum(data, sizeof data - (unsigned)i);
    FILE *out = fopen("out.bin", "w");
    if (!out)
        return 1;
    fprintf(out, "%u\n", total);
    fclose(out);
    printf("accel-metric items %d frame\n", ROUNDS);
    printf("accel-metric latency_p99 812.5 us\n");
    return 0;
}
"""
SUM = """#include "sum.h"
unsigned sum(const unsigned char *p, unsigned n)
{
    unsigned s = 0;
    for (unsigned i = 0; i < n; i++)
        s += p[i];
    return s;
}
"""
FILES = {
    "main.c": MAIN,
    "sum.c": SUM,
    "sum.h": "#define ROUNDS 200\nunsigned sum(const unsigned char *p, unsigned n);\n",
    "unused.c": "int unused;\n",
    "Makefile": "prog: main.o sum.o\n\t$(CC) -o $@ main.o sum.o\ncheck: prog\n\tsh tests/check.sh\n",
    "tests/check.sh": "! ./prog --print | grep -qvx 8355789 || { echo 'sum mismatch'; exit 1; }\n",
    "same.sh": 'test "$($1/prog --print)" = "$($2/prog --print)" || { echo outputs differ; exit 1; }\n',
}
# What a generated support file does at exit, cut down: one line that says where the work ran.
COUNTED = """#include <stdio.h>
#include <stdlib.h>
static void tell(void)
{
    const char *path = getenv("ACCEL_STATS");
    FILE *f = path ? fopen(path, "a") : 0;
    if (!f)
        return;
    fprintf(f, "{\\"pid\\":1,\\"device_ops\\":9,\\"device_bytes\\":9,\\"incore_ops\\":%s,\\"incore_bytes\\":64}\\n",
            getenv("ACCEL_DEPTH") ? getenv("ACCEL_DEPTH") : "0");
    fclose(f);
}
__attribute__((constructor)) static void start(void) { atexit(tell); }
"""


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("adder") / "source"
    for name, text in FILES.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text)
    return root


@pytest.fixture(scope="module")
def service(source: Path) -> Service:
    objectives = (Objective(Metric.THROUGHPUT, Sense.MAXIMIZE, text="maximize throughput"),)
    return Service(
        name="adder",
        source=source,
        build="make",
        test="make check",
        verify="sh {baseline}/same.sh {baseline} {candidate}",
        workload=Workload("./prog", unit="frame", output="out.bin", timeout=60),
        devices=("qat",),
        objectives=objectives,
    )


@pytest.fixture(scope="module")
def evaluator_of(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Evaluator]:
    def make(service: Service, **options: object) -> Evaluator:
        from accelagent.devices import device

        quick = Limits(least_s=3.0, slower=3.0)
        settings = {"backend": "emulated", "seed": 1, "cores": 2, "limits": quick, **options}
        return Evaluator(
            service, tmp_path_factory.mktemp("run"), [("qat", device("qat-4xxx"), 1)], **settings
        )  # type: ignore[arg-type]

    return make


@pytest.mark.parametrize(
    ("load_per_core", "baseline_s", "allowed_s"),
    [
        (0.1, 1.0, 30.0),
        (2.0, 1.0, 60.0),
        (50.0, 1.0, 300.0),
        (50.0, 90.0, 900.0),
        (0.1, 500.0, 1000.0),
        (2.0, 500.0, 2000.0),
    ],
)
def test_a_candidate_gets_more_time_on_a_busy_machine(
    monkeypatch: pytest.MonkeyPatch, load_per_core: float, baseline_s: float, allowed_s: float
) -> None:
    load = load_per_core * (os.cpu_count() or 1)
    monkeypatch.setattr(os, "getloadavg", lambda: (load, load, load))
    assert Limits().of_candidate(baseline_s, 1000.0) == pytest.approx(allowed_s)


@pytest.mark.parametrize(("run_s", "pairs"), [(0.0, 11), (1.0, 11), (12.0, 7), (60.0, 5)])
def test_the_noise_of_a_slow_workload_is_measured_in_fewer_pairs(run_s: float, pairs: int) -> None:
    assert noise_pairs(run_s) == pairs


def candidate(files: dict[str, str], recipe: str = "", **knobs: int | str) -> Candidate:
    patch = Patch(tuple(files.items()), ())
    design = Design(recipe).with_knobs(**knobs)
    return Candidate(
        id=candidate_id("adder", design, patch),
        service="adder",
        kind=Kind.LEAF,
        design=design,
        objectives=("maximize throughput",),
        parents=(),
        patch=patch,
    )


FASTER = (
    SUM.replace("i < n; i++", "i + 1 < n; i += 2")
    .replace("p[i];", "(unsigned)p[i] + p[i + 1];")
    .replace("return s;", "return s + (n % 2 ? p[n - 1] : 0);")
)


@pytest.fixture(scope="module")
def evaluator(service: Service, evaluator_of: Callable[..., Evaluator]) -> Evaluator:
    return evaluator_of(service)


def rejected(
    evaluator: Evaluator, files: dict[str, str], stage: str, recipe: str = "", **knobs: int
) -> Rejected:
    outcome = evaluator.evaluate(candidate(files, recipe, **knobs), Tier.QUICK)
    assert isinstance(outcome, Rejected)
    assert outcome.stage == stage, outcome.reason
    assert outcome.gates[-1].status == "failed"
    return outcome


def photograph(root: Path) -> dict[str, tuple[int, int, bytes]]:
    files = sorted(p for p in root.rglob("*") if p.is_file())
    return {str(p): (p.stat().st_mode, p.stat().st_mtime_ns, p.read_bytes()) for p in files}


def test_a_good_candidate_is_measured_and_the_source_stays_as_it_was(
    evaluator: Evaluator, source: Path
) -> None:
    before = photograph(source)
    root = evaluator.baseline()
    assert isinstance(root.outcome, Measured)
    assert all(e.ratio == e.low == e.high == 1.0 for e in root.outcome.estimates)
    outcome = evaluator.evaluate(candidate({"sum.c": FASTER}), Tier.FULL, (Clock.VIRTUAL, Clock.WALL))
    assert isinstance(outcome, Measured), outcome
    size = outcome.estimate(Metric.OUTPUT_SIZE)
    assert size
    assert (size.ratio, size.low, size.high, size.pairs) == (1.0, 1.0, 1.0, 11)
    assert outcome.estimate(Metric.THROUGHPUT, Clock.WALL)
    latency = outcome.estimate(Metric.LATENCY_P99)
    assert latency
    assert latency.value == pytest.approx(812.5e-6)
    assert {g.status for g in outcome.gates} == {"passed", "skipped"}
    assert all(g.detail for g in outcome.gates if g.status == "skipped")
    assert "builds alone" in {g.name for g in outcome.gates}
    assert outcome.counters.items == 200
    assert photograph(source) == before


def test_equal_programs_and_knobs_are_profiled_once(evaluator: Evaluator) -> None:
    one, two = ({"sum.c": FASTER + end} for end in ("/* one */\n", "/* two */\n"))
    first, second = (evaluator.evaluate(candidate(files), Tier.QUICK) for files in (one, two))
    assert isinstance(first, Measured)
    assert isinstance(second, Measured)
    assert first.estimates == second.estimates


def test_knobs_reach_the_program_and_in_core_work_is_proven_by_its_counters(evaluator: Evaluator) -> None:
    files = {"sum.c": FASTER + COUNTED}
    outcome = evaluator.evaluate(candidate(files, "incore-sum", depth=7), Tier.QUICK)
    assert isinstance(outcome, Measured), outcome
    assert outcome.counters.incore_ops == 7
    built = len(evaluator.bench.builder.built)
    assert "in core" in rejected(evaluator, files, "offload", "incore-sum", depth=0).reason
    assert len(evaluator.bench.builder.built) == built


OFFLOADED = Path(__file__).with_name("offload_sum.c").read_text()


def test_an_offload_passes_the_full_gates_and_its_device_is_counted(evaluator: Evaluator) -> None:
    good = candidate({"sum.c": OFFLOADED}, "offload-sync", min_bytes=4096)
    outcome = evaluator.evaluate(good, Tier.FULL, (Clock.VIRTUAL, Clock.WALL))
    assert isinstance(outcome, Measured), outcome
    assert outcome.counters.device_ops == 200
    assert outcome.counters.device_bytes > 200 * 65000
    assert outcome.counters.waited_s > 0
    states = {g.name: g.status for g in outcome.gates}
    forced = ["forced offload (late)", "forced offload (eager)", "fault: absent"]
    assert {states[name] for name in forced} == {"passed"}
    assert states["fault: overflow"] == "skipped"  # this client keeps no count of outputs that did not fit
    assert states["profile (wall)"] == "skipped"
    assert outcome.estimate(Metric.THROUGHPUT, Clock.WALL) is None


def test_a_helper_core_in_the_devices_place_is_measured_in_wall_time(
    service: Service, evaluator_of: Callable[..., Evaluator], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("accelagent.evaluation.examination.RACE", (2,))  # what clock it is, two pairs show
    monkeypatch.setattr("accelagent.evaluation.evaluator.PAIRS", {Tier.QUICK: 1})
    patient = Limits(least_s=60.0)  # a busy machine has no core to spare for the helper
    helped = evaluator_of(service, backend="helper-core", limits=patient)
    assert helped.baseline().outcome.estimate(Metric.THROUGHPUT, Clock.HELPER) is not None
    outcome = helped.evaluate(
        candidate({"sum.c": OFFLOADED}, "offload-sync", min_bytes=4096), Tier.QUICK, (Clock.HELPER,)
    )
    assert isinstance(outcome, Measured), outcome
    assert {e.clock for e in outcome.estimates} == {Clock.HELPER}
    assert outcome.counters.device_ops == 200
    assert {g.name: g.status for g in outcome.gates}["profile (helper-core)"] == "passed"


def test_an_offload_that_its_threshold_keeps_from_the_device_is_rejected(evaluator: Evaluator) -> None:
    rejected(evaluator, {"sum.c": OFFLOADED}, "offload", "offload-sync", min_bytes=1 << 20)


def test_an_offload_without_a_fallback_is_rejected_at_faults(evaluator: Evaluator) -> None:
    fragile = candidate({"sum.c": "#define FRAGILE 1\n" + OFFLOADED}, "offload-sync", min_bytes=4096)
    assert isinstance(evaluator.evaluate(fragile, Tier.QUICK), Measured)
    outcome = evaluator.evaluate(fragile, Tier.FULL)
    assert isinstance(outcome, Rejected)
    assert outcome.stage == "faults", outcome.reason
    assert "sum mismatch" in outcome.reason


def test_claiming_an_offload_without_using_the_device_is_found_out(evaluator: Evaluator) -> None:
    outcome = rejected(evaluator, {"sum.c": FASTER + COUNTED}, "offload", "offload-sync", depth=7)
    assert "no operation reached the device: device 0 operations" in outcome.reason


def test_a_compile_error_is_rejected_at_build_with_the_compilers_word(evaluator: Evaluator) -> None:
    outcome = rejected(evaluator, {"sum.c": SUM.replace("return s;", "return t;")}, "build")
    assert "sum.c" in outcome.reason
    assert "undeclared" in outcome.reason


def test_files_that_no_build_rule_uses_are_rejected_at_build(evaluator: Evaluator) -> None:
    assert "unused.c" in rejected(evaluator, {"unused.c": "int used;\n"}, "build").reason


def test_a_changed_header_is_rebuilt_although_no_rule_says_so(evaluator: Evaluator) -> None:
    text = FILES["sum.h"].replace("200", "100")
    assert "100 frames where the baseline does 200" in rejected(evaluator, {"sum.h": text}, "profile").reason


def test_a_failing_test_is_rejected_at_test(evaluator: Evaluator) -> None:
    assert "sum mismatch" in rejected(evaluator, {"sum.c": SUM.replace("s = 0", "s = 1")}, "test").reason


def test_wrong_output_is_rejected_at_verify(service: Service, evaluator_of: Callable[..., Evaluator]) -> None:
    evaluator = evaluator_of(replace(service, test=None))
    assert "outputs differ" in rejected(evaluator, {"sum.c": SUM.replace("s = 0", "s = 1")}, "verify").reason


def test_a_hang_is_killed(evaluator: Evaluator) -> None:
    hang = SUM.replace("return s;", "for (volatile int i = 1; i;) {} return s;")
    assert "time limit" in rejected(evaluator, {"sum.c": hang}, "test").reason


def test_gigabytes_of_output_leave_a_bounded_log(evaluator: Evaluator) -> None:
    flood = "#include <stdio.h>\n" + SUM.replace(
        "return s;",
        'for (long i = 0; i < 1000000000; i++) fputs("0123456789012345678901234567890\\n", stderr); return s;',
    )
    outcome = rejected(evaluator, {"sum.c": flood}, "test")
    assert 0 < len(outcome.log) < 20_000


def test_a_process_bomb_is_killed(service: Service, evaluator_of: Callable[..., Evaluator]) -> None:
    bomb = "#include <unistd.h>\n" + SUM.replace(
        "return s;", "for (int i = 0; i < 400; i++) if (!fork()) { sleep(9); _exit(0); } return s;"
    )
    evaluator = evaluator_of(replace(service, test="make check && sleep 2"), appetite=Appetite(processes=300))
    assert "more than 300 processes" in rejected(evaluator, {"sum.c": bomb}, "test").reason


@pytest.mark.parametrize(
    "path",
    ["tests/check.sh", "tests/helper.c", "same.sh", "Makefile", "../escape.c", ".git/config", "test_sum.c"],
)
def test_what_judges_may_not_be_touched(evaluator: Evaluator, path: str) -> None:
    assert path in rejected(evaluator, {path: "exit 0\n", "sum.c": FASTER}, "policy").reason


def test_excluded_files_may_not_be_touched(service: Service, evaluator_of: Callable[..., Evaluator]) -> None:
    evaluator = evaluator_of(replace(service, exclude=("sum.*",)))
    assert "excluded" in rejected(evaluator, {"sum.c": FASTER}, "policy").reason


def test_huge_and_empty_patches_are_refused(evaluator: Evaluator) -> None:
    rejected(evaluator, {"sum.c": SUM + "/" * (2 << 20)}, "policy")
    rejected(evaluator, {"sum.c": SUM}, "policy")
    rejected(evaluator, {}, "policy")


def test_a_baseline_against_itself_shows_no_effect_in_deterministic_metrics(evaluator: Evaluator) -> None:
    noise = {(e.metric, e.clock): e for e in evaluator.noise()}
    size = noise[Metric.OUTPUT_SIZE, Clock.VIRTUAL]
    assert size.low == size.ratio == size.high == 1.0
    assert {clock for _, clock in noise} == {Clock.VIRTUAL, Clock.WALL}


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"build": "make nothing"}, r"adder: build: .*nothing.*log .*baseline-build\.log"),
        ({"test": "echo 3 of 4 failed; false"}, "test: red before any change: exit 1: 3 of 4 failed"),
        ({"verify": "false"}, "verify: the baseline does not pass against itself"),
        ({"workload": Workload("true")}, "accel-metric items N"),
        ({"workload": Workload("echo accel-metric items x frame", output="out.bin")}, "'x' is not a number"),
        ({"workload": Workload("./prog", output="../out")}, "not a path inside the source"),
        (
            {"workload": Workload("sleep 9", items=1, timeout=0.5)},
            r"time limit of [\d.]+ s",
        ),  # grows with load
        (
            {"objectives": (Objective(Metric.LATENCY_P50, Sense.MINIMIZE, text="minimize latency_p50"),)},
            "objective 'minimize latency_p50' needs latency_p50, but the workload prints no",
        ),
        (
            {
                "workload": Workload("./prog"),
                "objectives": (
                    Objective(Metric.OUTPUT_SIZE, Sense.AT_MOST, 1.3, True, "output_size <= 1.3x"),
                ),
            },
            "names no workload `output:`",
        ),
    ],
)
def test_a_broken_baseline_is_said_in_one_line(
    changes: dict[str, object], message: str, service: Service, evaluator_of: Callable[..., Evaluator]
) -> None:
    evaluator = evaluator_of(replace(service, **changes))  # type: ignore[arg-type]
    with pytest.raises(BaselineError, match=message) as caught:
        evaluator.baseline()
    assert "\n" not in str(caught.value)


def test_without_the_sandbox_the_same_gates_hold_and_closing_keeps_only_the_repository(
    service: Service, evaluator_of: Callable[..., Evaluator]
) -> None:
    bare = evaluator_of(service, unsafe=True)
    rejected(bare, {"sum.c": SUM.replace("s = 0", "s = 1")}, "test")
    outcome = bare.evaluate(candidate({"sum.c": FASTER}), Tier.QUICK)
    assert isinstance(outcome, Measured), outcome
    bare.close()
    assert not (bare.directory / "scratch").exists()
    assert bare.repository.log_graph().startswith("* ")


def test_missing_hardware_is_the_users_business(
    service: Service, evaluator_of: Callable[..., Evaluator]
) -> None:
    if os.path.isdir("/sys/bus/pci/drivers/4xxx"):  # noqa: PTH112 (a fact of the machine, not a path we handle)
        pytest.skip("this machine has the device")
    with pytest.raises(ToolchainError, match="qat-4xxx"):
        evaluator_of(service, backend="hardware")
    with pytest.raises(ToolchainError, match="allowed: emulated, helper-core, hardware"):
        evaluator_of(service, backend="quantum")


def test_a_control_arm_is_the_unmodified_source_under_other_commands(evaluator: Evaluator) -> None:
    service = evaluator.service
    slow = replace(service.workload, command=f"seq 1 200000 > /dev/null && {service.workload.command}")
    slower = evaluator.arm(ControlArm("slower", workload=slow))
    assert isinstance(slower, Measured)
    [estimate] = [e for e in slower.estimates if e.metric is Metric.OUTPUT_SIZE and e.clock is Clock.VIRTUAL]
    assert estimate.ratio == 1.0
    broken = evaluator.arm(ControlArm("broken", build="false"))
    assert isinstance(broken, Rejected)
    assert broken.stage == "build"
    without = evaluator.arm(FAST_ZLIB)
    assert isinstance(without, Rejected)
    assert "shared zlib" in without.reason


def test_a_configuration_changes_no_code_and_has_to_reach_the_device(
    evaluator: Evaluator,
) -> None:
    from accelagent.codegen.configurations import proposal
    from accelagent.domain import Configuration

    made = proposal(Configuration("idle", "sets what nobody reads", (("ADDER_MODE", "fast"),)))
    one = Candidate("c1", "adder", Kind.LEAF, made.design, (), (), made.patch)
    outcome = evaluator.evaluate(one, Tier.QUICK)
    assert isinstance(outcome, Rejected)
    assert outcome.pattern == "no-device-work"
    assert {g.name: g.status for g in outcome.gates}["test"] == "passed"
    more = replace(one, patch=replace(made.patch, files=(*made.patch.files, ("notes.txt", "x"))))
    assert evaluator.evaluate(more, Tier.QUICK).pattern == "not-source"  # type: ignore[union-attr]
