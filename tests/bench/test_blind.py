from pathlib import Path

import pytest

from accelagent.bench import _blind
from accelagent.bench._blind import Answer, Tally, tally, wilson
from accelagent.bench._corpus import FORMERLY, blind_sets, marks, snippets

CORPUS = Path(__file__).parents[1] / "corpus"
PACK = """#include <zlib.h>
int pack(Bytef *t, uLongf *r, const Bytef *f)
{
    // %s
    return compress2(t, r, f, 1 << 20, 6);
}
"""


@pytest.fixture
def judged(tmp_path):
    def run(mark: str) -> Answer:
        (tmp_path / "a.c").write_text(PACK % mark)
        [answer] = _blind.judge(tmp_path / "a.c")
        return answer

    return run


def test_wilson_matches_published_intervals():
    # Newcombe 1998, method 3: 81 of 263, 15 of 148, 0 of 20, 1 of 29
    for hits, trials, low, high in ((81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605)):
        assert wilson(hits, trials) == pytest.approx((low, high), abs=5e-5)
    assert wilson(0, 20) == pytest.approx((0, 0.1611), abs=5e-5)
    assert wilson(1, 29) == pytest.approx((0.0061, 0.1718), abs=5e-5)
    assert wilson(0, 0) == (0.0, 1.0)


def test_a_call_that_pays_is_right_as_region_and_wrong_as_anything_else(judged):
    assert judged("region: compress").right
    assert not judged("degrades: compress").right
    assert not judged("not: compress").right
    assert not judged("region: compress lz4").right


def test_another_family_on_the_line_does_not_count(judged):
    assert judged("not: copy").right
    assert not judged("region: copy").right


def test_a_claim_far_from_any_annotation_is_wrong(tmp_path):
    (tmp_path / "a.c").write_text("// not: crc\nint x;\n" + PACK % "nothing")
    assert [a.kind for a in _blind.judge(tmp_path / "a.c") if not a.right] == ["spare"]


def test_conditional_answers_are_held_to_the_stated_size(tmp_path):
    text = "#include <zlib.h>\nint pack(Bytef *t, uLongf *r, const Bytef *f, uLong n)\n{\n    // %s\n    return compress(t, r, f, n);\n}\n"
    right = {}
    for size in (16, 1 << 30):
        (tmp_path / "a.c").write_text(text % f"region: compress min={size}")
        [answer] = _blind.judge(tmp_path / "a.c")
        assert answer.said.startswith("conditional")
        right[size] = answer.right
    # break-even lies between: neither truth is within four times of it
    assert right == {16: False, 1 << 30: False}


def test_f1_and_its_interval_follow_the_counts():
    row = Answer("a.c", 1, "region", "copy", "c", True, "")
    wrong = [Answer("a.c", 1, kind, "copy", "c", False, "") for kind in ("region", "not", "spare")]
    counts = tally([row, *wrong])
    assert counts == Tally(1, 1, 2)
    assert counts.f1 == pytest.approx(0.4)
    low, high = counts.interval
    assert low < 0.4 < high


def test_name_search_claims_calls_by_name_only(tmp_path):
    (tmp_path / "a.c").write_text(
        "// not: copy\nmemcpy(a, b, 8);\n// region: erasure\nfor (;;) p ^= q;\n// not: crc\nx = 1;\n"
    )
    assert [a.right for a in _blind.by_name(tmp_path / "a.c")] == [False, False, True]


@pytest.mark.parametrize("folder", [*blind_sets(CORPUS, FORMERLY), *blind_sets(CORPUS)], ids=lambda p: p.name)
def test_blind_snippets_are_well_formed_and_no_part_of_the_other_set(folder):
    files = snippets(folder)
    assert len(files) >= 125
    assert not set(files) & set(snippets(CORPUS))
    kinds = [m.kind for f in files for m in marks(f.read_text(encoding="utf-8"))]
    assert min(kinds.count(kind) for kind in ("not", "region", "degrades")) >= 30
    pairs = [f.name[:6] for f in files if f.match("pair[0-9]*_*")]
    assert len(pairs) == 2 * len(set(pairs)) >= 40


@pytest.mark.parametrize("folder", [CORPUS / FORMERLY, CORPUS / "more"], ids=lambda p: p.name)
def test_development_snippets_are_answered_strictly(folder):
    files = sorted(p for p in folder.iterdir() if p.suffix != ".md")
    assert [a for f in files for a in _blind.judge(f) if not a.right] == []


def test_each_blind_folder_is_scored_and_all_together(tmp_path):
    for name, mark in (("blind", "region"), ("blind2", "not")):
        (tmp_path / name).mkdir()
        (tmp_path / name / "a.c").write_text(PACK % f"{mark}: compress")
    (tmp_path / FORMERLY).mkdir()
    found = {f.name: f.value for f in _blind.figures(blind_sets(tmp_path))}
    assert found["blind_f1"] == pytest.approx(2 / 3)
    assert (found["blind_alone_f1"], found["blind2_alone_f1"]) == (1.0, 0.0)
    assert {n for n in found if n.endswith("_f1")} == {
        "blind_f1",
        "blind_name_f1",
        "blind_alone_f1",
        "blind2_alone_f1",
    }
