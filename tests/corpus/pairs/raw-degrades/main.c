#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <zlib.h>
#include "units.h"

#define UNIT 64

static unsigned char in[UNIT], out[UNIT + UNIT / 8 + 128];
static z_stream z;

static unsigned long pack(void)
{
    if (!z.state && deflateInit2(&z, 6, Z_DEFLATED, -15, 8, Z_DEFAULT_STRATEGY) != Z_OK)
        return 0;
    deflateReset(&z);
    z.next_in = in;
    z.avail_in = UNIT;
    z.next_out = out;
    z.avail_out = sizeof out;
    return deflate(&z, Z_FINISH) >= 0 ? sizeof out - z.avail_out : 0;
}

/* usage: prog UNITS SEED [OUTPUT] */
int main(int argc, char **argv)
{
    unsigned long units = argc > 1 ? strtoul(argv[1], 0, 10) : 4, seed = argc > 2 ? strtoul(argv[2], 0, 10) : 1;
    FILE *file = fopen(argc > 3 ? argv[3] : "out.bin", "wb");
    struct timespec a, b;
    if (!file)
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
    printf("accel-metric items %lu unit\naccel-metric latency_mean %.3f us\n", units,
           ((double)(b.tv_sec - a.tv_sec) * 1e6 + (double)(b.tv_nsec - a.tv_nsec) / 1e3) / (double)units);
    return 0;
}
