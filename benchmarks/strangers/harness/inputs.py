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


def ebook(draw: random.Random) -> bytes:
    """The text file of an EB book: an empty page of indices, then text."""
    return bytes(2048) + text(draw, 12 * MIB)


def catalog(draw: random.Random) -> bytes:
    """The catalogue of an EB book with one subbook in the folder `data`."""
    return b"\0\1".ljust(16, b"\0") + b"\0\0" + b"TITLE".ljust(30, b"\0") + b"DATA    "


def png(draw: random.Random) -> bytes:
    """A picture of 1600 x 1200 pixels in three colours, smooth with noise, each row filtered by the row above."""
    width, height = 1600, 1200
    values = smooth(draw, width * 3 * height // 8)[1::2]
    rows = [bytearray(width * 3) for _ in range(2)]
    packer, body = zlib.compressobj(6), b""
    for y in range(height):
        start = (y * 977) % (len(values) - width * 3)
        rows[0], rows[1] = rows[1], bytearray(values[start : start + width * 3])
        up = bytes((a - b) & 255 for a, b in zip(rows[1], rows[0], strict=True))
        body += packer.compress(b"\2" + up)
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", body + packer.flush()), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + tag + data + struct.pack(">I", zlib.crc32(tag + data))
        for tag, data in chunks
    )


def avro(draw: random.Random) -> bytes:
    """An Avro container of strings in uncompressed blocks."""
    schema = b'{"type": "string"}'
    head = b"Obj\1" + _long(2) + _bytes(b"avro.schema") + _bytes(schema)
    mark = draw.randbytes(16)
    out = [head + _bytes(b"avro.codec") + _bytes(b"null") + _long(0) + mark]
    lines = text(draw, 12 * MIB).split(b"\n")
    for first in range(0, len(lines), 500):
        block = b"".join(map(_bytes, lines[first : first + 500]))
        out.append(_long(len(lines[first : first + 500])) + _long(len(block)) + block + mark)
    return b"".join(out)


def _bytes(data: bytes) -> bytes:
    return _long(len(data)) + data


def _long(value: int) -> bytes:
    """Avro's zigzag number, for values that are not negative."""
    value <<= 1
    out = bytearray()
    while value > 127:
        out.append(value & 127 | 128)
        value >>= 7
    return bytes([*out, value])


GENOME, READS, LONG = 1 << 20, 2000, 6000


def reads(draw: random.Random) -> bytes:
    """Long sequencing reads of a random genome, gzip-compressed FASTA."""
    starts = _starts()
    genome = "".join(draw.choices("ACGT", k=GENOME))
    lines = (f">r{n}\n{genome[s : s + LONG]}\n" for n, s in enumerate(starts))
    return gzip.compress("".join(lines).encode(), 6, mtime=0)


def overlaps(draw: random.Random) -> bytes:
    """What a mapper would say of the reads: pairs that overlap by 2,000 bases or more, gzip-compressed PAF."""
    starts = sorted(enumerate(_starts()), key=lambda entry: entry[1])
    lines = []
    for i, (one, at) in enumerate(starts):
        for other, there in starts[i + 1 :]:
            shared = at + LONG - there
            if shared < 2000:
                break
            ends = f"{LONG}\t{LONG - shared}\t{LONG}\t+\tr{other}\t{LONG}\t0\t{shared}"
            lines.append(f"r{one}\t{ends}\t{shared}\t{shared}\t255\n")
    return gzip.compress("".join(lines).encode(), 6, mtime=0)


def _starts() -> list[int]:
    draw = random.Random("starts")
    return [draw.randrange(GENOME - LONG) for _ in range(READS)]


def names(draw: random.Random, target: Path) -> None:
    """A tree of 20,000 empty files in 250 folders."""
    for number in range(250):
        folder = target / f"folder{number}"
        folder.mkdir(parents=True)
        for entry in range(80):
            letters = draw.choices("etaoinshrdlucmfw", k=draw.randint(5, 40))
            (folder / f"{entry}-{''.join(letters)}").touch()


def unpng(target: Path) -> None:
    """What an 8-bit picture in three colours on standard input shows, whatever filters its rows were given."""
    data, at, packed = sys.stdin.buffer.read(), 8, b""
    while at < len(data):
        size, tag = struct.unpack_from(">I4s", data, at)
        packed += data[at + 8 : at + 8 + size] if tag == b"IDAT" else b""
        at += size + 12
    stride = 3 * struct.unpack_from(">I", data, 16)[0] + 1
    rows, above = zlib.decompress(packed), bytes(stride - 1)
    with target.open("wb") as out:
        for start in range(0, len(rows), stride):
            above = _unfiltered(rows[start], rows[start + 1 : start + stride], above)
            out.write(above)


def raster(draw: random.Random) -> bytes:
    """A page in CUPS raster format, version 3, big-endian: 2480 x 3508 pixels, 8 bits of grey."""
    width, height = 2480, 3508
    numbers = [0] * 42
    numbers[5:7], numbers[24:26] = (300, 300), (595, 842)  # resolution, page size in points
    numbers[29:35] = width, height, 0, 8, 8, width
    numbers[41] = 1  # colours
    slope = smooth(draw, width * height // 8)[1::2]
    rows = bytearray()
    while len(rows) < width * height:
        start = draw.randrange(len(slope) - width)
        rows += slope[start : start + width] if draw.random() < 0.4 else b"\xff" * width
    head = bytes(256) + struct.pack(">42I", *numbers) + bytes(1796 - 256 - 4 * 42)
    return b"RaS3" + head + bytes(rows)


def disk(draw: random.Random) -> bytes:
    """The beginning of a disk with a GUID partition table: 128 partitions with names."""
    table, sectors = b"", 1 << 20
    for number in range(128):
        name = f"part{number}-{draw.randrange(10**6)}".encode("utf-16-le")
        table += (
            draw.randbytes(32)
            + struct.pack("<3Q", 2048 + number * 64, 2111 + number * 64, 0)
            + name.ljust(72, b"\0")
        )

    def header(own: int, other: int, crc: int) -> bytes:
        fixed = struct.pack("<8sIIIIQQQQ", b"EFI PART", 0x10000, 92, crc, 0, own, other, 34, sectors - 34)
        return fixed + bytes(range(16)) + struct.pack("<QIII", 2, 128, 128, zlib.crc32(table))

    first = header(1, sectors - 1, zlib.crc32(header(1, sectors - 1, 0)))
    protective = bytes(446) + struct.pack("<B3sB3sII", 0, b"\0\2\0", 0xEE, b"\xff\xff\xff", 1, sectors - 1)
    return protective.ljust(510, b"\0") + b"\x55\xaa" + first.ljust(512, b"\0") + table


def unps(target: Path) -> None:
    """What the Flate-encoded picture of a PostScript page on standard input holds."""
    data = sys.stdin.buffer.read()
    start = data.index(b">> image\n", data.index(b"/FlateDecode")) + len(b">> image\n")
    target.write_bytes(zlib.decompressobj().decompress(data[start:]))


def _unfiltered(kind: int, row: bytes, above: bytes) -> bytes | bytearray:
    if kind == 0:
        return row
    if kind == 2:
        return bytes((value + up) & 255 for value, up in zip(row, above, strict=True))
    guess = {1: lambda left, up, corner: left, 3: lambda left, up, corner: (left + up) // 2, 4: _paeth}[kind]
    out = bytearray(3) + row  # a pixel of nothing to the left
    corners = bytes(3) + above
    for i, (up, corner) in enumerate(zip(above, corners, strict=False)):
        out[i + 3] = (row[i] + guess(out[i], up, corner)) & 255
    return out[3:]


def _paeth(left: int, up: int, corner: int) -> int:
    """The neighbour nearest to left + up - corner; of equals the first of left, up and corner."""
    far_left, far_up = abs(up - corner), abs(left - corner)
    if far_left <= far_up and far_left <= abs(left + up - 2 * corner):
        return left
    return up if far_up <= abs(left + up - 2 * corner) else corner


KINDS: dict[str, Callable[[random.Random], bytes]] = {
    "text": lambda draw: text(draw, 12 * MIB),
    "bgzf": bgzf,
    "nifti": nifti,
    "fits": fits,
    "rdata": rdata,
    "fastq": fastq,
    "font": font,
    "ebook": ebook,
    "catalog": catalog,
    "png": png,
    "avro": avro,
    "reads": reads,
    "overlaps": overlaps,
    "raster": raster,
    "disk": disk,
}


def main(arguments: list[str]) -> int:
    decoders = {"unpng": unpng, "unps": unps}
    known = [*KINDS, "names", *decoders]
    if len(arguments) != 3 or arguments[0] not in known:
        sys.stderr.write(f"usage: inputs.py {'|'.join(known)} SEED TARGET\n")
        return 2
    kind, seed, target = arguments
    if kind == "names":
        names(random.Random(f"{kind} {seed}"), Path(target))
        return 0
    if kind in decoders:
        decoders[kind](Path(target))
        return 0
    Path(target).write_bytes(KINDS[kind](random.Random(f"{kind} {seed}")))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
