"""Mutants are valid faults of the text, spread over the kinds, and the same for the same seed."""

from __future__ import annotations

from accelagent.bench import cost
from accelagent.bench._mutate import mutants
from accelagent.bench._packer import packer, patch_of
from accelagent.bench._reached import reached
from accelagent.bench.mutants import Verdict, figures
from accelagent.domain import Design, Gate
from accelagent.evaluation.oracle import Oracle, support_file

TEXT = """
int accel_qat_wait(int b);
ACCEL_ONE_COPY int accel_copy(char *to, const char *from, int n, int last)
{
    int flush = last ? Z_FINISH : Z_NO_FLUSH;
    if (n < 4 && flush != 0) {
        return Z_BUF_ERROR;
    }
    memcpy(to, from, n);
    release(to);
    n = n + 1;
    return accel_qat_wait(n) ? Z_OK : Z_STREAM_ERROR;
}
ACCEL_ONE_COPY void accel_report_counters(void)
{
    ACCEL_COUNT(cpu_ops, 1);
}
"""


def test_faults_of_many_kinds_are_made_one_at_a_time() -> None:
    made = mutants(TEXT, 100, 1)
    assert len({m.text for m in made} | {TEXT}) == len(made) + 1
    kinds = {m.kind for m in made}
    assert {"dropped wait", "swapped buffers", "wrong length", "off by one", "lost last block"} <= kinds
    assert {
        "dropped call",
        "dropped assignment",
        "negated condition",
        "other answer",
        "other number",
    } <= kinds
    assert all("ACCEL_COUNT(cpu_ops, 1)" in m.text for m in made)
    assert all("accel_copy" in m.what for m in made)


def test_the_same_seed_draws_the_same_mutants() -> None:
    assert mutants(TEXT, 8, 5) == mutants(TEXT, 8, 5)
    assert len(mutants(TEXT, 8, 5)) == 8


def test_equivalent_mutants_count_neither_way_and_survivors_are_named() -> None:
    one, two, three = mutants(TEXT, 3, 1)
    verdicts = [
        Verdict(one, "verify: wrong-operation"),
        Verdict(two, ""),
        Verdict(three, "", "the same program"),
    ]
    found = {f.name: f for f in figures(verdicts)}
    assert (found["mutants"].value, found["killed"].value, found["kill_ratio"].value) == (2, 1, 0.5)
    assert two.what in found["kill_ratio"].note
    assert found["equivalent"].value == 1


def test_faults_are_put_on_reached_lines_alone() -> None:
    assert mutants(TEXT, 100, 1, lambda line: False) == []
    lines = {m.what.split(":")[1] for m in mutants(TEXT, 100, 1, lambda line: line == 9)}
    assert lines == {"9"}


def test_the_oracle_comes_by_a_fallback_only_when_the_device_fails() -> None:
    with packer(streams=True) as evaluator:
        patch = patch_of(evaluator, "offload-sync")
        support = support_file(patch)
        assert support is not None
        design = Design("offload-sync").with_knobs(min_bytes=4096)
        oracle = Oracle(evaluator.bench, checked=False)
        well = reached(oracle, patch, design, ("",))
        text = support[1].splitlines()
        assert any(well(n) for n, line in enumerate(text, 1) if "accel_qat_wait(" in line)
        absent = reached(oracle, patch, design, ("absent",))
        polls = [n for n, line in enumerate(text, 1) if "accel_qat_poll(b->instance);" in line]
        assert polls, "the support file waits by polling"
        assert [well(n) for n in polls] == [True] * len(polls)
        assert [absent(n) for n in polls] == [False] * len(polls)


def test_overhead_is_what_no_command_accounts_for() -> None:
    cost._Timed.commands = [(10.0, 12.0), (13.0, 16.5)]
    found = cost._parts((Gate("build", "passed", "", 3.0), Gate("test", "passed", "", 4.0)), 17.0, 2.0)
    assert found == {"build": 1.0, "test": 0.5, "beside the gates": 0.5}
