"""Edits to a tree that was scanned before: what is remembered is never seen in an answer."""

import random
from pathlib import Path

import pytest

from accelagent.devices import usual
from accelagent.identifier import identify

DEVICES = [m for m in usual() if m.kind != "host"]

TREE = {
    "zip.c": """#include <zlib.h>
#include "k.h"
int squeeze(Bytef *to, uLongf *room, const Bytef *from, uLong n)
{
    return compress2(to, room, from, n, LEVEL);
}
static int store(Bytef *to, uLongf *room, const Bytef *from)
{
    return compress(to, room, from, 1 << 20);
}
""",
    "wrap.c": """#include "k.h"
int pack_all(char *to, unsigned long *room, const char *from, unsigned long n)
{
    if (n < SMALL)
        return 0;
    return squeeze(to, room, from, n);
}
""",
    "use.c": """#include "k.h"
void save(struct page *p)
{
    for (int i = 0; i < p->count; i++)
        pack_all(p->to, &p->room, p->from, PAGE);
}
void hand(char *to, const char *from, size_t n)
{
    memcpy(to, from, n);
}
""",
    "main.c": """#include "k.h"
int main(void)
{
    hand(a, b, PAGE * 16);
    for (;;)
        squeeze(a, &r, b, PAGE);
    return sum(b, PAGE);
}
""",
    "sum.c": """unsigned sum(const unsigned char *p, unsigned n)
{
    unsigned a = 1, b = 0;
    while (n--) {
        a = (a + *p++) % 65521;
        b = (b + a) % 65521;
    }
    return b << 16 | a;
}
""",
    "codec.cc": """#include "k.h"
struct Codec { int (*compress)(char *, char *, int); };
int run(Codec *codec, char *to, char *from, int n)
{
    return codec->compress(to, from, n);
}
""",
    "k.h": "#define PAGE (1 << 16)\n#define SMALL 512\n#define LEVEL 6\n",
    "check.c": "#include <zlib.h>\nint check(const Bytef *p)\n{\n    return crc32(0, p, PAGE);\n}\n",
}
# Texts that edits exchange for one another; some break the file.
SWAPS = [
    ("PAGE", "64"), ("64", "PAGE"), ("1 << 16", "1 << 8"), ("1 << 8", "1 << 16"), ("SMALL 512", "SMALL 65536"),
    ("squeeze(", "squeeze_more("), ("squeeze_more(", "squeeze("), ("pack_all", "pack_some"), ("pack_some", "pack_all"),
    ("hand(", "hand_over("), ("hand_over(", "hand("), ("static int store", "int store"), ("memcpy", "memmove"),
    ("for (;;)", "if (x)"), ("if (x)", "for (;;)"), ("LEVEL 6", "LEVEL 9"), ("#include <zlib.h>", ""), ("compress(", "deflate("),
    ("int main", "int init_all"), ("int init_all", "int main"), ("return crc32", "return 1 + crc32"), ("codec->", "codec."),
    ("}\n", "\n"), ("{\n", "{{\n"), ("{{\n", "{\n"),
]  # fmt: skip
ADDED = [
    "/* moved */\n", "unsigned crc32(unsigned c, const void *p, int n) { return c + n; }\n", "#define PAGE (1 << 18)\n",
    "void again(void) { for (;;) hand(a, b, 1 << 20); }\n", "int compress(int a) { return a; }\n",
    "int unpack_it(char *t, unsigned long *r, char *f, unsigned long n) { return uncompress(t, r, f, n); }\n",
    "void load(void) { unpack_it(t, r, f, 1 << 22); }\n", "#if BROKEN(\n",
    "#define SAVE(t, r, f) squeeze(t, r, f, PAGE)\nvoid save_it(void) { SAVE(t, r, f); }\n",
    "#define UNZIP uncompress\nvoid un(void) { UNZIP(t, r, f, n); }\n",
]  # fmt: skip


def edit(root: Path, chance: random.Random) -> str:
    """One change to one file; what was done."""
    files = sorted(root.iterdir())
    file = chance.choice(files)
    kind = chance.random()
    if kind < 0.06 and len(files) > 3:
        file.unlink()
        return f"{file.name} deleted"
    if kind < 0.12:
        copy = root / f"copy{len(files)}{file.suffix}"
        copy.write_text(file.read_text())
        return f"{copy.name} added"
    if kind < 0.35:
        line = chance.choice(ADDED)
        file.write_text(line + file.read_text() if chance.random() < 0.5 else file.read_text() + line)
        return f"{line!r} into {file.name}"
    fitting = [(old, new) for old, new in SWAPS if old in file.read_text()]
    old, new = chance.choice(fitting or [("", " ")])
    file.write_text(file.read_text().replace(old, new, 1))
    return f"{old!r} -> {new!r} in {file.name}"


@pytest.mark.parametrize("seed", range(8))
def test_after_any_edits_a_remembered_tree_is_judged_like_a_new_one(tmp_path, monkeypatch, seed):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    chance, root = random.Random(seed), tmp_path / "tree"
    root.mkdir()
    for name, text in TREE.items():
        (root / name).write_text(text)

    def scan(**options):
        found = identify(root, service="s", devices=DEVICES, **options)
        return found.regions, found.skipped, found.files_scanned, found.lines_scanned

    assert scan(remember=True)[0]
    for _ in range(12):
        done = [edit(root, chance) for _ in range(chance.choice((1, 1, 2)))]
        again = scan(remember=True, jobs=1)
        assert again == scan(jobs=1), done
