#include <string.h>
#include <zlib.h>
#include "units.h"

#define UNIT @UNIT@
#define FLUSH @FLUSH@

static unsigned char in[UNITS_MADE * UNIT], out[65536];
static z_stream z;

/* One message of the connection. */
static unsigned long put(unsigned char *p)
{
    z.next_in = p;
    z.avail_in = UNIT;
    z.next_out = out;
    z.avail_out = sizeof out;
    if (deflate(&z, FLUSH) != Z_OK)
        return 0;
    return sizeof out - z.avail_out + 1;
}

/* usage: prog UNITS SEED [OUTPUT] */
int main(int argc, char **argv)
{
    if (argc == 2)
        return expanded(argv[1], 15, "the of and to in");
    unsigned long units = argc > 1 ? strtoul(argv[1], 0, 10) : 4, seed = argc > 2 ? strtoul(argv[2], 0, 10) : 1;
    FILE *file = fopen(argc > 3 ? argv[3] : "out.bin", "wb");
    int rc;
    if (!file || deflateInit(&z, 6) != Z_OK)
        return 1;
    units_make(in, UNIT, seed);
    double start = clock_us();
    for (unsigned long i = 0; i < units; i++) {
        unsigned long n = put(in + i % UNITS_MADE * UNIT);
        if (!n)
            return 1;
        fwrite(out, 1, n - 1, file);
    }
    do {
        z.avail_in = 0;
        z.next_out = out;
        z.avail_out = sizeof out;
        rc = deflate(&z, Z_FINISH);
        fwrite(out, 1, sizeof out - z.avail_out, file);
    } while (rc == Z_OK);
    metrics(units, clock_us() - start);
    return fclose(file) || rc != Z_STREAM_END;
}
