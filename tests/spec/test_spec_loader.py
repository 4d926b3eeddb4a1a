from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accelagent.domain import Budget, DeviceUse, Metric, Spec
from accelagent.errors import SpecError
from accelagent.spec import load_spec

Load = Callable[..., Spec]
Fault = Callable[[str, str], str]

SMALL = """\
version: 1
application: one
services:
  only: {source: ., build: make, workload: ./bench, objectives: [cpu_time <= 1x, minimize latency_p50]}
devices: {qat: qat-4xxx}
"""


def test_the_example_becomes_domain_values(load: Load, tmp_path: Path) -> None:
    spec = load()
    thumbnailer, store = spec.services
    assert thumbnailer.source == (tmp_path / "thumbnailer").resolve()
    assert (thumbnailer.workload.items, thumbnailer.workload.unit) == (300.0, "frame")
    assert [o.text for o in thumbnailer.objectives] == ["maximize throughput", "output_size <= 1.30x"]
    assert thumbnailer.load == 900.0
    assert (store.workload.command, store.workload.items, store.test) == ("./bench", None, None)
    assert (store.calls, store.exclude, store.prepare) == (
        (("thumbnailer", 0.2),),
        ("tests/**",),
        "./configure",
    )
    assert store.devices == ("qat", "isal")
    assert spec.devices == (DeviceUse("qat", "qat-4xxx", 2), DeviceUse("isal", "isal", 1))
    assert [(b.metric, b.service) for b in spec.goal.bounds] == [
        (Metric.LATENCY_P99, "session-store"),
        (Metric.CPU_TIME, None),
    ]
    assert spec.budget == Budget(200, 1200.0)


def test_one_service_needs_no_goal(tmp_path: Path) -> None:
    file = tmp_path / "accel.yaml"
    file.write_text(SMALL)
    spec = load_spec(file)
    assert spec.goal.text == "minimize latency_p50(only) subject to cpu_time(only) <= 1x"
    assert [o.service for o in (*spec.goal.optimise, *spec.goal.bounds)] == ["only", "only"]
    assert spec.budget == Budget()


def test_an_anchor_merged_with_double_less_than_serves_two_services(load: Load) -> None:
    spec = load(
        "  session-store:\n    source: ./session-store\n    prepare: ./configure\n    build: make\n",
        "  session-store:\n    <<: &base {build: make all, prepare: ./configure}\n    source: ./session-store\n",
    )
    assert (spec.services[1].build, spec.services[1].prepare) == ("make all", "./configure")


FAULTS = [
    ("maximize throughput,", "maximize throughputt,", "11:27: services.thumbnailer.objectives[0]: unknown metric", "did you mean 'throughput'?"),
    ("output_size <= 1.30x", "output_size <= 5 ms", "11:56: services.thumbnailer.objectives[1]: unit 'ms'", "allowed: byte"),
    ("output_size <= 1.30x", "'output_size <= 5 ms'", "11:57: ", "KiB"),
    ("output_size <= 1.30x", "maximize throughput", "11:39: ", "a second time"),
    ("maximize throughput, ", "", "11:17: services.thumbnailer.objectives: nothing to optimise", "maximize throughput"),
    ("    build: make\n", "    biuld: make\n", "6:5: services.thumbnailer.biuld: unknown key", "did you mean 'build'?"),
    ("    build: make\n", "", "5:5: services.thumbnailer: missing key 'build'", "required: source"),
    ("    build: make\n", "    build: make\n    build: make\n", "7:5: services.thumbnailer.build: ", "twice"),
    ("    build: make\n", "    build:\n", "6:5: services.thumbnailer.build: found nothing", "a shell command"),
    ("    build: make\n", "    build: true\n", "6:12: services.thumbnailer.build: found a boolean", "quote it"),
    ("    build: make\n", "    build: [make\n", "7:9: not YAML", "which begins in line 6"),
    ("    build: make\n", '    build: " "\n', "6:12: services.thumbnailer.build", "empty"),
    ("    build: make\n", '    build: "a\\0b"\n', "6:12: services.thumbnailer.build", "NUL"),
    ("./thumbnailer", "./nothing", "5:13: services.thumbnailer.source: no directory", "relative to"),
    ("./thumbnailer", "a" * 5000, "5:13: services.thumbnailer.source", "too long"),
    ("qat-4xxx", "qat-4xx", "22:16: devices.qat.model: unknown device model", "did you mean 'qat-4xxx'?"),
    ("isal: isal", "isal: issal", "23:9: devices.isal: unknown device model", "did you mean 'isal'?"),
    ("qat-4xxx", "host-cpu", "22:16: devices.qat.model: unknown device model", "allowed: "),
    ("count: 2", "count: 0", "22:33: devices.qat.count", "at least 1"),
    ("[qat, isal]", "[qat, issal]", "10:20: services.thumbnailer.devices[1]: unknown device", "allowed: qat, isal"),
    ("[qat, isal]", "[qat, qat]", "10:20: ", "twice"),
    ("[qat, isal]", "qat", "10:14: services.thumbnailer.devices: found text", "a list"),
    ("{thumbnailer: 0.2}", "{thumbnailr: 0.2}", "19:13: services.session-store.calls.thumbnailr", "did you mean"),
    ("{thumbnailer: 0.2}", "{session-store: 1}", "19:13: ", "session-store → session-store"),
    ("{thumbnailer: 0.2}", "{thumbnailer: 0}", "19:26: ", "above 0"),
    ("900 frame/s\n", "900 frame/s\n    calls: {session-store: 1}\n", "13:13: ", "thumbnailer → session-store → thumbnailer"),
    ("900 frame/s", "900", "12:11: services.thumbnailer.load: ", "900 frame/s"),
    ("900 frame/s", "900 image/s", "12:11: services.thumbnailer.load: ", "allowed: frame/s, item/s"),
    ("900 frame/s", "0 frame/s", "12:11: services.thumbnailer.load: ", "above 0"),
    ("throughput(thumbnailer)", "throughput(thumbnail)", "24:27: goal: unknown service", "did you mean 'thumbnailer'?"),
    ("and cpu_time", "or cpu_time", "24:86: goal: found 'or'", "'and'"),
    ("goal:", "#", "1:1: missing key 'goal'", "maximize throughput(thumbnailer)"),
    ("trials: 200", "trials: -5", "25:18: budget.trials", "at least 1"),
    ("20min", "20", "25:29: budget.wall", "20 min"),
    ("20min", "20 mins", "25:29: budget.wall: unknown unit", "did you mean 'min'?"),
    ("20min", "0 s", "25:29: budget.wall", "above 0"),
    ("version: 1", "version: 2", "1:10: version: ", "allowed: 1"),
    ("version: 1\n", "", "1:1: missing key 'version'", "required"),
    ("photo-service", "../photo", "2:14: application: ", "letters, digits"),
    ("photo-service", "4", "2:14: application: found a number", "quote it"),
    ("  session-store:", "  'session store':", "13:3: ", "is no name"),
    ("items: 300", "items: 0", "9:54: services.thumbnailer.workload.items", "above 0"),
    ("items: 300", "output: ../x", "9:55: services.thumbnailer.workload.output", "without '..'"),
    ("items: 300", "timeout: 5", "9:56: services.thumbnailer.workload.timeout", "20 min"),
    ("items: 300", "<<: {<<: {a: 1}}", "9:51: ", "one level"),
    ("workload: ./bench", "workload: [./bench]", "17:15: services.session-store.workload", "a mapping"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "place", "hint"), FAULTS, ids=[new[:40] for _, new, _, _ in FAULTS])
def test_a_fault_names_its_place_and_what_is_allowed(
    fault: Fault, old: str, new: str, place: str, hint: str
) -> None:
    message = fault(old, new)
    assert message.startswith(f"accel.yaml:{place}"), message
    assert hint in message


@pytest.mark.parametrize(
    ("content", "place", "hint"),
    [
        (b"", ":1:1: ", "empty"),
        (b"# only a comment\n", ":1:1: ", "empty"),
        (b"version: 1\napplication: \xff\n", ":2:14: ", "not UTF-8"),
        (b"\0", ":1:1: ", "not YAML"),
        (b"[" * 5000, ":1:1: ", "nested too deeply"),
        (b"- a\n", ":1:1: ", "a mapping"),
        (b"version: 1\n---\nversion: 1\n", ":2:1: ", "another document"),
        (b"a: *nowhere\n", ":1:4: ", "undefined alias"),
        (b"a: 1\n\tb: 2\n", ":2:1: ", "not YAML"),
        (b"a: 1" + b" " * (1 << 20), ":1:1: ", "too large"),
    ],
    ids=lambda value: str(value[:20]),
)
def test_a_file_that_is_no_specification_is_said_in_one_line(
    tmp_path: Path, content: bytes, place: str, hint: str
) -> None:
    file = tmp_path / "accel.yaml"
    file.write_bytes(content)
    with pytest.raises(SpecError, match=hint) as caught:
        load_spec(file)
    assert str(caught.value).startswith(f"{file}{place}")


@pytest.mark.parametrize(
    ("name", "hint"), [("absent.yaml", "No such file"), (".", "is a directory"), ("a\0b", "null byte")]
)
def test_a_path_that_cannot_be_read_is_said_in_one_line(tmp_path: Path, name: str, hint: str) -> None:
    with pytest.raises(SpecError, match=hint):
        load_spec(tmp_path / name)


def test_a_byte_order_mark_and_windows_line_ends_are_accepted(tmp_path: Path) -> None:
    file = tmp_path / "accel.yaml"
    file.write_bytes(b"\xef\xbb\xbf" + SMALL.replace("\n", "\r\n").encode())
    assert load_spec(file).application == "one"


def test_terminal_controls_of_the_file_never_reach_the_message(tmp_path: Path) -> None:
    file = tmp_path / "accel.yaml"
    file.write_text('version: "\\e[31m"\n"\\u202e\\n": 1\n')
    with pytest.raises(SpecError) as caught:
        load_spec(file)
    assert str(caught.value).isprintable()


PIECES = st.sampled_from(
    ["version: 1\n", "services:\n", "  a: ", "- ", "{", "}", "[", "]", "<<: ", "*x", "&x ", "? ", ": ", "'", '"',
     "|", ">", "!!int ", "!t ", "%YAML 1.2\n", "---\n", "\t", "\n", "# ", "0x_", "2020-99-99", "goal: ", "\\ud800",
     "objectives: [maximize throughput(", "cpu_time <= 1e999x", "\x85", "\u2028", "é", "~", ".inf", "@", "`"]
)  # fmt: skip
GARBAGE = st.one_of(
    st.binary(max_size=300),
    st.text(max_size=200).map(lambda t: t.encode(errors="surrogatepass")),
    st.lists(PIECES, max_size=40).map(lambda p: "".join(p).encode()),
)


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(content=GARBAGE)
def test_garbage_raises_nothing_but_a_spec_error(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "accel.yaml"
    file.write_bytes(content)
    with pytest.raises(SpecError) as caught:
        load_spec(file)
    assert str(caught.value).isprintable()


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(start=st.integers(0, len(SMALL)), length=st.integers(0, 20), piece=PIECES)
def test_a_damaged_specification_loads_or_raises_a_spec_error(
    tmp_path: Path, start: int, length: int, piece: str
) -> None:
    file = tmp_path / "accel.yaml"
    file.write_text(SMALL[:start] + piece + SMALL[start + length :], encoding="utf-8")
    message = ""
    try:
        load_spec(file)
    except SpecError as error:
        message = str(error)
    assert message.isprintable()


def test_an_application_may_have_a_part_of_a_devices_engines(load: Load, fault: Fault) -> None:
    spec = load("count: 2}", "count: 2, engines: 3}")
    assert spec.devices[0] == DeviceUse("qat", "qat-4xxx", 2, 3)
    assert "9 engines; allowed: 1 to 8" in fault("count: 2}", "count: 2, engines: 9}")
    assert "has no engines" in fault("isal: isal", "isal: {model: isal, engines: 1}")


def test_a_configuration_sets_variables_of_the_services_own(load: Load, fault: Fault) -> None:
    here = '    exclude: ["tests/**"]\n'
    fine = "    configurations: {two: {environment: {PACK_THREADS: '2'}, command: ./bench -t 2}}\n"
    (made,) = load(here, here + fine).service("session-store").configurations
    assert (made.name, made.environment, made.command) == ("two", (("PACK_THREADS", "2"),), "./bench -t 2")
    assert not made.crypto
    said = fault(here, here + fine.replace("PACK_THREADS", "LD_PRELOAD"))
    assert "'LD_PRELOAD' cannot be set" in said


def test_cryptography_changes_hands_only_where_it_is_allowed(load: Load, fault: Fault) -> None:
    here = '    exclude: ["tests/**"]\n'
    setting = "    configurations: {provider: {environment: {OPENSSL_CONF: ./p.cnf}}}\n"
    said = fault(here, here + setting)
    assert "changes who does cryptography; allowed only where the service says `allow: [crypto]`" in said
    allowed = load(here, here + "    allow: [crypto]\n" + setting).service("session-store")
    assert allowed.configurations[0].crypto
    assert "allowed: crypto" in fault(here, here + "    allow: [everything]\n")
