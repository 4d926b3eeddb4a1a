"""Strangers: nobody chooses them, a kept result is not made again, and the figures are the results' counts."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path
from types import ModuleType

import pytest

from accelagent.bench import strangers
from accelagent.bench._stranger import HERE, Stranger

INDEX = """Package: alpha
Build-Depends: debhelper-compat (= 13), zlib1g-dev (>= 1:1.2),
 libpng-dev

Package: beta
Build-Depends: debhelper, lib32z1-dev, notzlib1g-dev
Build-Depends-Indep: doxygen

Package: gamma
Build-Depends: debhelper
Build-Depends-Arch: libfoo-dev | zlib1g-dev

Package: alpha
Build-Depends: zlib1g-dev
"""


@pytest.fixture(scope="module")
def draw() -> ModuleType:
    loaded = importlib.util.spec_from_file_location("draw", HERE / "draw.py")
    assert loaded is not None
    assert loaded.loader is not None
    module = importlib.util.module_from_spec(loaded)
    loaded.loader.exec_module(module)
    return module


def test_the_population_is_what_build_depends_on_the_library(draw: ModuleType) -> None:
    assert draw.population(INDEX) == ["alpha", "gamma"]


def test_the_order_depends_on_seed_and_names_alone(draw: ModuleType) -> None:
    names = [f"package{i}" for i in range(50)]
    assert draw.order(names) == draw.order(reversed(names)) != names
    assert draw.order(names, "other") != draw.order(names)
    assert [n for n in draw.order(names) if n != "package7"] == draw.order(
        [n for n in names if n != "package7"]
    )


def test_every_drawn_package_is_admitted_or_excluded_with_a_reason(draw: ModuleType) -> None:
    data = strangers._data()
    names = [*data["packages"], *data["excluded"]]
    assert len(names) == len(set(names)) == data["drawn"]
    assert all(reason.strip() for reason in data["excluded"].values())
    for group in ("packages", "excluded"):
        assert list(data[group]) == draw.order(data[group])


def result(name: str, **changes: object) -> dict[str, object]:
    metric = {"ratio": 1.5, "ci": [1.4, 1.6], "clock": "wall"}
    whole: dict[str, object] = {
        "name": name,
        "version": "1",
        "built": True,
        "regions": 2,
        "declined": [{"region": "r", "recipe": "incore-isal", "reason": "a dictionary"}],
        "candidates": 1,
        "accepted": {"throughput": metric},
        "slower": False,
        "held_out": "equal",
        "why": "",
    }
    return {**whole, **changes}


def test_figures_count_what_the_results_say() -> None:
    results = [
        result("one"),
        result("two", accepted={}, why="no region", held_out=""),
        result("three", built=False, accepted={}, why="the build fails: x", held_out=""),
        result("four", held_out="different"),
    ]
    found = {f.name: f.value for f in strangers.figures(results, {"five": "not C or C++"})}
    expected = {"drawn": 5, "admitted": 4, "built": 3, "accepted": 2, "wrong_outputs": 1, "slower": 0}
    assert {name: found[name] for name in expected} == expected
    text = strangers.table(results, {"five": "not C or C++"})
    assert "1.50x (1.40-1.60)" in text
    assert "- 4 x a dictionary" in text
    assert "- five: not C or C++" in text


def test_a_kept_result_is_taken_and_another_command_makes_it_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = []

    def fake(self: Stranger) -> dict[str, object]:
        made.append(self.name)
        return result(self.name)

    data = {"packages": {"one": {"build": "make"}}, "excluded": {}, "objectives": ["maximize throughput"]}
    monkeypatch.setattr(Stranger, "result", fake)
    monkeypatch.setattr(strangers, "_data", lambda: data)
    strangers.run_in(tmp_path, lambda _: None)
    strangers.run_in(tmp_path, lambda _: None)
    assert made == ["one"]
    data["packages"] = {"one": {"build": "make -j2"}}
    strangers.run_in(tmp_path, lambda _: None)
    assert made == ["one", "one"]
    assert json.loads((tmp_path / "one.json").read_text())["name"] == "one"
