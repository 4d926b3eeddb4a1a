import json
import re
from importlib import resources
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import accelagent.identifier as identifier
from accelagent.devices import device, usual
from accelagent.domain import Execution, Verdict
from accelagent.errors import SourceError
from accelagent.identifier import explain, identify, to_json, to_sarif
from accelagent.identifier.benefit import crossing
from accelagent.identifier.idioms import idioms
from accelagent.identifier.interfaces import interfaces
from accelagent.identifier.views import combined, combined_json
from accelagent.knowledge import entries

CORPUS = Path(__file__).parent.parent / "corpus"
ALL = list(usual())
PACK = b"#include <zlib.h>\nint pack(Bytef *to, uLongf *room, const Bytef *from)\n{\n    return compress(to, room, from, 1 << 20);\n}\n"


def run(root, devices=ALL, **options):
    return identify(root, service="s", devices=devices, **options)


@pytest.fixture(scope="module")
def found():
    return run(CORPUS)


def test_every_cited_entry_exists(found):
    cited = {r.knowledge for g in found.regions for r in (*g.reasons, *g.considerations)}
    assert cited <= set(entries())
    sources = Path(identifier.__file__).parent.rglob("*.py")
    quoted = {q for f in sources for q in re.findall(r'"([a-z0-9]+(?:-[a-z0-9]+)+)"', f.read_text())}
    others = {p.name for p in interfaces()} | {u.algorithm for p in interfaces() for u in p.uses.values()}
    others |= {
        "utf-8",
        "in-core",
        "project-wrapper",
        "ls-files",
        "idiom-range",
        "cpp-stream",
        "cmake-build-debug",
    } | {f"idiom-{i.name}" for i in idioms()}
    others |= {i.name for i in idioms()}
    recipes = {"incore-isal", "offload-sync", "offload-async"}
    assert quoted - others - recipes <= set(entries())


def test_every_region_gives_reasons_and_places(found):
    assert len(found.regions) > 20
    assert len({r.id for r in found.regions}) == len(found.regions)
    for region in found.regions:
        assert region.reasons
        assert region.devices or region.reasons[0].knowledge == "codec-without-device"
        assert 1 <= region.start_line <= region.end_line
        assert 0 < region.confidence < 1
        assert (region.verdict is Verdict.AVOID) == (region.execution_model is None)
        text = (CORPUS / region.path).read_bytes()
        for call in region.calls:
            # The last of a chain stands behind the arguments of those before: `NewCBCEncrypter(b, iv).CryptBlocks(…)`.
            assert call.name.encode() in text[call.start_byte : call.end_byte]


def test_same_tree_same_regions(found):
    assert run(CORPUS).regions == found.regions


def test_id_survives_moved_lines(tmp_path):
    (tmp_path / "a.c").write_bytes(PACK)
    before = run(tmp_path).regions[0]
    (tmp_path / "a.c").write_bytes(b"\n\n/* new */\n" + PACK)
    after = run(tmp_path).regions[0]
    assert after.id == before.id
    assert after.start_line == before.start_line + 3


def test_twin_functions_have_different_ids(tmp_path):
    (tmp_path / "a.c").write_bytes(b"#ifdef A\n" + PACK + b"#else\n" + PACK + b"#endif\n")
    regions = run(tmp_path).regions
    assert len({r.id for r in regions}) == 2


def test_devices_decide_what_is_a_region(tmp_path):
    (tmp_path / "a.c").write_bytes(PACK + b"void c(char *a, char *b) { memcpy(a, b, 1 << 24); }\n")
    assert {r.operation for r in run(tmp_path, [device("qat-4xxx")]).regions} == {"compress"}
    assert {r.operation for r in run(tmp_path, [device("dsa")]).regions} == {"copy"}
    [alone] = run(tmp_path, [device("isal")]).regions
    assert alone.execution_model is Execution.IN_CORE
    assert run(tmp_path, []).regions == ()


def test_verdict_carries_numbers_of_both_ends(found):
    [region] = [r for r in found.regions if r.path == "region_block.c"]
    assert region.verdict is Verdict.OFFLOAD
    assert region.min_bytes == 1024
    assert re.search(
        r"64 KiB per operation takes .* on a core against .* with qat-4xxx", region.reasons[0].text
    )
    assert "over the device's range" in region.reasons[0].text


def test_wrapper_takes_sizes_from_callers_in_other_files(tmp_path):
    text = b"#include <zlib.h>\nint squeeze(Bytef *t, uLongf *r, const Bytef *f, uLong n)\n{ return compress(t, r, f, n); }\n"
    (tmp_path / "a.c").write_bytes(text)
    (tmp_path / "b.c").write_bytes(b"void go(void) { for (;;) squeeze(t, r, f, PAGE_BYTES); }\n")
    (tmp_path / "c.h").write_bytes(b"enum { PAGE_BYTES = 1 << 16 };\n")
    (tmp_path / "test_a.c").write_bytes(b"void test(void) { squeeze(t, r, f, 3); }\n")
    [region] = run(tmp_path).regions
    assert (region.sizes.low, region.sizes.high) == (65536, 65536)
    assert region.callers == ("go",)
    assert region.loop_depth == 1
    assert region.execution_model is Execution.ASYNC


def test_guards_bound_sizes(tmp_path):
    body = b"{ if (n == 0 || n > 65536) return -1;\n if (n < 4096) { return 0; }\n return compress(t, r, f, n); }\n"
    (tmp_path / "a.c").write_bytes(b"int pack(Bytef *t, uLongf *r, const Bytef *f, uLong n)\n" + body)
    [region] = run(tmp_path).regions
    assert (region.sizes.low, region.sizes.high) == (4096, 65536)
    assert "guard n < 4096" in region.sizes.evidence


def test_skipped_files_are_named(tmp_path):
    (tmp_path / "good.c").write_bytes(PACK)
    (tmp_path / "latin.c").write_bytes(b"/* caf\xe9 */\n" + PACK.replace(b"pack", b"pack2"))
    (tmp_path / "binary.c").write_bytes(b"\x7fELF\0compress(")
    (tmp_path / "huge.c").write_bytes(b"/*" + b" " * (8 << 20) + b"*/")
    (tmp_path / "torn.c").write_bytes(
        b"int f(void) {\n#ifdef A\nif (a) {\n#else\nif (b) {{\n#endif\n compress(t, r, f, 65536);\n}\n"
    )
    (tmp_path / "loop").symlink_to(tmp_path, target_is_directory=True)
    (tmp_path / "gone.c").symlink_to(tmp_path / "nowhere")
    (tmp_path / "pipe.c").mkdir()
    build = tmp_path / "out"
    build.mkdir()
    (build / "CMakeCache.txt").touch()
    (build / "gen.c").write_bytes(PACK)
    answer = run(tmp_path)
    assert {r.path for r in answer.regions} == {"good.c", "latin.c", "torn.c"}
    assert {line.split(":")[0] for line in answer.skipped} == {
        "binary.c",
        "huge.c",
        "torn.c",
        "loop",
        "gone.c",
        "out",
    }
    assert answer.files_scanned == 3


def test_a_folder_that_was_configured_in_its_own_source_is_no_build_output(tmp_path):
    part = tmp_path / "library"
    part.mkdir()
    for name in ("configure", "config.status"):
        (part / name).touch()
    (part / "pack.c").write_bytes(PACK)
    answer = run(tmp_path)
    assert [r.path for r in answer.regions] == ["library/pack.c"]
    assert not answer.skipped


def test_symbolic_links_do_not_loop_or_repeat(tmp_path):
    (tmp_path / "a.c").write_bytes(PACK)
    (tmp_path / "b.c").symlink_to("a.c")
    (tmp_path / "self.c").symlink_to("self.c")
    assert [r.path for r in run(tmp_path).regions] == ["a.c"]


def test_excluded_paths_are_left_out(tmp_path):
    for name in ("a.c", "vendor/b.c", "x/c.c"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(PACK)
    assert [r.path for r in run(tmp_path, exclude=["vendor/**", "x/"]).regions] == ["a.c"]


def test_no_files_no_regions(tmp_path):
    answer = run(tmp_path)
    assert (answer.regions, answer.files_scanned, answer.lines_scanned) == ((), 0, 0)


def test_missing_tree_is_the_users_error(tmp_path):
    with pytest.raises(SourceError, match="no such directory"):
        run(tmp_path / "nowhere")


def test_deep_nesting_is_read(tmp_path):
    (tmp_path / "a.c").write_bytes(
        b"void f(void) {" + b"{" * 5000 + b"compress(t, r, f, 65536);" + b"}" * 5001
    )
    assert len(run(tmp_path).regions) == 1


def test_json_answer_meets_its_schema(found):
    import jsonschema

    schema = json.loads((resources.files("accelagent") / "schemas" / "identify.schema.json").read_text())
    answer = json.loads(json.dumps(to_json(found)))
    jsonschema.validate(answer, schema)
    assert len(answer["regions"]) == len(found.regions)


def test_several_services_share_a_root(tmp_path):
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "a.c").write_bytes(PACK)
    both = [run(tmp_path / name) for name in ("one", "two")]
    assert combined(both).root == tmp_path.resolve()
    assert [r["path"] for r in combined_json(both)["regions"]] == ["one/a.c", "two/a.c"]
    assert combined([both[0]]) is both[0]


def test_sarif_results_point_at_rules_and_lines(found):
    log = json.loads(json.dumps(to_sarif(found)))
    assert log["version"] == "2.1.0"
    [sarif] = log["runs"]
    rules = sarif["tool"]["driver"]["rules"]
    assert len({r["id"] for r in rules}) == len(rules)
    assert all(r["help"]["text"] for r in rules)
    for result, region in zip(sarif["results"], found.regions, strict=True):
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
        assert (result["level"] == "warning") == (region.verdict is Verdict.OFFLOAD)
        place = result["locations"][0]["physicalLocation"]
        assert place["artifactLocation"]["uri"] == region.path
        assert place["region"] == {"startLine": region.start_line, "endLine": region.end_line}


def test_explanation_tells_sizes_reasons_and_duties(found):
    [region] = [r for r in found.regions if r.path == "region_blocks_in_loop.c"]
    text = explain(region)
    for part in (region.id, "BLOCK = 131072", "why:", "mind:", "[sync-per-request]", "compress2 at line"):
        assert part in text
    assert max(map(len, text.splitlines())) <= 100


@pytest.mark.parametrize("part", interfaces(), ids=lambda p: p.name)
def test_interface_names_contain_a_stem_and_tables_agree(part):
    for name, use in part.table().items():
        assert any(stem in name.encode() for stem in part.stems)
        assert any(c.operation is use.operation for m in ALL for c in m.capabilities)


@pytest.mark.parametrize("limit", [1, 2, 3, 1000, 4097, 64 << 20])
def test_crossing_is_the_first_size_after_the_last_loss(limit):
    assert crossing(lambda n: n >= limit) == limit
    assert crossing(lambda n: False) is None


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    name=st.sampled_from(sorted(p.name for p in CORPUS.glob("region_*.c"))),
    cuts=st.lists(
        st.tuples(st.integers(0, 2000), st.sampled_from([b"", b"}", b"(", b"#endif\n", b'"', b"\xff", b"*/"]))
    ),
)
def test_mutated_source_is_judged_or_left_alone(tmp_path, name, cuts):
    text = bytearray((CORPUS / name).read_bytes())
    for at, new in cuts:
        text[at % len(text) : at % len(text) + 1] = new
    (tmp_path / "a.c").write_bytes(bytes(text))
    for region in run(tmp_path).regions:
        assert region.reasons
