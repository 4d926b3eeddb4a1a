"""Before and after: what each recipe writes, what it declines, and that what it writes compiles and is written once."""

from __future__ import annotations

import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from accelagent.codegen.recipes import RECIPES, apply, knob_space, proposals
from accelagent.csource import parse
from accelagent.devices import device
from accelagent.domain import Declined, Design, Family, Patch, Region, Sizes, Verdict, digest
from accelagent.errors import SourceError
from accelagent.identifier import identify

CASES = Path(__file__).parent / "cases"
INTERFACES = {
    "deflate": ("zlib-stream", Family.COMPRESS),
    "inflate": ("zlib-stream", Family.DECOMPRESS),
    "gzread": ("zlib-gzfile", Family.DECOMPRESS),
    "gzwrite": ("zlib-gzfile", Family.COMPRESS),
    "compress": ("zlib-oneshot", Family.COMPRESS),
    "compress2": ("zlib-oneshot", Family.COMPRESS),
    "uncompress": ("zlib-oneshot", Family.DECOMPRESS),
    "crc32": ("zlib-checksum", Family.CRC),
    "adler32": ("zlib-checksum", Family.CRC),
}


def regions_of(root: Path, verdict: Verdict = Verdict.OFFLOAD) -> list[Region]:
    """One region per function and interface, as the identifier groups calls."""
    regions = []
    for path in sorted(p for p in root.rglob("*") if p.suffix in {".c", ".h", ".cc"}):
        relative = path.relative_to(root).as_posix()
        groups: dict[tuple[str, str, Family], list] = {}
        for site in parse(relative, path.read_bytes()).calls(INTERFACES):
            interface, family = INTERFACES[site.call.name]
            name = site.function.name if site.function else ""
            groups.setdefault((name, interface, family), []).append(site.call)
        for (function, interface, family), calls in groups.items():
            regions.append(
                Region(
                    id=digest([relative, function, interface, family]),
                    service="service",
                    path=relative,
                    function=function,
                    start_line=calls[0].line,
                    end_line=calls[-1].line,
                    language="c",
                    operation=family,
                    algorithm="deflate",
                    interface=interface,
                    calls=tuple(calls),
                    devices=("qat-4xxx", "isal", "iaa"),
                    verdict=verdict,
                    min_bytes=None,
                    execution_model=None,
                    confidence=1.0,
                    sizes=Sizes(),
                )
            )
    return regions


def found_in(root: Path, recipe: str) -> list[Region]:
    """What the recipe is given: of operations on memory, loops among them, what the identifier finds, all worth it; so too of what is not called by name."""
    if "copy" not in recipe and "crypto" not in recipe and (called := regions_of(root)):
        return called
    devices = [device(name) for name in ("dsa", "isal", "qat-4xxx")]
    found = identify(root, service="service", devices=devices).regions
    return [replace(r, verdict=Verdict.OFFLOAD) for r in found]


def write(root: Path, patch: Patch) -> None:
    for name, text in patch.files:
        (root / name).write_bytes(text.encode())


def service(root: Path, **files: str) -> Path:
    for name, text in files.items():
        path = root / name.replace("__", "/").replace("_c", ".c").replace("_h", ".h")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return root


@pytest.mark.parametrize("case", sorted(CASES.glob("*/*")), ids=lambda p: f"{p.parent.name}:{p.name}")
def test_case(case: Path, tmp_path: Path) -> None:
    (tmp_path / "code.c").write_bytes((case / "before.c").read_bytes())
    outcome = apply(tmp_path, found_in(tmp_path, case.parent.name), Design(case.parent.name))
    if (case / "decline.txt").exists():
        assert isinstance(outcome, Declined)
        assert outcome.reason == (case / "decline.txt").read_text().strip()
        return
    assert isinstance(outcome, Patch)
    assert dict(outcome.files)["code.c"] == (case / "after.c").read_text()
    write(tmp_path, outcome)
    for compiler in (["gcc", "-std=gnu11"], ["clang", "-std=gnu11"]):
        subprocess.run(
            [*compiler, "-Wall", "-Wextra", "-Werror", "-O1", "-c", "code.c"], cwd=tmp_path, check=True
        )
    again = apply(tmp_path, found_in(tmp_path, case.parent.name), Design(case.parent.name))
    assert isinstance(again, Declined)


def test_every_recipe_has_accepted_and_declined_cases() -> None:
    for name in RECIPES:
        cases = list((CASES / name).iterdir())
        assert any((c / "after.c").exists() for c in cases)
        assert any((c / "decline.txt").exists() for c in cases)


LIFE = "#include <zlib.h>\nint {0}(z_stream *z) {{ deflateInit(z, 1); deflate(z, {1}); return deflateEnd(z); }}\n"


def test_only_files_with_worthwhile_regions_change(tmp_path: Path) -> None:
    service(tmp_path, one_c=LIFE.format("one", "Z_FINISH"), two_c=LIFE.format("two", "Z_FINISH"))
    regions = [r for r in regions_of(tmp_path) if r.path == "one.c"]
    regions += [r for r in regions_of(tmp_path, Verdict.AVOID) if r.path == "two.c"]
    patch = apply(tmp_path, regions, Design("incore-isal"))
    assert isinstance(patch, Patch)
    assert [name for name, _ in patch.files] == ["accel_offload.h", "one.c"]
    assert patch.declined == ((regions[1].id, "judged not worth offloading"),)


def test_files_that_share_a_stream_change_together_or_not_at_all(tmp_path: Path) -> None:
    begin = "#include <zlib.h>\nint begin(z_stream *z) { return deflateInit(z, 1); }\n"
    run = "#include <zlib.h>\nint run(z_stream *z) { return deflate(z, Z_FINISH); }\n"
    end = "#include <zlib.h>\nint end(z_stream *z) { return deflateEnd(z); }\n"
    service(tmp_path, begin_c=begin, sub__run_c=run, sub__end_c=end)
    patch = apply(tmp_path, regions_of(tmp_path), Design("offload-sync"))
    assert isinstance(patch, Patch)
    files = dict(patch.files)
    assert sorted(files) == ["accel_offload.h", "begin.c", "sub/end.c", "sub/run.c"]
    assert '#include "../accel_offload.h"\n' in files["sub/run.c"]
    service(tmp_path, sub__end_c=end.replace("return", "deflatePrime(z, 1, 1); return"))
    declined = apply(tmp_path, regions_of(tmp_path), Design("offload-sync"))
    assert isinstance(declined, Declined)
    assert declined.reason == "sub/end.c uses deflatePrime, which only zlib can answer"


def test_a_function_with_a_stream_of_its_own_does_not_depend_on_its_neighbours(tmp_path: Path) -> None:
    own = "int own(void) { z_stream z; deflateInit(&z, 1); deflate(&z, Z_FINISH); return deflateEnd(&z); }\n"
    other = "int other(z_stream *z) { return deflate(z, Z_PARTIAL_FLUSH); }\n"
    service(tmp_path, one_c=f"#include <zlib.h>\n{own}{other}")
    patch = apply(tmp_path, regions_of(tmp_path), Design("offload-sync"))
    assert isinstance(patch, Patch)
    text = dict(patch.files)["one.c"]
    assert own.replace("deflate", "accel_deflate") in text
    assert other in text
    assert len(patch.regions) == len(patch.declined) == 1


def test_tests_with_streams_of_their_own_stay_as_they_are(tmp_path: Path) -> None:
    service(
        tmp_path, one_c=LIFE.format("one", "Z_FINISH"), tests__test_one_c=LIFE.format("test", "Z_SYNC_FLUSH")
    )
    regions = [r for r in regions_of(tmp_path) if r.path == "one.c"]
    patch = apply(tmp_path, regions, Design("offload-sync"))
    assert isinstance(patch, Patch)
    assert "tests/test_one.c" not in dict(patch.files)


def test_inline_calls_in_a_header_and_crlf_lines_are_kept(tmp_path: Path) -> None:
    text = "#ifndef S_H\r\n#define S_H\r\n#include <zlib.h>\r\nstatic inline uLong s(const Bytef *p, uInt n)\r\n{\r\n"
    text += "\treturn crc32(0, p, n); /* crc32(0) */\r\n}\r\n#endif\r\n"
    (tmp_path / "s.h").write_bytes(text.encode())
    patch = apply(tmp_path, regions_of(tmp_path), Design("incore-isal"))
    assert isinstance(patch, Patch)
    expected = text.replace("<zlib.h>\r\n", '<zlib.h>\r\n#include "accel_offload.h"\r\n')
    assert dict(patch.files)["s.h"] == expected.replace("return crc32", "return accel_crc32")


def test_stale_regions_and_other_encodings_are_declined(tmp_path: Path) -> None:
    service(tmp_path, one_c="#include <zlib.h>\nuLong f(Bytef *p) { return crc32(0, p, 1); }\n")
    regions = regions_of(tmp_path)
    service(tmp_path, one_c="#include <zlib.h>\n")
    stale = apply(tmp_path, regions, Design("incore-isal"))
    assert isinstance(stale, Declined)
    assert stale.reason == "one.c no longer has the region's calls"
    (tmp_path / "one.c").write_bytes(b"/* \xe9 */ uLong f(Bytef *p) { return crc32(0, p, 1); }\n")
    assert isinstance(apply(tmp_path, regions_of(tmp_path), Design("incore-isal")), Declined)


def test_knobs_do_not_change_the_patch_unless_baked_in(tmp_path: Path) -> None:
    service(tmp_path, one_c=LIFE.format("one", "Z_FINISH"))
    regions = regions_of(tmp_path)
    plain = apply(tmp_path, regions, Design("offload-sync"))
    tuned = Design("offload-sync").with_knobs(min_bytes=77777)
    assert apply(tmp_path, regions, tuned) == plain
    baked = apply(tmp_path, regions, tuned, bake=True)
    assert isinstance(baked, Patch)
    assert "77777" in baked.files[0][1]


def test_recipes_are_proposed_for_regions_and_devices_they_can_serve(tmp_path: Path) -> None:
    service(tmp_path, one_c=LIFE.format("one", "Z_FINISH"))
    regions = regions_of(tmp_path)
    every = [d.recipe for d in proposals(regions, ["qat-4xxx", "isal"])]
    assert every == ["incore-isal", "offload-async", "offload-sync"]
    assert [d.recipe for d in proposals(regions, ["isal"])] == ["incore-isal"]
    assert proposals(regions_of(tmp_path, Verdict.AVOID), ["isal"]) == []


def test_cryptography_needs_the_users_word(tmp_path: Path) -> None:
    service(tmp_path, one_c=(CASES / "offload-crypto/seal_and_digest/before.c").read_text())
    regions = found_in(tmp_path, "offload-crypto")
    assert proposals(regions, ["qat-4xxx"]) == []
    assert [d.recipe for d in proposals(regions, ["qat-4xxx"], ["crypto"])] == ["offload-crypto"]


def test_default_knobs_lie_in_the_knob_space() -> None:
    for recipe in RECIPES.values():
        space = knob_space(recipe.design)
        assert {name: value in space[name] for name, value in recipe.design.knobs} == dict.fromkeys(
            space, True
        )


def test_an_unknown_recipe_is_the_users_error(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="no recipe offload-magic; there are incore-isal"):
        apply(tmp_path, [], Design("offload-magic"))


WRAPPER = "#include <zlib.h>\nint begin(z_stream *z) { return deflateInit(z, 6); }\nvoid end(z_stream *z) { deflateEnd(z); }\n"
ROWS = (
    "#include <zlib.h>\nint row(z_stream *z) { return deflate(z, Z_NO_FLUSH); }\n"
    "int last(z_stream *z) { return deflate(z, Z_FINISH); }\n"
)


def test_files_that_flush_streams_of_their_own_come_along_and_are_not_served(tmp_path: Path) -> None:
    messages = "#include <zlib.h>\nint message(z_stream *z) { return deflate(z, Z_SYNC_FLUSH); }\n"
    root = service(tmp_path, wrapper_c=WRAPPER, rows_c=ROWS, messages_c=messages)
    outcome = apply(root, regions_of(root), Design("offload-sync"))
    assert isinstance(outcome, Patch)
    texts = dict(outcome.files)
    assert {"wrapper.c", "rows.c", "messages.c"} < set(texts)
    assert "accel_deflate(z, Z_SYNC_FLUSH)" in texts["messages.c"]
    assert {reason for _, reason in outcome.declined} == {
        "messages.c:2 flushes with Z_SYNC_FLUSH, which needs the stream's history"
    }


def test_files_that_read_the_history_keep_all_that_share_their_streams(tmp_path: Path) -> None:
    copies = "#include <zlib.h>\nint twice(z_stream *a, z_stream *b) { return deflateCopy(a, b); }\n"
    root = service(tmp_path, wrapper_c=WRAPPER, rows_c=ROWS, copies_c=copies)
    outcome = apply(root, regions_of(root), Design("offload-sync"))
    assert isinstance(outcome, Declined)
    assert outcome.reason == "copies.c uses deflateCopy, which only zlib can answer"
