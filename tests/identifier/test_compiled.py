"""With compile_commands.json a file is read as the build compiles it; without, or with a broken one, by its syntax."""

import json
import os
import time
from pathlib import Path

import pytest

from accelagent.cconstants import defines
from accelagent.devices import usual
from accelagent.identifier import explain, identify
from accelagent.identifier.compiled import Compiled, available, load

DEVICES = [m for m in usual() if m.kind != "host"]
SOURCE = """#include <string.h>
#include "conf.h"
struct page { char bytes[1 << 20]; };
#ifdef WITH_ZLIB
int save(char *to, unsigned long *room, char *from)
{
    return compress(to, room, from, PAGES * sizeof(struct page));
}
#else
int save(char *to, unsigned long *room, char *from)
{
    return LZ4_compress_default(from, to, 1 << 22, *room);
}
#endif
int call(int (*uncompress)(char *, long *, char *, int), char *to, long *n, char *from)
{
    return uncompress(to, n, from, 1 << 20);
}
"""

needs_clang = pytest.mark.skipif(not available(), reason="libclang is not installed")


def tree(root: Path, *commands: str) -> Path:
    (root / "inc").mkdir()
    (root / "inc" / "conf.h").write_text("#define OTHER 1\n")
    (root / "a.c").write_text(SOURCE)
    entries = [{"directory": str(root), "file": "a.c", "command": c} for c in commands]
    (root / "compile_commands.json").write_text(json.dumps(entries))
    return root


def scan(root: Path, **options):
    return identify(root, service="s", devices=DEVICES, **options)


def algorithms(root: Path, **options) -> list[str]:
    return sorted(f"{r.function} {r.algorithm}" for r in scan(root, **options).regions)


@needs_clang
def test_conditions_sizes_and_callees_are_those_of_the_build(tmp_path):
    plain = tree(tmp_path, "cc -c a.c -Iinc -DWITH_ZLIB -DPAGES=3 -o a.o -MF a.d")
    [region] = scan(plain).regions
    assert (region.function, region.algorithm) == ("save", "deflate")
    assert region.sizes.low == region.sizes.high == 3 << 20
    assert "read as the build compiles it: -Iinc -DWITH_ZLIB -DPAGES=3" in explain(region, DEVICES)
    (tmp_path / "compile_commands.json").unlink()
    assert algorithms(tmp_path) == ["call deflate", "save deflate", "save lz4"]


@needs_clang
def test_what_one_of_several_commands_compiles_is_read(tmp_path):
    tree(tmp_path, "cc -Iinc -DWITH_ZLIB -DPAGES=1 -c a.c", "cc -Iinc -c a.c")
    assert algorithms(tmp_path) == ["save deflate", "save lz4"]


@needs_clang
def test_a_file_that_does_not_compile_is_read_by_its_syntax_and_counted(tmp_path):
    found = scan(tree(tmp_path, "cc -DWITH_ZLIB -c a.c"))  # conf.h is not found
    assert {r.algorithm for r in found.regions} == {"deflate", "lz4"}
    [line] = found.skipped
    assert line.startswith("compile_commands.json: 1 file does not compile")
    assert "a.c: 'conf.h' file not found (line 2)" in line


@needs_clang
def test_a_change_of_a_header_or_a_command_is_seen(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    root = tmp_path / "tree"
    root.mkdir()
    tree(root, "cc -Iinc -DPAGES=1 -c a.c")
    old = time.time() - 100
    for file in (root / "a.c", root / "inc" / "conf.h"):
        os.utime(file, (old, old))
    assert algorithms(root, remember=True) == ["save lz4"]
    (root / "inc" / "conf.h").write_text("#define WITH_ZLIB\n")
    assert algorithms(root, remember=True) == algorithms(root) == ["save deflate"]
    (root / "inc" / "conf.h").write_text("")
    (root / "compile_commands.json").write_text("[]")
    assert algorithms(root, remember=True) == algorithms(root) == ["call deflate", "save deflate", "save lz4"]


@pytest.mark.parametrize(
    "text",
    ["{", "[1]", '[{"file": "a.c"}]', '{"a": 1}', "\x00", "null"],
)  # fmt: skip
def test_a_broken_database_is_one_line(tmp_path, text):
    tree(tmp_path)
    (tmp_path / "compile_commands.json").write_text(text)
    found = scan(tmp_path)
    assert {r.algorithm for r in found.regions} == {"deflate", "lz4"}
    assert [line.partition(": not used: ")[0] for line in found.skipped] == ["compile_commands.json"]


def test_commands_of_files_elsewhere_are_counted(tmp_path):
    (tmp_path / "compile_commands.json").write_text(
        json.dumps([{"directory": "/nowhere", "file": "b.c", "arguments": ["cc", "b.c"]}])
    )
    assert (
        load(tmp_path).note == "compile_commands.json: 1 of 1 commands are of files that are not in this tree"
    )


def test_blanks_keep_offsets_and_lines():
    text = b"a\n#if 0\nint b;\n#endif\nc\n"
    plain = Compiled(dead=((8, 15),)).blanked(text)
    assert (len(plain), plain.count(b"\n")) == (len(text), text.count(b"\n"))
    assert b"int" not in plain
    assert defines(plain) == {}
