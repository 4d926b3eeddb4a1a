#include <string.h>
#include <zlib.h>
#include "units.h"

#define UNIT @UNIT@

static unsigned char raw[UNITS_MADE * UNIT], packed[UNITS_MADE][UNIT + UNIT / 8 + 128], back[UNIT];
static unsigned long length[UNITS_MADE];

static int expand(unsigned long i)
{
    uLongf n = UNIT;
    return uncompress(back, &n, packed[i], length[i]) == Z_OK && n == UNIT;
}

static void prepare_error_free_input(unsigned long seed)
{
    units_make(raw, UNIT, seed);
    for (int i = 0; i < UNITS_MADE; i++) {
        z_stream z = {0};
        deflateInit(&z, 6);
        z.next_in = raw + i * UNIT;
        z.avail_in = UNIT;
        z.next_out = packed[i];
        z.avail_out = sizeof packed[i];
        deflate(&z, Z_FINISH);
        length[i] = sizeof packed[i] - z.avail_out;
        deflateEnd(&z);
    }
}

/* usage: prog UNITS SEED [OUTPUT] */
int main(int argc, char **argv)
{
    if (argc == 2)
        return expanded(argv[1], 15, "");
    unsigned long units = argc > 1 ? strtoul(argv[1], 0, 10) : 4, seed = argc > 2 ? strtoul(argv[2], 0, 10) : 1;
    FILE *file = fopen(argc > 3 ? argv[3] : "out.bin", "wb");
    if (!file)
        return 1;
    prepare_error_free_input(seed);
    double start = clock_us();
    for (unsigned long i = 0; i < units; i++) {
        if (!expand(i % UNITS_MADE))
            return 1;
        fwrite(back, 1, 16, file);
    }
    metrics(units, clock_us() - start);
    return fclose(file);
}
