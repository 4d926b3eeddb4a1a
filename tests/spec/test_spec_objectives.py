from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accelagent.domain import Metric, Objective, Sense
from accelagent.spec import GrammarError, parse_goal, parse_objective
from accelagent.units import BYTES, SECONDS

SERVICES = {"a": "frame", "store-2": "request"}


def test_each_form_of_an_objective_has_its_value() -> None:
    assert parse_objective("maximize throughput") == Objective(
        Metric.THROUGHPUT, Sense.MAXIMIZE, text="maximize throughput"
    )
    ratio = parse_objective("cpu_time<=0.8 x")
    assert (ratio.bound, ratio.relative, ratio.text) == (0.8, True, "cpu_time <= 0.8x")
    latency = parse_objective("  latency_p99 ≤ 5ms")
    assert latency.bound == pytest.approx(0.005)
    assert (latency.relative, latency.text) == (False, "latency_p99 <= 5 ms")
    rate = parse_objective("throughput >= 54000 frames / min", "frame")
    assert (rate.bound, rate.sense, rate.text) == (900.0, Sense.AT_LEAST, "throughput >= 54000 frames/min")
    assert parse_objective("output_size <= 2 KiB").bound == 2048


def test_a_goal_sums_terms_and_holds_bounds() -> None:
    goal = parse_goal(
        "maximise throughput(a)+throughput(store-2) subject to latency_p99(store-2) <= 1.2x, cpu_time <= 0.8x "
        "and path_latency_p999(store-2) <= 5 ms",
        SERVICES,
    )
    assert [o.service for o in goal.optimise] == ["a", "store-2"]
    assert [(b.metric, b.service, b.path) for b in goal.bounds] == [
        (Metric.LATENCY_P99, "store-2", False),
        (Metric.CPU_TIME, None, False),
        (Metric.LATENCY_P999, "store-2", True),
    ]
    assert goal.text == (
        "maximize throughput(a) + throughput(store-2) subject to latency_p99(store-2) <= 1.2x "
        "and cpu_time <= 0.8x and path_latency_p999(store-2) <= 5 ms"
    )


def test_a_goal_weighs_terms_and_raises_the_worst_of_several() -> None:
    goal = parse_goal("maximize 2 throughput(a) + 0.5*throughput(store-2)", SERVICES)
    assert [(o.weight, o.fair) for o in goal.optimise] == [(2.0, False), (0.5, False)]
    assert goal.text == "maximize 2 throughput(a) + 0.5 throughput(store-2)"
    fair = parse_goal(
        "minimise max(latency_p99(a), path_latency_p99(store-2)) + 3 cpu_time "
        "subject to cores <= 2.5 cores and energy(a) <= 1.2x",
        SERVICES,
    )
    assert [(o.weight, o.fair) for o in fair.optimise] == [(1.0, True), (1.0, True), (3.0, False)]
    assert [(b.metric, b.quantity, b.service, b.bound) for b in fair.bounds] == [
        (Metric.CPU_TIME, "cores", None, 2.5),
        (Metric.CPU_TIME, "energy", "a", 1.2),
    ]
    assert fair.text == (
        "minimize 3 cpu_time + max(latency_p99(a), path_latency_p99(store-2)) "
        "subject to cores <= 2.5 cores and energy(a) <= 1.2x"
    )
    assert parse_goal(fair.text, SERVICES).text == fair.text
    everyone = parse_goal("maximize min(throughput)", SERVICES)
    assert [(o.service, o.fair) for o in everyone.optimise] == [(None, True)]


@pytest.mark.parametrize(
    ("text", "offset", "hint"),
    [
        ("maximize max(throughput(a))", 9, "rewards only the best; allowed: min"),
        ("maximize min(throughput(a)", 26, "',' or ')'"),
        ("maximize min(throughput(a)) + min(throughput)", 30, "a second min"),
        ("maximize 0 throughput(a)", 9, "cannot be a weight"),
        ("maximize 2", 10, "a metric"),
        ("minimize cores subject to cores <= 2 W", 37, "does not fit cores"),
        ("minimize cores subject to energy <= 2", 37, "such as W"),
        ("minimize core", 9, "did you mean 'cores'"),
        ("maximize throughput(a) subject to energy >= 2 W", 41, "'<='"),
    ],
)
def test_a_fault_of_a_composed_goal_points_at_its_character(text: str, offset: int, hint: str) -> None:
    with pytest.raises(GrammarError) as fault:
        parse_goal(text, SERVICES)
    assert fault.value.offset == offset
    assert hint in str(fault.value)


def test_cores_and_energy_are_of_goals_only() -> None:
    with pytest.raises(GrammarError, match="unknown metric 'cores'"):
        parse_objective("minimize cores")


def test_a_goal_counts_in_the_units_of_the_service_it_names() -> None:
    assert (
        parse_goal("minimize cpu_time subject to throughput(a) >= 9 frame/s", SERVICES).bounds[0].bound == 9
    )
    with pytest.raises(GrammarError, match="allowed: request/s, item/s"):
        parse_goal("minimize cpu_time subject to throughput(store-2) >= 9 frame/s", SERVICES)
    with pytest.raises(GrammarError, match="allowed: item/s"):
        parse_goal("minimize cpu_time subject to throughput >= 9 frame/s", SERVICES)


@pytest.mark.parametrize(
    ("text", "offset", "hint"),
    [
        ("", 0, "allowed: maximize, minimize or a metric"),
        ("maximze throughput", 0, "did you mean 'maximize'"),
        ("maximize throughputt", 9, "did you mean 'throughput'"),
        ("maximize", 8, "found the end"),
        ("minimize throughput", 9, "better when larger"),
        ("maximize throughput please", 20, "found 'please'"),
        ("maximize throughput, cpu_time <= 1x", 19, "one objective per list entry"),
        ("maximize throughput(a)", 19, "names no service"),
        ("cpu_time < 1x", 9, "'<='"),
        ("throughput <= 1x", 11, "'>='"),
        ("cpu_time <= x", 12, "a number"),
        ("cpu_time <= -1x", 12, "a number"),
        ("cpu_time <= 0x", 12, "above 0"),
        ("cpu_time <= 1e999x", 12, "finite"),
        ("cpu_time <= 1", 13, "'x' (times the baseline)"),
        ("cpu_time <= 1 %", 14, "'x' (times the baseline)"),
        ("cpu_time <= 5 MiB", 14, "allowed: ns, us"),
        ("cpu_time <= 5 ms/s", 14, "does not fit cpu_time"),
        ("path_latency_p99 <= 5 ms", 0, "unknown metric"),
    ],
)
def test_a_fault_points_at_its_character(text: str, offset: int, hint: str) -> None:
    with pytest.raises(GrammarError) as caught:
        parse_objective(text)
    assert hint in str(caught.value)
    assert caught.value.offset == offset


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("throughput(a)", "allowed: maximize or minimize"),
        ("maximize throughput(b)", "unknown service 'b'"),
        ("maximize throughput(a", "')'"),
        ("maximize throughput()", "unknown service"),
        ("maximize path_throughput(a)", "path_latency_mean"),
        ("minimize path_latency_p99", "a path starts at a service"),
        ("maximize throughput subject cpu_time <= 1x", "'to' after 'subject'"),
        ("maximize throughput subject to", "found the end"),
        ("maximize throughput subject to cpu_time <= 1x or", "found 'or'"),
        ("maximize throughput maximize throughput", "'subject to'"),
    ],
)
def test_a_wrong_goal_says_what_is_allowed(text: str, hint: str) -> None:
    with pytest.raises(GrammarError) as caught:
        parse_goal(text, SERVICES)
    assert hint in str(caught.value)


NUMBERS = st.one_of(
    st.integers(1, 10**9).map(str),
    st.floats(0.001, 1e6).map(lambda f: f"{f:.3f}").filter(lambda t: float(t) > 0),
    st.sampled_from(["1e3", "2.5E-3", "1.30"]),
)
SPACES = st.sampled_from(["", " ", "  "])


def unit_of(metric: Metric, item: str) -> st.SearchStrategy[str]:
    if metric is Metric.THROUGHPUT:
        return st.sampled_from([f"{item}/s", "item/min", f"{item}s/ms", "x"])
    return st.sampled_from([*(BYTES if metric is Metric.OUTPUT_SIZE else SECONDS), "x"])


@st.composite
def bounds(draw: st.DrawFn, services: tuple[str, ...] = ()) -> str:
    metric = draw(st.sampled_from(Metric))
    service = draw(st.sampled_from(services)) if services else ""
    path = "path_" if service and metric.startswith("latency") and draw(st.booleans()) else ""
    sign = ">=" if metric.maximise else "<="
    unit = draw(unit_of(metric, SERVICES.get(service, "item")))
    gap = draw(SPACES)
    term = f"{path}{metric}" + (f"({gap}{service}{gap})" if service else "")
    return f"{gap}{term}{gap}{sign}{gap}{draw(NUMBERS)}{gap}{unit}{gap}"


@st.composite
def terms(draw: st.DrawFn, services: tuple[str, ...] = ()) -> tuple[str, str]:
    maximise = draw(st.booleans())
    allowed = [m for m in Metric if m.maximise == maximise]
    count = draw(st.integers(1, 3)) if services else 1
    names = [
        draw(st.sampled_from(allowed)) + (f"({draw(st.sampled_from(services))})" if services else "")
        for _ in range(count)
    ]
    return "maximize" if maximise else "minimize", draw(st.sampled_from(["+", " + "])).join(names)


@given(st.one_of(bounds(), terms().map(" ".join)))
def test_every_objective_of_the_grammar_reads_back_the_same(text: str) -> None:
    once = parse_objective(text)
    assert parse_objective(once.text) == once
    assert once.text == " ".join(once.text.split())


@given(
    terms(tuple(SERVICES)),
    st.lists(bounds(tuple(SERVICES)), max_size=4),
    st.sampled_from([",", " and ", ", and "]),
)
def test_every_goal_of_the_grammar_reads_back_the_same(
    optimised: tuple[str, str], held: list[str], separator: str
) -> None:
    text = " ".join(optimised) + (" subject to " + separator.join(held) if held else "")
    once = parse_goal(text, SERVICES)
    assert parse_goal(once.text, SERVICES) == once
    assert len(once.bounds) == len(held)


@given(st.text(max_size=60))
def test_any_text_is_an_objective_or_a_grammar_error_inside_it(text: str) -> None:
    offset = 0
    try:
        parse_objective(text)
    except GrammarError as error:
        offset = error.offset
    assert 0 <= offset <= len(text)
