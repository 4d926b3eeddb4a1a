"""Figures of one run: metric lines, the work-span bound, output sizes."""

from pathlib import Path

import pytest

from accelagent.domain import Counters, Metric, Workload
from accelagent.evaluation.metrics import Sample, output_bytes, printed, sample
from accelagent.evaluation.running import Observed
from accelagent.process import Finished


def observed(stdout: str, span_s: float | None = 2.0, cpu_s: float = 6.0) -> Observed:
    return Observed(Finished(0, stdout, stdout, 1.0, False, 0.0), span_s, cpu_s, Counters())


def test_lines_are_read_in_base_units_and_the_last_of_a_name_counts() -> None:
    text = "noise\naccel-metric latency_p99 1 ms\naccel-metric latency_p99 812.5 us\naccel-metric output_bytes 2 KiB\n"
    assert printed(text + "accel-metric items 300 frame\n") == {
        Metric.LATENCY_P99: pytest.approx(812.5e-6),
        Metric.OUTPUT_SIZE: 2048,
        "items": 300,
    }


@pytest.mark.parametrize(
    "line",
    ["latency_p99 fast us", "latency_p99 3 KiB", "items 0 frame", "items inf frame", "latency_p99 -1 us"],
)
def test_a_line_that_makes_no_sense_is_an_error(line: str) -> None:
    found = sample(observed(f"accel-metric {line}\n"), Workload("x", items=1), 2, Path())
    assert isinstance(found, str)
    assert "accel-metric line" in found


def test_throughput_is_bounded_by_the_cores_that_the_baseline_uses() -> None:
    work = Workload("x", items=12)
    two, one = (sample(observed(""), work, cores, Path()) for cores in (2, 1))
    assert isinstance(two, Sample)
    assert isinstance(one, Sample)
    assert two.metrics == {Metric.THROUGHPUT: 4.0, Metric.CPU_TIME: 0.5}
    assert one.metrics[Metric.THROUGHPUT] == 2.0


def test_a_programs_own_word_on_throughput_and_cpu_is_not_taken() -> None:
    text = "accel-metric throughput 1e9 item/s\naccel-metric cpu_time 1 ns\n"
    found = sample(observed(text), Workload("x", items=12), 2, Path())
    assert isinstance(found, Sample)
    assert found.metrics == {Metric.THROUGHPUT: 4.0, Metric.CPU_TIME: 0.5}


def test_without_items_or_record_there_are_no_figures() -> None:
    assert "items" in str(sample(observed(""), Workload("x"), 2, Path()))
    assert "record" in str(sample(observed("", span_s=None), Workload("x", items=1), 2, Path()))


def test_output_is_counted_below_the_tree_only(tmp_path: Path) -> None:
    (tmp_path / "secret").write_bytes(b"x" * 100)
    tree = tmp_path / "tree"
    (tree / "out" / "deep").mkdir(parents=True)
    (tree / "out" / "a").write_bytes(b"123")
    (tree / "out" / "deep" / "b").write_bytes(b"45")
    (tree / "out" / "link").symlink_to(tmp_path / "secret")
    (tree / "escape").symlink_to(tmp_path)
    assert output_bytes(tree, "out") == 5
    assert output_bytes(tree, "out/a") == 3
    assert output_bytes(tree, "escape") == 0
    assert output_bytes(tree, "missing") == 0
