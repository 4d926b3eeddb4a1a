"""Judge a BGZF file without htslib: `blocks.py PACKED.gz EXPECTED`, or write data that does not compress: `--noise FILE`.

Every block must be one gzip member with the BC field, at most 64 KiB on both sides, with a right CRC and length;
the last block must be the empty end marker.  Exit code 1 names the first block that is wrong.
"""

from __future__ import annotations

import random
import struct
import sys
import zlib
from pathlib import Path

HEADER = struct.Struct("<4BIBBHBBHH")
END_MARKER = bytes.fromhex("1f8b08040000000000ff0600424302001b0003000000000000000000")


def unpack(packed: bytes) -> bytes:
    out, at = [], 0
    while at < len(packed):
        fields = HEADER.unpack_from(packed, at)
        if fields[:4] != (31, 139, 8, 4) or fields[7:11] != (6, 66, 67, 2):
            raise ValueError(f"block at byte {at} has no BGZF header")
        size = fields[11] + 1
        plain = zlib.decompress(packed[at + HEADER.size : at + size - 8], wbits=-15)
        if struct.unpack_from("<II", packed, at + size - 8) != (zlib.crc32(plain), len(plain)):
            raise ValueError(f"block at byte {at} has a wrong CRC or length")
        if len(plain) > 65536:
            raise ValueError(f"block at byte {at} holds {len(plain)} bytes, more than 65536")
        out.append(plain)
        at += size
    if not packed.endswith(END_MARKER):
        raise ValueError("the end marker is missing")
    return b"".join(out)


def main(arguments: list[str]) -> int:
    if len(arguments) != 2:
        sys.stderr.write("usage: blocks.py PACKED.gz EXPECTED | --noise FILE\n")
        return 2
    if arguments[0] == "--noise":
        Path(arguments[1]).write_bytes(random.Random(1).randbytes(300_000))
        return 0
    try:
        same = unpack(Path(arguments[0]).read_bytes()) == Path(arguments[1]).read_bytes()
    except (ValueError, zlib.error, struct.error) as error:
        sys.stderr.write(f"blocks: {arguments[0]}: {error}\n")
        return 1
    if not same:
        sys.stderr.write(f"blocks: {arguments[0]} holds something else than {arguments[1]}\n")
    return 0 if same else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
