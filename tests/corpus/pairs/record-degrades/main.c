#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <zlib.h>
#include "units.h"

#define UNIT 64
#define LEVEL 1

static unsigned char in[UNIT], out[UNIT + UNIT / 8 + 128];

static z_stream stream;

/* One stream for all records: what setting it up costs, every library spares. */
static unsigned long pack(void)
{
    if (deflateReset(&stream) != Z_OK)
        return 0;
    stream.next_in = in;
    stream.avail_in = UNIT;
    stream.next_out = out;
    stream.avail_out = sizeof out;
    return deflate(&stream, Z_FINISH) == Z_STREAM_END ? sizeof out - stream.avail_out : 0;
}

/* usage: prog UNITS SEED [OUTPUT] */
int main(int argc, char **argv)
{
    unsigned long units = argc > 1 ? strtoul(argv[1], 0, 10) : 4, seed = argc > 2 ? strtoul(argv[2], 0, 10) : 1;
    FILE *file = fopen(argc > 3 ? argv[3] : "out.bin", "wb");
    struct timespec a, b;
    if (!file || deflateInit(&stream, LEVEL) != Z_OK)
        return 1;
    clock_gettime(CLOCK_MONOTONIC, &a);
    for (unsigned long i = 0; i < units; i++) {
        unit_make(in, UNIT, seed, i);
        unsigned long n = pack();
        if (!n)
            return 1;
        fwrite(&n, sizeof n, 1, file);
        fwrite(out, 1, n, file);
    }
    clock_gettime(CLOCK_MONOTONIC, &b);
    fclose(file);
    deflateEnd(&stream);
    printf("accel-metric items %lu unit\naccel-metric latency_mean %.3f us\n", units,
           ((double)(b.tv_sec - a.tv_sec) * 1e6 + (double)(b.tv_nsec - a.tv_nsec) / 1e3) / (double)units);
    return 0;
}
