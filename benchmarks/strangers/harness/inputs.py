"""Write seeded inputs for a workload: `python3 inputs.py KIND SEED TARGET`; the same seed gives the same bytes."""

from __future__ import annotations

import gzip
import random
import struct
import sys
import zlib
from collections.abc import Callable
from pathlib import Path

MIB = 1 << 20


def text(draw: random.Random, size: int) -> bytes:
    """Prose-like lines: a skewed choice of words."""
    words = [
        "".join(draw.choices("etaoinshrdlucmfwypvbgk", k=draw.randint(2, 10))).encode() for _ in range(5000)
    ]
    out = bytearray()
    while len(out) < size:
        out += b" ".join(words[int(5000 * draw.random() ** 3)] for _ in range(draw.randint(6, 20))) + b"\n"
    return bytes(out[:size])


def smooth(draw: random.Random, count: int) -> bytes:
    """Big-endian 16-bit samples of a noisy slope."""
    level, out = 2000.0, bytearray()
    for _ in range(count):
        level += draw.random() * 9 - 4.5 + (2000 - level) / 500
        out += struct.pack(">h", int(level))
    return bytes(out)


def bgzf(draw: random.Random) -> bytes:
    """A BGZF file of tab-separated lines, in blocks of 65280 bytes."""
    data = b"\n".join(
        b"chr%d\t%d\t%s" % (1 + i // 90000, 100 + i * 7, line)
        for i, line in enumerate(text(draw, 12 * MIB).split(b"\n"))
        if line
    )
    blocks = [data[i : i + 65280] for i in range(0, len(data), 65280)]
    return b"".join(map(_block, blocks)) + _block(b"")


def _block(piece: bytes) -> bytes:
    packer = zlib.compressobj(6, zlib.DEFLATED, -15)
    body = packer.compress(piece) + packer.flush()
    head = struct.pack("<4BI2BH2BHH", 31, 139, 8, 4, 0, 0, 255, 6, 66, 67, 2, len(body) + 25)
    return head + body + struct.pack("<II", zlib.crc32(piece), len(piece))


def nifti(draw: random.Random) -> bytes:
    """A gzip-compressed NIfTI-1 volume of 16-bit samples, 128 x 128 x 64 x 4."""
    dims = (4, 128, 128, 64, 4, 1, 1, 1)
    head = struct.pack("<i10s18sihcB8h3f4h", 348, b"", b"", 0, 0, b"r", 0, *dims, 0, 0, 0, 0, 4, 16, 0)
    head += struct.pack("<8f3fhBB4f2i", *[1] * 8, 352, 1, *[0] * 10)
    head = (head + b"\0" * 344)[:344] + b"n+1\0" + b"\0" * 4
    samples = bytearray(smooth(draw, 128 * 128 * 64 * 4))
    samples[0::2], samples[1::2] = samples[1::2], samples[0::2]
    return gzip.compress(head + bytes(samples), 6, mtime=0)


def fits(draw: random.Random) -> bytes:
    """A FITS image of 16-bit samples, 2048 x 2048."""
    cards = (
        "SIMPLE  =                    T",
        "BITPIX  =                   16",
        "NAXIS   =                    2",
    )
    cards += ("NAXIS1  =                 2048", "NAXIS2  =                 2048", "END")
    head = "".join(f"{card:<80}" for card in cards).encode().ljust(2880)
    body = smooth(draw, 2048 * 2048)
    return head + body + b"\0" * (-len(body) % 2880)


def rdata(draw: random.Random) -> bytes:
    """An R workspace (binary serialization version 2, gzip-compressed) with one data frame of two numeric columns."""
    rows = 400_000

    def symbol(name: bytes) -> bytes:
        return struct.pack(">ii", 1, 0x00040009) + struct.pack(">i", len(name)) + name

    def strings(names: list[bytes]) -> bytes:
        return struct.pack(">ii", 16, len(names)) + b"".join(
            struct.pack(">ii", 0x00040009, len(n)) + n for n in names
        )

    def column() -> bytes:
        values = [round(draw.gauss(50, 9), 2) for _ in range(rows)]
        return struct.pack(">ii", 14, rows) + struct.pack(f">{rows}d", *values)

    nil = struct.pack(">i", 254)
    pair = struct.pack(">i", 0x402)
    attributes = pair + symbol(b"names") + strings([b"x", b"y"])
    attributes += pair + symbol(b"class") + strings([b"data.frame"])
    attributes += pair + symbol(b"row.names") + struct.pack(">iiii", 13, 2, -(1 << 31), -rows) + nil
    frame = struct.pack(">ii", 0x313, 2) + column() + column() + attributes
    head = b"RDX2\nX\n" + struct.pack(">iii", 2, 0x00020300, 0x00020300)
    return gzip.compress(head + pair + symbol(b"frame") + frame + nil, 6, mtime=0)


def fastq(draw: random.Random) -> bytes:
    """Sequencing reads, gzip-compressed."""
    genome = "".join(draw.choices("ACGT", k=1 << 18))
    out = []
    for number in range(60_000):
        start = draw.randrange(len(genome) - 150)
        quality = "".join(draw.choices("FFFFFFFFF:F,", k=150))
        out.append(f"@read:{number}\n{genome[start : start + 150]}\n+\n{quality}\n")
    return gzip.compress("".join(out).encode(), 6, mtime=0)


def font(draw: random.Random) -> bytes:
    """A TrueType container with the tables that a converter looks at and large tables of outline-like data."""
    head = struct.pack(">IIIIHH16sHHHHHHHHH", 0x00010000, 0x00010000, 0, 0x5F0F3CF5, 0, 1000, b"", *[0] * 9)
    tables = {
        b"head": head,
        b"maxp": struct.pack(">IH", 0x00005000, 1),
        b"name": struct.pack(">HHH", 0, 0, 6),
    }
    for tag, size in ((b"glyf", 3 * MIB), (b"GPOS", MIB), (b"cmap", 200_000), (b"loca", 90_000)):
        tables[tag] = smooth(draw, size // 2) if tag != b"GPOS" else text(draw, size)
    offset, entries, body = 12 + 16 * len(tables), b"", b""
    for tag, data in sorted(tables.items()):
        padded = data + b"\0" * (-len(data) % 4)
        total = sum(struct.unpack(f">{len(padded) // 4}I", padded)) & 0xFFFFFFFF
        entries += struct.pack(">4sIII", tag, total, offset + len(body), len(data))
        body += padded
    return struct.pack(">IHHHH", 0x00010000, len(tables), 64, 2, 48) + entries + body


KINDS: dict[str, Callable[[random.Random], bytes]] = {
    "text": lambda draw: text(draw, 12 * MIB),
    "bgzf": bgzf,
    "nifti": nifti,
    "fits": fits,
    "rdata": rdata,
    "fastq": fastq,
    "font": font,
}


def main(arguments: list[str]) -> int:
    if len(arguments) != 3 or arguments[0] not in KINDS:
        sys.stderr.write(f"usage: inputs.py {'|'.join(KINDS)} SEED TARGET\n")
        return 2
    kind, seed, target = arguments
    Path(target).write_bytes(KINDS[kind](random.Random(f"{kind} {seed}")))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
