"""Macros that stand for a library call are read like the call."""

from pathlib import Path

import pytest

from accelagent.devices import usual
from accelagent.domain import Region
from accelagent.identifier import explain, identify
from accelagent.identifier.macros import Macro, macros

DEVICES = [m for m in usual() if m.kind != "host"]


def scan(root: Path, **texts: str) -> tuple[Region, ...]:
    for name, text in texts.items():
        (root / name.replace("__", ".")).write_text(text)
    return identify(root, service="s", devices=DEVICES).regions


@pytest.mark.parametrize(
    ("text", "macro"),
    [
        ("#define Z(a, b, n) compress2(a, b, n, 9)", Macro("Z", ("a", "b", "n"), "compress2", ("a", "b", "n", "9"))),
        ("# define Z(a) \\\n  ((void)crc32(0, (a), sizeof(a))) // all", Macro("Z", ("a",), "crc32", ("0", "(a)", "sizeof(a)"))),
        ("#define Z(a) do { r = f((a), g(1, 2)); } while (0)", Macro("Z", ("a",), "f", ("(a)", "g(1, 2)"))),
        ("#define Z compress", Macro("Z", None, "compress")),
        ("#define Z(...) compress(__VA_ARGS__)", Macro("Z", ("...",), "compress", ("__VA_ARGS__",))),
    ],
)  # fmt: skip
def test_a_macro_that_is_one_call_is_read(text, macro):
    assert list(macros(text.encode())) == [macro]


@pytest.mark.parametrize(
    "text",
    [
        "#define Z(a) (f(a) + g(a))", "#define Z(a) if (f(a)) g(a)", "#define Z(a, ...) f(a, __VA_ARGS__)",
        "#define Z(a) f(#a)", "#define Z(f) f(1)", "#define Z(a) Z(a)", "#define Z 4096", "#define Z(a) sizeof(a)",
    ],
)  # fmt: skip
def test_a_macro_that_does_more_or_less_is_none(text):
    assert list(macros(text.encode())) == []


def test_the_sizes_of_a_macros_use_are_those_of_the_call_it_stands_for(tmp_path):
    [region] = scan(
        tmp_path,
        z__h="#define ZSAVE(to, room, page) compress2(to, room, (page)->bytes, PAGE, 1)\n#define PAGE (1 << 20)\n",
        use__c='#include "z.h"\nvoid save(struct page *p)\n{\n    for (;;)\n        ZSAVE(t, r, p);\n}\n',
    )
    assert (region.path, region.function, region.algorithm) == ("use.c", "save", "deflate")
    assert region.sizes.low == region.sizes.high == 1 << 20
    assert "ZSAVE (which calls compress2) at line 5" in explain(region, DEVICES)


def test_macros_of_macros_and_functions_around_them_are_followed(tmp_path):
    found = scan(
        tmp_path,
        z__h="#define ZRAW(t, r, f, n) compress(t, r, f, n)\n#define ZTWICE(t, f, n) ZRAW(t, &room, f, 2 * (n))\n",
        use__c='#include "z.h"\nint pack_page(char *t, char *f)\n{\n    return ZTWICE(t, f, 1 << 19);\n}\n',
        far__c="void far(void) { for (;;) pack_page(t, f); }\n",
    )
    assert {(r.function, r.sizes.high) for r in found if r.path == "use.c"} == {("pack_page", 1 << 20)}
    assert "far" in {r.function for r in found} | {c for r in found for c in r.callers}


def test_a_use_with_other_arguments_and_a_function_of_that_name_are_left_alone(tmp_path):
    assert not scan(
        tmp_path,
        z__h="#define ZSAVE(to, room, from, n) compress(to, room, from, n)\n",
        use__c='#include "z.h"\nvoid save(void)\n{\n    ZSAVE(t);\n}\n',
        own__c="static int ZSAVE(char *t, long *r, char *f, int n) { return 0; }\nvoid go(void) { ZSAVE(t, r, f, 9); }\n",
    )


def test_a_function_of_files_that_is_given_away_by_name_does_its_work_there(tmp_path):
    text = "#include <zlib.h>\nKSTREAM_INIT(gzFile, gzread, 65536)\nstruct io { int (*get)(gzFile, void *, unsigned); };\n"
    text += "void start(struct io *io)\n{\n    io->get = gzread;\n}\nstatic int (*put)() = &gzwrite;\n"
    found = scan(tmp_path, read__c=text)
    assert [(r.function, r.operation, r.interface, [c.line for c in r.calls]) for r in found] == [
        ("(file scope)", "decompress", "zlib-gzfile", [2]),
        ("start", "decompress", "zlib-gzfile", [6]),
        ("(file scope)", "compress", "zlib-gzfile", [8]),
    ]


def test_a_name_in_a_comment_or_of_the_projects_own_function_is_no_region(tmp_path):
    assert scan(tmp_path, a__c='#include <zlib.h>\n/* F(gzFile, gzread) */\nchar s[] = "(gzread)";\n') == ()
    own = "static int gzread(void *f, void *b, unsigned n)\n{\n    return 0;\n}\nINIT(void, gzread)\n"
    assert scan(tmp_path, a__c=own) == ()
