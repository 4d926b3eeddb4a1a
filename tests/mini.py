"""A small but real service: compresses blocks of text with zlib, in a few dozen lines of C."""

from __future__ import annotations

from pathlib import Path

PACK_C = r"""
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

static int pack(unsigned char *out, uLongf *produced, const unsigned char *block, size_t size)
{
    z_stream stream;
    memset(&stream, 0, sizeof stream);
    if (deflateInit(&stream, 6) != Z_OK)
        return -1;
    stream.next_in = (Bytef *)block;
    stream.avail_in = (uInt)size;
    stream.next_out = out;
    stream.avail_out = (uInt)*produced;
    int answer = deflate(&stream, Z_FINISH);
    *produced = stream.total_out;
    deflateEnd(&stream);
    return answer == Z_STREAM_END ? 0 : -1;
}

int main(int argc, char **argv)
{
    enum { SIZE = 64 * 1024 };
    static unsigned char block[SIZE], out[SIZE * 2], back[SIZE];
    int blocks = argc > 1 ? atoi(argv[1]) : 4;
    unsigned long total = 0;
    uint32_t state = 12345;
    for (int b = 0; b < blocks; b++) {
        for (int i = 0; i < SIZE; i++) {
            state = state * 1664525u + 1013904223u;
            block[i] = "etaoin shrdlu cmfwyp"[(state >> 24) % 20];
        }
        uLongf produced = sizeof out, size = sizeof back;
        if (pack(out, &produced, block, SIZE) != 0)
            return 1;
        if (uncompress(back, &size, out, produced) != Z_OK || size != SIZE || memcmp(back, block, SIZE) != 0) {
            fprintf(stderr, "block %d came back different\n", b);
            return 1;
        }
        total += produced;
    }
    printf("accel-metric items %d block\naccel-metric output_bytes %lu byte\n", blocks, total);
    return 0;
}
"""

MAKEFILE = """CC ?= cc
CFLAGS ?= -O2 -Wall
pack: pack.c
\t$(CC) $(CFLAGS) -o $@ $< -lz
check: pack
\t./pack 2
clean:
\trm -f pack
"""

SPEC = """version: 1
application: mini
services:
  packer:
    source: ./packer
    build: make
    test: make check
    workload: {command: ./pack 40, unit: block}
    devices: [qat, isal]
    objectives: [maximize throughput, output_size <= 1.40x]
devices:
  qat: {model: qat-4xxx}
  isal: {model: isal}
goal: maximize throughput(packer)
budget: {trials: 5, wall: 10min}
"""


def make_service(root: Path, spec: str = SPEC) -> Path:
    """Write the service and its specification under `root`; the specification's path."""
    source = root / "packer"
    source.mkdir(parents=True)
    (source / "pack.c").write_text(PACK_C)
    (source / "Makefile").write_text(MAKEFILE)
    path = root / "accel.yaml"
    path.write_text(spec)
    return path
