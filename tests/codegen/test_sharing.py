"""Which files can share zlib streams, and that a program of its own beside a library does not keep the library from being served."""

from __future__ import annotations

from pathlib import Path

import pytest

from accelagent.codegen.recipes import RECIPES, apply
from accelagent.codegen.recipes._sharing import Headers
from accelagent.devices import catalogue
from accelagent.domain import Declined, Patch
from accelagent.identifier import identify

APART = "#include <zlib.h>\nstruct codec { z_stream z; };\nstatic int f(z_stream *s);\n"


@pytest.mark.parametrize(
    ("more", "apart"),
    [
        ("", True),
        ('#include "plain.h"\n', True),
        ('#include "private.h"\n', False),
        ('#include "dir/outer.h"\n', False),
        ('#include "rest.c"\n', False),
        ("int feed(int n, z_stream *s)\n{\n    return 0;\n}\n", False),
        ("extern int feed(z_streamp s);\n", False),
        ("z_stream everybodys;\n", False),
        ("static z_stream mine;\n", True),
        ("static int g(struct codec *c)\n{\n    return h(&c->z);\n}\n", True),
        ("/* int feed(z_stream *s); */\n", True),
    ],
)
def test_streams_leave_a_file_through_headers_and_what_is_not_static(more: str, apart: bool) -> None:
    texts = {
        "plain.h": b"int x;\n",
        "private.h": b"struct s { z_stream z; };\n",
        "outer.h": b'#include "inner.h"\n',
        "inner.h": b"z_streamp next(void);\n",
    }
    assert Headers(texts).keep_apart((APART + more).encode()) is apart


LIBRARY = {
    "codec.h": "#include <zlib.h>\nstruct codec { z_stream z; };\nint codec_begin(struct codec *c);\n",
    "begin.c": '#include <string.h>\n#include "codec.h"\n#include <zlib.h>\nint codec_begin(struct codec *c)\n'
    "{\n    memset(c, 0, sizeof *c);\n    return inflateInit(&c->z);\n}\n",
    "read.c": '#include "codec.h"\n#include <zlib.h>\nint codec_read(struct codec *c, unsigned char *to)\n'
    "{\n    c->z.next_out = to;\n    c->z.avail_out = 65536;\n    return inflate(&c->z, Z_NO_FLUSH);\n}\n"
    "void codec_end(struct codec *c)\n{\n    inflateEnd(&c->z);\n}\n",
}
TOOL = (
    "#include <zlib.h>\n{include}struct file {{ z_stream z; unsigned char out[65536]; }};\n"
    "static int start(struct file *f)\n{{\n    return inflateInit2(&f->z, 15);\n}}\n"
    "static int again(struct file *f)\n{{\n    return inflateReset2(&f->z, 14);\n}}\n"
    "static int next(struct file *f)\n{{\n    int e = inflate(&f->z, Z_NO_FLUSH);\n    if (e) inflateEnd(&f->z);\n    return e;\n}}\n"
    "int main(void)\n{{\n    static struct file f;\n    return start(&f) + again(&f) + next(&f);\n}}\n"
)


@pytest.mark.parametrize(("include", "served"), [("", True), ('#include "codec.h"\n', False)])
def test_a_program_of_its_own_does_not_bind_the_library(tmp_path: Path, include: str, served: bool) -> None:
    for name, text in {**LIBRARY, "tool.c": TOOL.format(include=include)}.items():
        (tmp_path / name).write_text(text)
    found = identify(tmp_path, service="s", devices=[catalogue()["isal"]]).regions
    made = apply(tmp_path, found, RECIPES["incore-isal"].design)
    if served:
        assert isinstance(made, Patch)
        assert {name for name, _ in made.files} == {"accel_offload.h", "begin.c", "read.c"}
    else:
        assert isinstance(made, Declined)
        assert "inflateReset2" in made.reason
