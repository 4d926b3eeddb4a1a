from __future__ import annotations

import dataclasses
import json
import os
import signal
import sqlite3
import subprocess
import sys
import typing
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accelagent import domain
from accelagent.domain import (
    Candidate,
    Counters,
    Design,
    Estimate,
    Gate,
    Kind,
    Measured,
    Metric,
    Outcome,
    Rejected,
    Tier,
    Trial,
)
from accelagent.errors import StoreError
from accelagent.store import FORMAT, Store, decode, encode

SOURCE = str(Path(domain.__file__).parents[1])
APPENDER = """
import sys
from pathlib import Path
from accelagent.store import Store
start, count = int(sys.argv[2]), int(sys.argv[3])
with Store.open(Path(sys.argv[1])) as store:
    for number in range(start, start + count):
        added = store.append("trial", f"key-{number}", {"number": number, "text": "x" * 500})
        print(number, added, flush=True)
"""


def appender(path: Path, start: int, count: int) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", APPENDER, str(path), str(start), str(count)],
        env={**os.environ, "PYTHONPATH": SOURCE},
        stdout=subprocess.PIPE,
        text=True,
    )


# --- the database ----------------------------------------------------------------------------------------


def test_records_come_back_in_the_order_of_insertion(tmp_path: Path) -> None:
    with Store.open(tmp_path / "run.db") as store:
        for key in ("z", "a", "m"):
            assert store.append("trial", key, {"of": key})
        store.append("spec", "a", [1, None, "é\udcff"])
    with Store.open(tmp_path / "run.db", create=False) as store:
        assert [value["of"] for value in store.all("trial")] == ["z", "a", "m"]
        assert store.keys("trial") == ["z", "a", "m"]
        assert store.get("spec", "a") == [1, None, "é\udcff"]
        assert store.get("spec", "b") is None
        assert store.all("nothing") == []


def test_a_second_value_under_the_same_key_is_ignored(tmp_path: Path) -> None:
    with Store.open(tmp_path / "run.db") as store:
        assert store.append("trial", "a", 1) is True
        assert store.append("trial", "a", 2) is False
        assert store.get("trial", "a") == 1


@pytest.mark.parametrize("statement", ["UPDATE records SET value = '2'", "DELETE FROM records"])
def test_a_record_can_be_neither_changed_nor_removed(tmp_path: Path, statement: str) -> None:
    with Store.open(tmp_path / "run.db") as store:
        store.append("trial", "a", 1)
    connection = sqlite3.connect(tmp_path / "run.db")
    with pytest.raises(sqlite3.IntegrityError, match="append-only"):
        connection.execute(statement)
    connection.close()


def write_foreign(path: Path) -> None:
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE photos (name TEXT)")
    connection.close()


def write_newer(path: Path) -> None:
    Store.open(path).close()
    connection = sqlite3.connect(path)
    connection.execute("INSERT INTO format (version) VALUES (?)", (FORMAT + 1,))
    connection.commit()
    connection.close()


def write_cut_short(path: Path) -> None:
    with Store.open(path) as store:
        for number in range(200):
            store.append("trial", str(number), "x" * 500)
    path.write_bytes(path.read_bytes()[:5000])


@pytest.mark.parametrize(
    ("write", "hint"),
    [
        (write_foreign, "another program"),
        (write_newer, f"format {FORMAT + 1}"),
        (write_cut_short, "malformed|not a database|no format"),
        (
            lambda path: path.write_text("no database at all, though long enough to be one" * 30),
            "not a database",
        ),
        (lambda path: path.mkdir(), "unable to open"),
    ],
    ids=["foreign", "newer", "cut short", "text", "directory"],
)
def test_what_is_no_run_database_is_said_in_one_line(tmp_path: Path, write: Any, hint: str) -> None:
    path = tmp_path / "run.db"
    write(path)
    with pytest.raises(StoreError, match=hint) as caught, Store.open(path) as store:
        store.all("trial")
    assert str(caught.value).startswith(f"{path}: ")
    assert "\n" not in str(caught.value)


def test_opening_for_reading_makes_no_file(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="no run database"):
        Store.open(tmp_path / "run.db", create=False)
    assert list(tmp_path.iterdir()) == []


def test_processes_that_start_together_append_every_record_once(tmp_path: Path) -> None:
    children = [appender(tmp_path / "run.db", start, 60) for start in (0, 30, 60)]
    outputs = [child.communicate(timeout=60)[0] for child in children]
    assert [child.returncode for child in children] == [0, 0, 0]
    assert sum(output.count("True") for output in outputs) == 120
    with Store.open(tmp_path / "run.db") as store:
        assert {value["number"] for value in store.all("trial")} == set(range(120))


def test_a_killed_process_leaves_a_prefix(tmp_path: Path) -> None:
    path = tmp_path / "run.db"
    for attempt in range(3):
        child = appender(path, 0, 1_000_000)
        assert child.stdout
        said = [child.stdout.readline() for _ in range(40 * (attempt + 1))]
        os.kill(child.pid, signal.SIGKILL)
        said += child.stdout.readlines()
        child.stdout.close()
        child.wait()
        with Store.open(path) as store:
            numbers = [value["number"] for value in store.all("trial")]
        assert numbers == list(range(len(numbers)))
        assert len(numbers) >= len([line for line in said if line.endswith("\n")])


# --- domain values ---------------------------------------------------------------------------------------

TEXT = st.text(st.characters(exclude_characters="\0"), max_size=8)
LEAVES: dict[Any, st.SearchStrategy[Any]] = {
    str: TEXT,
    int: st.integers(-(2**70), 2**70),
    float: st.floats(allow_nan=False),
    bool: st.booleans(),
    Path: TEXT.map(Path),
    type(None): st.none(),
}
DATACLASSES = [
    kind for kind in vars(domain).values() if isinstance(kind, type) and dataclasses.is_dataclass(kind)
]


def values(hint: Any) -> st.SearchStrategy[Any]:
    """Values of a domain type, with short tuples so that a whole run stays small."""
    parts = typing.get_args(hint)
    if hint in LEAVES:
        return LEAVES[hint]
    if dataclasses.is_dataclass(hint):
        return st.builds(hint, **{name: values(part) for name, part in typing.get_type_hints(hint).items()})
    if typing.get_origin(hint) is tuple and parts[-1] is Ellipsis:
        return st.lists(values(parts[0]), max_size=2).map(tuple)
    if typing.get_origin(hint) is tuple:
        return st.tuples(*map(values, parts))
    return st.one_of(*map(values, parts)) if parts else st.sampled_from(hint)


def through_json(value: object) -> Any:
    return json.loads(json.dumps(encode(value)))


@pytest.mark.parametrize("kind", DATACLASSES, ids=lambda kind: kind.__name__)
def test_every_domain_value_survives_the_round_trip(kind: type[object]) -> None:
    @settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
    @given(values(kind))
    def survives(value: object) -> None:
        assert decode(kind, through_json(value)) == value

    survives()


def trial(outcome: Outcome) -> Trial:
    knobs = (("block_bytes", 65536), ("device", "qat"), ("digits", "12"), ("ratio", 1.5))
    candidate = Candidate(
        "c1", "svc", Kind.MERGE, Design("a+b", knobs), ("cpu_time <= 1x",), ("p", "q"), None, commit="abc"
    )
    return Trial(candidate, outcome, Tier.FULL, 1.5)


GATES = (Gate("build", "passed", seconds=0.1), Gate("verify", "skipped", "the specification has no verify"))
ESTIMATE = Estimate(Metric.THROUGHPUT, domain.Clock.VIRTUAL, 9.0, 3.0, 3.0, 2.9, 3.1, 1, ((3.0, 9.0),))


@pytest.mark.parametrize(
    "outcome",
    [
        Measured((ESTIMATE,), Counters(device_ops=3), GATES, Tier.FULL),
        Measured((), Counters(), (), Tier.QUICK),
        Rejected("build", "does not compile", "latin-1 byte \udce9", GATES),
        Rejected("", ""),
    ],
)
def test_an_outcome_stays_measured_or_rejected(outcome: Outcome) -> None:
    value = trial(outcome)
    back = decode(Trial, through_json(value))
    assert back == value
    assert type(back.outcome) is type(outcome)
    assert [type(knob) for _, knob in back.candidate.design.knobs] == [int, str, str, float]


@pytest.mark.parametrize(
    "data", [None, [], {}, {"candidate": 1}, {**encode(trial(Rejected("a", "b"))), "outcome": {}}]
)
def test_data_that_does_not_fit_is_a_store_error(data: object) -> None:
    with pytest.raises(StoreError, match="a stored Trial does not fit at"):
        decode(Trial, data)


def test_a_bare_tuple_of_values_survives_the_round_trip() -> None:
    assert decode(tuple[Estimate, ...], through_json((ESTIMATE, ESTIMATE))) == (ESTIMATE, ESTIMATE)


@pytest.mark.parametrize(
    "outcome", [Measured((ESTIMATE,), Counters(), GATES, Tier.FULL), Rejected("test", "red")]
)
def test_the_union_itself_can_be_decoded(outcome: Outcome) -> None:
    form: Any = Outcome
    assert decode(form, through_json(outcome)) == outcome
