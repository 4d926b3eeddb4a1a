"""Write benchmark data that is the same on every machine: `python make_data.py genome|tree TARGET`.

`genome` is one file of variant calls and sequencing reads; `tree` a directory of text, logs, tables, binaries
and pictures.  Exit code 1 when what was written does not have the recorded digest.
"""

from __future__ import annotations

import hashlib
import random
import struct
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

MIB = 1 << 20
DIGESTS = {"genome": "2e74440857af1551", "tree": "4c9c19ed5a406e2c"}


class Source:
    """Seeded draws built only on random(), whose sequence Python promises to keep."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed).random

    def below(self, limit: int) -> int:
        return int(self.random() * limit)

    def word(self) -> str:
        return "".join(
            "etaoinshrdlucmfwypvbgk"[int(self.random() ** 1.6 * 22)] for _ in range(2 + self.below(8))
        )


# --- genome ----------------------------------------------------------------------------------------------


def variants(draw: Source) -> Iterator[str]:
    position = 10_000
    while True:
        position += 1 + draw.below(900)
        depth = 8 + draw.below(60)
        reference = draw.below(4)
        other = (reference + 1 + draw.below(3)) % 4
        calls = "\t".join(genotype(draw, depth) for _ in range(8))
        yield (
            f"chr{1 + position // 2_000_000}\t{position}\trs{draw.below(90_000_000)}\t{'ACGT'[reference]}"
            f"\t{'ACGT'[other]}\t{20 + draw.below(4000) / 10:.1f}\tPASS\tDP={depth};AF={draw.random():.3f};MQ=60"
            f"\tGT:DP:GQ:PL\t{calls}\n"
        )


def genotype(draw: Source, depth: int) -> str:
    kind = ("0/0", "0/0", "0/0", "0/1", "1/1")[draw.below(5)]
    own = depth // 2 + draw.below(depth)
    return f"{kind}:{own}:{min(99, own * 2)}:{draw.below(9) * 10},{own},{own * 9}"


def reads(draw: Source) -> Iterator[str]:
    genome = "".join("ACGT"[draw.below(4)] for _ in range(1 << 19))
    qualities = "".join("FFFFFFFFFFF:F,FF"[draw.below(16)] for _ in range(1 << 16))
    number = 0
    while True:
        number += 1
        start, quality = draw.below(len(genome) - 150), draw.below(len(qualities) - 150)
        name = f"@A00123:55:H7YTNDSX5:1:{1101 + number // 5000}:{draw.below(33000)}:{draw.below(37000)} 1:N:0:ATCACG"
        yield f"{name}\n{genome[start : start + 150]}\n+\n{qualities[quality : quality + 150]}\n"


def write_genome(target: Path) -> None:
    with target.open("wb") as out:
        for lines, limit in ((variants(Source(1)), 9 * MIB), (reads(Source(2)), 15 * MIB)):
            out.write(take(lines, limit).encode())


def take(lines: Iterator[str], limit: int) -> str:
    """The first `limit` characters of the lines."""
    parts, size = [], 0
    while size < limit:
        parts.append(next(lines))
        size += len(parts[-1])
    return "".join(parts)[:limit]


# --- tree ------------------------------------------------------------------------------------------------


def prose(draw: Source) -> Iterator[str]:
    words = [draw.word() for _ in range(6000)]
    while True:
        length = 6 + draw.below(18)
        yield " ".join(words[int(len(words) * draw.random() ** 3)] for _ in range(length)).capitalize() + ". "


def program(draw: Source) -> Iterator[str]:
    names = [f"{draw.word()}_{draw.word()}" for _ in range(900)]
    while True:
        a, b, c = (names[int(len(names) * draw.random() ** 2)] for _ in range(3))
        yield (
            f"static int {a}(struct {b} *{c}, size_t size)\n{{\n    if (!{c} || size < {draw.below(512)})\n"
            f"        return -EINVAL;\n    {c}->{b} = {a}_{draw.below(40)}({c}, {hex(draw.below(65536))});\n"
            f"    return {c}->{b} ? 0 : -ENOMEM;\n}}\n\n"
        )


def log(draw: Source) -> Iterator[str]:
    time_ms = 0
    while True:
        time_ms += draw.below(400)
        path = "/".join(("api", "static", "user", "cart", "photo")[draw.below(5)] for _ in range(2))
        yield (
            f"2024-05-{1 + time_ms // 86_400_000:02d}T{time_ms // 3_600_000 % 24:02d}:{time_ms // 60_000 % 60:02d}:"
            f"{time_ms // 1000 % 60:02d}.{time_ms % 1000:03d}Z 10.{draw.below(4)}.{draw.below(256)}.{draw.below(256)}"
            f" GET /{path}/{draw.below(5000)} {(200, 200, 200, 304, 404)[draw.below(5)]} {draw.below(60000)}\n"
        )


def table(draw: Source) -> Iterator[str]:
    level = 0.0
    while True:
        level = level * 0.98 + draw.random() - 0.5
        yield f"{draw.below(64)},{level:.4f},{20 + level / 3:.2f},{draw.below(1000)}\n"


def library(draw: Source, size: int) -> bytes:
    """Like a shared library: instructions drawn from a skewed set, offsets, tables with counters."""
    codes = [bytes(draw.below(256) for _ in range(1 + draw.below(6))) for _ in range(700)]
    out = bytearray()
    while len(out) < size:
        for _ in range(200):
            out += codes[int(len(codes) * draw.random() ** 2)]
            if draw.below(4) == 0:
                out += struct.pack("<i", draw.below(1 << 14) - (1 << 13))
        base = draw.below(1 << 20)
        out += b"".join(struct.pack("<QII", base + 24 * i, i, draw.below(32)) for i in range(30))
    return bytes(out[:size])


def noise(draw: Source, size: int) -> bytes:
    """Like data that is compressed already."""
    return b"".join(struct.pack("<I", draw.below(1 << 32)) for _ in range(size // 4))


def text_of(lines: Callable[[Source], Iterator[str]]) -> Callable[[Source, int], bytes]:
    return lambda draw, size: take(lines(draw), size).encode()


CONTENTS: tuple[tuple[str, Callable[[Source, int], bytes], tuple[int, ...]], ...] = (
    ("doc/{}.txt", text_of(prose), (2 * MIB, 900_000, 40_000, 9_000, 700)),
    ("src/{}.c", text_of(program), (1_500_000, 260_000, 31_000, 12_000, 4_000, 150)),
    ("log/{}.log", text_of(log), (2 * MIB, 500_000)),
    ("table/{}.csv", text_of(table), (MIB,)),
    ("lib/{}.so", library, (3 * MIB, 1_300_000, 70_000)),
    ("picture/{}.jpg", noise, (MIB, 200_000, 131_072, 20_000)),
)


def write_tree(target: Path) -> None:
    for seed, (pattern, make, sizes) in enumerate(CONTENTS):
        for number, size in enumerate(sizes):
            path = target / pattern.format(number)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(make(Source(100 * seed + number), size))
    (target / "empty").write_bytes(b"")
    (target / "zeros").write_bytes(bytes(300_000))


# --- the door --------------------------------------------------------------------------------------------


def digest(target: Path) -> str:
    """Of the contents and relative names of all files."""
    files = sorted(target.rglob("*")) if target.is_dir() else [target]
    state = hashlib.sha256()
    for path in files:
        if path.is_file():
            state.update(path.relative_to(target).as_posix().encode() + b"\0" + path.read_bytes())
    return state.hexdigest()[:16]


WRITERS = {"genome": write_genome, "tree": write_tree}


def main(arguments: list[str]) -> int:
    if len(arguments) != 2 or arguments[0] not in WRITERS:
        sys.stderr.write(f"usage: make_data.py {'|'.join(WRITERS)} TARGET\n")
        return 2
    kind, target = arguments[0], Path(arguments[1])
    target.parent.mkdir(parents=True, exist_ok=True)
    WRITERS[kind](target)
    if digest(target) != DIGESTS[kind]:
        sys.stderr.write(f"make_data: {target} has digest {digest(target)}, expected {DIGESTS[kind]}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
