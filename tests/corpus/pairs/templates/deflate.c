#include <string.h>
#include <zlib.h>
#include "units.h"

#define UNIT @UNIT@
#define LEVEL @LEVEL@
#define WINDOW @WINDOW@

static unsigned char in[UNITS_MADE * UNIT], out[UNIT + UNIT / 8 + 256];
static z_stream z;

/* One record of the archive; the stream is recycled. */
static unsigned long pack(unsigned char *p)
{
    deflateReset(&z);@STATE@
    z.next_in = p;
    z.avail_in = UNIT;
    z.next_out = out;
    z.avail_out = sizeof out;
    return deflate(&z, Z_FINISH) == Z_STREAM_END ? sizeof out - z.avail_out : 0;
}

/* usage: prog UNITS SEED [OUTPUT] */
int main(int argc, char **argv)
{
    if (argc == 2)
        return expanded(argv[1], WINDOW, "the of and to in");
    unsigned long units = argc > 1 ? strtoul(argv[1], 0, 10) : 4, seed = argc > 2 ? strtoul(argv[2], 0, 10) : 1;
    FILE *file = fopen(argc > 3 ? argv[3] : "out.bin", "wb");
    if (!file || deflateInit2(&z, LEVEL, Z_DEFLATED, WINDOW, 8, Z_DEFAULT_STRATEGY) != Z_OK)
        return 1;
    units_make(in, UNIT, seed);
    double start = clock_us();
    for (unsigned long i = 0; i < units; i++) {
        unsigned long n = pack(in + i % UNITS_MADE * UNIT);
        if (!n)
            return 1;
        fwrite(out, 1, n, file);
    }
    metrics(units, clock_us() - start);
    return fclose(file);
}
