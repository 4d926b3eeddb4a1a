"""What a reader is given: selection by diff, comment and baseline, explanations, SARIF, HTML; the same however it was scanned."""

import json
import os
import subprocess
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accelagent.cskeleton import bodies, skeleton
from accelagent.csource import parse
from accelagent.devices import usual
from accelagent.domain import Verdict
from accelagent.errors import SourceError
from accelagent.identifier import explain, identify, to_json, to_sarif
from accelagent.identifier.cache import folder
from accelagent.identifier.select import baseline_text, ignored, load_baseline, narrowed, without
from accelagent.report.regions import regions_page

CORPUS = Path(__file__).parent.parent / "corpus"
DEVICES = [m for m in usual() if m.kind != "host"]
PACK = "int pack(Bytef *to, uLongf *room, const Bytef *from)\n{\n    return compress(to, room, from, 1 << 20);\n}\n"


@pytest.fixture(autouse=True)
def _own_cache(tmp_path_factory, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))


def scan(root, **options):
    return identify(root, service="s", devices=DEVICES, **options)


def tree(root: Path) -> Path:
    (root / "a.c").write_text("#include <zlib.h>\n" + PACK)
    (root / "b.c").write_text(
        "#include <zlib.h>\n#include <k.h>\nint squeeze(Bytef *t, uLongf *r, const Bytef *f, uLong n)\n"
        "{\n    return compress(t, r, f, n);\n}\n"
    )
    (root / "c.c").write_text("void go(void)\n{\n    for (;;)\n        squeeze(t, r, f, PAGE);\n}\n")
    (root / "k.h").write_text("#define PAGE (1 << 16)\n")
    return root


# --- the same answers ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("options", [{"jobs": 2}, {"jobs": 3}, {"whole": True}, {"remember": True}], ids=str)
def test_the_way_of_scanning_changes_no_answer(options):
    alone = scan(CORPUS, jobs=1)
    other = scan(CORPUS, **options)
    assert other.regions == alone.regions
    assert (other.files_scanned, other.lines_scanned) == (alone.files_scanned, alone.lines_scanned)


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        pytest.param("a.c", "1 << 20", "1 << 10", id="the file itself"),
        pytest.param("c.c", "PAGE", "200", id="a caller in another file"),
        pytest.param("k.h", "1 << 16", "1 << 8", id="a constant of a header"),
        pytest.param("c.c", "squeeze(", "other(", id="a call that goes away"),
        pytest.param("k.h", "#define", "int compress(int a) { return a; }\n#define", id="a name now the tree's own"),
    ],
)  # fmt: skip
def test_what_is_remembered_is_what_a_new_scan_would_say(tmp_path, file, old, new):
    tree(tmp_path)
    assert scan(tmp_path, remember=True).regions == scan(tmp_path, remember=True).regions
    text = (tmp_path / file).read_text()
    (tmp_path / file).write_text(text.replace(old, new))
    assert scan(tmp_path, remember=True).regions == scan(tmp_path).regions
    (tmp_path / "c.c").unlink()
    assert scan(tmp_path, remember=True).regions == scan(tmp_path).regions


def test_an_unchanged_tree_is_not_read_and_a_change_of_same_size_and_time_is_seen(tmp_path, monkeypatch):
    monkeypatch.setattr("accelagent.identifier.cache._SETTLED_NS", 0)
    tree(tmp_path)
    scan(tmp_path, remember=True, jobs=1)
    opened = []
    real = os.open
    monkeypatch.setattr(
        os, "open", lambda path, *rest, **more: opened.append(str(path)) or real(path, *rest, **more)
    )
    again = scan(tmp_path, remember=True, jobs=1)
    assert [p for p in opened if p.startswith(str(tmp_path)) and p.endswith((".c", ".h"))] == []
    assert again.regions == scan(tmp_path).regions
    file = tmp_path / "a.c"
    before = file.stat()
    file.write_text(file.read_text().replace("1 << 20", "1 << 10"))
    os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert file.stat().st_size == before.st_size
    changed = scan(tmp_path, remember=True, jobs=1)
    assert changed.regions == scan(tmp_path).regions != again.regions


def test_a_function_that_everybody_calls_is_judged_by_the_nearest_callers(tmp_path):
    (tmp_path / "near").mkdir()
    (tmp_path / "near" / "copy.c").write_text(
        "void hand_over(char *t, char *f, int n) { memcpy(t, f, n); }\n"
    )
    (tmp_path / "near" / "use.c").write_text("void nearby(void) { for (;;) hand_over(t, f, 1 << 20); }\n")
    for number in range(40):
        (tmp_path / f"far{number:02}.c").write_text("void away(void) { hand_over(t, f, 1 << 20); }\n")
    [region] = [r for r in scan(tmp_path).regions if r.function == "hand_over"]
    assert "nearby" in region.callers
    assert region.sizes.high is None  # not every caller was looked at
    for number in range(20):
        (tmp_path / f"far{number:02}.c").unlink()
    [region] = [r for r in scan(tmp_path).regions if r.function == "hand_over"]
    assert region.sizes.high == 1 << 20


def test_a_torn_cache_and_one_that_cannot_be_written_are_no_failure(tmp_path):
    tree(tmp_path)
    fresh = scan(tmp_path, remember=True).regions
    for file in folder().iterdir():
        file.write_bytes(b"\x80\x05torn")
    assert scan(tmp_path, remember=True).regions == fresh
    for file in folder().iterdir():
        file.unlink()
    folder().rmdir()
    folder().write_text("in the way")
    assert scan(tmp_path, remember=True).regions == fresh


def test_the_cache_is_bounded(tmp_path, monkeypatch):
    monkeypatch.setattr("accelagent.identifier.cache.MAX_TREES", 3)
    for number in range(5):
        (tmp_path / str(number)).mkdir()
        scan(tree(tmp_path / str(number)), remember=True)
    assert len(list(folder().iterdir())) == 3


# --- selection -------------------------------------------------------------------------------------------------


def test_a_comment_settles_a_region_and_keeps_its_reason(tmp_path):
    tree(tmp_path)
    marked = PACK.replace("    return", "    // accelagent: ignore[runs once a day]\n    return")
    (tmp_path / "a.c").write_text(marked)
    (tmp_path / "d.c").write_text(PACK.replace("return", 'puts("accelagent: ignore[no comment]"); return'))
    answer = ignored(scan(tmp_path))
    assert [(s.region.path, s.by, s.reason) for s in answer.suppressed] == [
        ("a.c", "comment", "runs once a day")
    ]
    assert {r.path for r in answer.found.regions} == {"b.c", "c.c", "d.c"} & {
        r.path for r in scan(tmp_path).regions
    }


def test_a_baseline_settles_what_it_has_until_the_verdict_changes(tmp_path):
    tree(tmp_path)
    file = tmp_path / "base.json"
    file.write_text(baseline_text([ignored(scan(tmp_path))]))
    assert without(ignored(scan(tmp_path)), load_baseline(file)).found.regions == ()
    (tmp_path / "a.c").write_text(PACK.replace("1 << 20", "from_elsewhere"))
    left = without(ignored(scan(tmp_path)), load_baseline(file)).found.regions
    assert [(r.path, r.verdict) for r in left] == [("a.c", Verdict.CONDITIONAL)]
    file.write_text("{}")
    with pytest.raises(SourceError, match="is not a baseline"):
        load_baseline(file)


def git(root, *arguments):
    who = ["-c", "user.name=t", "-c", "user.email=t@t"]
    subprocess.run(["git", *who, *arguments], cwd=root, check=True, capture_output=True)


def test_a_diff_leaves_what_changed_and_what_calls_it(tmp_path):
    tree(tmp_path)
    git(tmp_path, "init", "-q")
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "-qm", "first")
    assert narrowed(ignored(scan(tmp_path)), "HEAD").found.regions == ()
    (tmp_path / "new.c").write_text(PACK.replace("pack", "added"))
    (tmp_path / "b.c").write_text((tmp_path / "b.c").read_text().replace("f, n);", "f, n + 0);"))
    answer = narrowed(ignored(scan(tmp_path)), "HEAD")
    assert {r.path for r in answer.found.regions} >= {"b.c", "new.c"}
    assert "a.c" not in {r.path for r in answer.found.regions}
    with pytest.raises(SourceError, match="--diff nothing"):
        narrowed(ignored(scan(tmp_path)), "nothing")


# --- views -----------------------------------------------------------------------------------------------------


def test_an_explanation_says_what_would_change_the_verdict(tmp_path):
    (tmp_path / "a.c").write_text(
        "#include <string.h>\nvoid f(char *a, char *b) { for (;;) memcpy(a, b, 4096); }\n"
    )
    [region] = [r for r in scan(tmp_path).regions if r.operation == "copy"]
    told = explain(region, DEVICES)
    assert all(f"\n{name}:" in told for name in ("syntax", "meaning", "context", "profile", "benefit"))
    assert "what would change the verdict" in told
    assert "per call" in told
    assert max(map(len, told.splitlines())) <= 100
    only = explain(region, DEVICES, ["benefit"])
    assert "benefit:" in only
    assert "syntax:" not in only


def test_sarif_has_what_version_2_1_0_requires(tmp_path):
    tree(tmp_path)
    (tmp_path / "d.c").write_text(PACK.replace("pack", "twice") + "// accelagent: ignore[no]\n")
    marked = PACK.replace("    return", "    /* accelagent: ignore[later] */\n    return").replace(
        "pack", "later"
    )
    (tmp_path / "e.c").write_text(marked)
    answer = ignored(scan(tmp_path))
    log = to_sarif(answer.found, answer.suppressed)
    assert log["version"] == "2.1.0"
    [run] = log["runs"]
    rules = run["tool"]["driver"]["rules"]
    assert run["tool"]["driver"]["name"]
    assert len({r["id"] for r in rules}) == len(rules)
    for rule in rules:
        assert rule["help"]["text"]
        assert rule["shortDescription"]["text"].strip()
        assert rule["defaultConfiguration"]["level"] in ("none", "note", "warning", "error")
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
        assert result["message"]["text"]
        assert result["level"] in ("none", "note", "warning", "error")
        place = result["locations"][0]["physicalLocation"]
        assert 1 <= place["region"]["startLine"] <= place["region"]["endLine"]
        assert place["artifactLocation"]["uriBaseId"] in run["originalUriBaseIds"]
        assert not place["artifactLocation"]["uri"].startswith("/")
        assert result["partialFingerprints"]
        for suppression in result.get("suppressions", ()):
            assert suppression["kind"] in ("inSource", "external")
            assert suppression["justification"] == "later"
    assert sum("suppressions" in r for r in run["results"]) == 1
    assert run["originalUriBaseIds"]["SRCROOT"]["uri"].endswith("/")
    assert json.loads(json.dumps(log)) == log


def test_json_and_page_carry_what_is_settled(tmp_path):
    (tmp_path / "a.c").write_text(PACK.replace("    return", "    /* accelagent: ignore[<b>] */\n    return"))
    (tmp_path / "b.c").write_text(PACK.replace("pack", "other"))
    answer = ignored(scan(tmp_path))
    assert to_json(answer.found, answer.suppressed)["suppressed"][0]["reason"] == "<b>"
    page = regions_page(answer.found, [(s.region, s.reason) for s in answer.suppressed])
    assert "&lt;b&gt;" in page
    assert "<b>" not in page
    assert "compress" in page
    assert all(r.id in page for r in answer.found.regions)


# --- bad input -------------------------------------------------------------------------------------------------


def test_what_cannot_be_read_is_one_counted_line_each(tmp_path):
    (tmp_path / "good.c").write_text(PACK)
    deep = "(" * 60_000
    (tmp_path / "deep.c").write_text(f"int f(void) {{ return compress({deep}); }}\n")
    (tmp_path / "wide.c").write_text("int x[] = {" + "1," * 400_000 + "};\n" + PACK.replace("pack", "w"))
    (tmp_path / "blob.c").write_bytes(bytes(range(256)) * 400)
    (tmp_path / "big.c").write_bytes(b"/" * (9 << 20))
    os.mkfifo(tmp_path / "pipe.c")
    (tmp_path / "ring").symlink_to(tmp_path)
    (tmp_path / "self.c").symlink_to(tmp_path / "self.c")
    (tmp_path / "compile_commands.json").write_text("[{broken")
    answer = scan(tmp_path, jobs=2)
    assert {"good.c", "wide.c"} <= {r.path for r in answer.regions}
    said = {line.split(":")[0] for line in answer.skipped}
    assert {"blob.c", "big.c", "pipe.c", "ring", "self.c", "deep.c", "compile_commands.json"} == said
    assert all("\n" not in line for line in answer.skipped)


SNIPPETS = [p.read_bytes() for p in sorted(CORPUS.iterdir()) if p.suffix in (".c", ".cpp")]


def mutated(data) -> bytes:
    """A snippet with cuts, repeats and foreign bytes."""
    text = bytearray(data.draw(st.sampled_from(SNIPPETS)))
    for _ in range(data.draw(st.integers(1, 6))):
        at = data.draw(st.integers(0, len(text)))
        end = min(len(text), at + data.draw(st.integers(0, 40)))
        text[at:end] = data.draw(
            st.sampled_from([b"", b"{", b"}", b"\n}\n", b"(", b"/*", b'"', b"#if 0\n", b"\xff\xfe", b"\\\n"])
        ) + bytes(text[at:end]) * data.draw(st.integers(0, 2))
    return bytes(text)


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_mutated_sources_never_break_the_scan_and_the_prefilter_changes_no_answer(tmp_path_factory, data):
    """Every file is read, or left out with a note, and regions lie within their file."""
    text = mutated(data)
    root = tmp_path_factory.mktemp("fuzz")
    suffix = data.draw(st.sampled_from([".c", ".cpp", ".h"]))
    (root / f"m{suffix}").write_bytes(text)
    found = scan(root, jobs=1)
    lines = text.count(b"\n") + 1
    assert found.files_scanned + len([s for s in found.skipped if "left out" in s]) == 1
    assert all(1 <= r.start_line <= r.end_line <= lines for r in found.regions)
    assert scan(root, jobs=1, whole=True).regions == found.regions


@settings(max_examples=100, deadline=None)
@given(st.sampled_from(SNIPPETS), st.integers(0, 3))
def test_a_skeleton_keeps_every_offset_and_every_kept_body(text, every):
    numbers = iter(range(10_000))
    blank, _ = skeleton(text, lambda *_: next(numbers) % (every + 1) == 0)
    assert len(blank) == len(text)
    assert blank.count(b"\n") == text.count(b"\n")
    names = [f.name for f in parse("x.cpp", text).functions]
    assert [n for n in names if n in {f.name for f in parse("x.cpp", blank).functions}] == names
    assert all(b.start <= b.end for b in bodies(text))
