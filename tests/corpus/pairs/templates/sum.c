#include <string.h>
#include <zlib.h>
#include "units.h"

#define UNIT @UNIT@

static unsigned char in[UNITS_MADE * UNIT];

static unsigned long sum(const unsigned char *p)
{
    return @SUM@(1, p, UNIT);
}

/* usage: prog UNITS SEED [OUTPUT] */
int main(int argc, char **argv)
{
    if (argc == 2)
        return expanded(argv[1], 15, "");
    unsigned long units = argc > 1 ? strtoul(argv[1], 0, 10) : 4, seed = argc > 2 ? strtoul(argv[2], 0, 10) : 1, all = 0;
    FILE *file = fopen(argc > 3 ? argv[3] : "out.bin", "wb");
    if (!file)
        return 1;
    units_make(in, UNIT, seed);
    double start = clock_us();
    for (unsigned long i = 0; i < units; i++)
        all += sum(in + i % UNITS_MADE * UNIT);
    metrics(units, clock_us() - start);
    fwrite(&all, sizeof all, 1, file);
    return fclose(file);
}
