"""The scan bench on a small tree: figures of the promised names, and equal region sets."""

import json
from pathlib import Path

import pytest

from accelagent.bench import scan
from accelagent.errors import SpecError

CORPUS = Path(__file__).parent.parent / "corpus"


def test_figures_carry_the_promised_names_and_say_when_semgrep_is_absent(monkeypatch, tmp_path):
    monkeypatch.setenv(scan.TREE, str(CORPUS))
    monkeypatch.setenv(scan.SEMGREP, str(tmp_path / "none"))
    figures = {f.name: f for f in scan.run()}
    promised = (
        "all_passes_lines_per_s prefilter_lines_per_s region_sets_equal rescan_s peak_mib semgrep_ratio"
    )
    assert set(promised.split()) <= set(figures)
    assert figures["region_sets_equal"].value == 1
    assert figures["region_sets_equal"].samples[0] > 20
    assert figures["semgrep_ratio"].value is None
    assert "semgrep not found" in figures["semgrep_ratio"].note


def test_the_rules_for_semgrep_name_every_function_once():
    [rule] = json.loads(scan.semgrep_rules())["rules"]
    patterns = [p["pattern"] for p in rule["pattern-either"]]
    assert {"deflate(...)", "memcpy(...)"} <= set(patterns)
    assert len(set(patterns)) == len(patterns)


def test_a_tree_that_is_not_there_is_said(monkeypatch, tmp_path):
    monkeypatch.setenv(scan.TREE, str(tmp_path / "gone"))
    with pytest.raises(SpecError, match="no such directory"):
        scan.run()
