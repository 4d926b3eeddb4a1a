import json
import subprocess
from pathlib import Path

import pytest

from accelagent.bench import bench, document
from accelagent.bench._labels import answer, load, score, trees
from accelagent.devices import catalogue
from accelagent.errors import SpecError
from accelagent.identifier import identify

PACK = "#include <zlib.h>\nint pack(Bytef *t, uLongf *r, const Bytef *f)\n{\n    return compress(t, r, f, 1 << 20);\n}\n"
ROW = {
    "id": "a",
    "repo": "o/n",
    "path": "src/a.c",
    "start_line": 2,
    "end_line": 5,
    "operation": "compress",
    "language": "C",
    "verdict": "offload",
    "execution_model": "sync",
    "tier": "replaced",
    "confidence": "high",
}


@pytest.fixture
def sources(tmp_path):
    """A git repository with one source file, laid out as the bench expects, and labels for it."""
    work = tmp_path / "w" / "src"
    work.mkdir(parents=True)
    (work / "a.c").write_text(PACK)
    git = ["git", "-C", str(tmp_path / "w"), "-c", "user.name=t", "-c", "user.email=t@t"]
    for step in (["init", "-q"], ["add", "-A"], ["commit", "-qm", "c"]):
        subprocess.run([*git, *step], check=True)
    head = subprocess.run(
        [*git, "rev-parse", "HEAD"], check=True, capture_output=True, text=True
    ).stdout.strip()
    (tmp_path / "mirror" / "o+n").mkdir(parents=True)
    (tmp_path / "w" / ".git").rename(tmp_path / "mirror" / "o+n" / "repo")
    rows = [
        {**ROW, "commit": head},
        {**ROW, "commit": head, "id": "b", "operation": "crc32", "verdict": "avoid", "tier": "negative"},
        {**ROW, "commit": head, "id": "c", "repo": "o/absent"},
    ]
    (tmp_path / "labels.json").write_text(json.dumps(rows))
    return tmp_path


def test_labels_are_scored_where_their_sources_are(sources, monkeypatch):
    monkeypatch.setenv("ACCELAGENT_LABELS", str(sources / "labels.json"))
    monkeypatch.setenv("ACCELAGENT_LABEL_SOURCES", str(sources / "mirror"))
    monkeypatch.setenv("ACCELAGENT_CORPUS", str(sources / "nowhere"))
    figures = {f["name"]: f for f in document(bench("identifier"))["figures"]}
    assert figures["dev_f1"]["value"] == 1.0
    assert "1 of 1 positives" in figures["dev_f1"]["note"]
    assert "absent for 1 labels: c" in figures["dev_f1"]["note"]
    assert figures["corpus_f1"]["value"] is None


def test_absent_data_is_said(monkeypatch, tmp_path):
    monkeypatch.delenv("ACCELAGENT_LABELS", raising=False)
    monkeypatch.chdir(tmp_path)
    figures = {f["name"]: f for f in document(bench("identifier"))["figures"]}
    assert figures["dev_f1"]["value"] is None
    assert "ACCELAGENT_LABELS" in figures["dev_f1"]["note"]


def test_conditional_needs_the_execution_model_or_a_near_threshold(sources):
    labels = load(sources / "labels.json")
    [(members, root)] = list(trees(labels, sources / "mirror", sources / "scratch"))
    [region] = identify(root, service="s", devices=list(catalogue().values())).regions
    positive, negative = members[0], members[1]
    assert answer(positive, [region]) == 1.0
    from dataclasses import replace

    from accelagent.domain import Execution, Verdict

    unsure = replace(region, verdict=Verdict.CONDITIONAL, execution_model=Execution.ASYNC, min_bytes=1000)
    assert answer(positive, [unsure]) == 0.0
    assert answer(positive, [replace(unsure, execution_model=Execution.SYNC)]) == 1.0
    assert answer(replace(positive, min_bytes=3999), [unsure]) == 1.0
    assert answer(replace(positive, min_bytes=4001), [unsure]) == 0.0
    same = replace(negative, operation="compress")
    assert [answer(same, [r]) for r in (region, unsure)] == [0.0, 0.5]
    assert score([(positive, 1.0), (same, 0.5)]).f1 == pytest.approx(2 * (1 / 1.5) / (1 + 1 / 1.5))


def test_corpus_of_the_repository_is_answered(monkeypatch):
    monkeypatch.chdir(Path(__file__).parents[2])
    monkeypatch.delenv("ACCELAGENT_LABELS", raising=False)
    figures = {f["name"]: f for f in document(bench("identifier"))["figures"]}
    assert figures["corpus_f1"]["value"] == 1.0, figures["corpus_f1"]["samples"]


def test_bad_labels_are_one_line(tmp_path):
    (tmp_path / "l.json").write_text("[{}]")
    with pytest.raises(SpecError, match=r"l\.json: not a list of labels"):
        load(tmp_path / "l.json")
