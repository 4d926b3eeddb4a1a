#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>
#include "units.h"

#define UNIT 128

/* usage: check UNITS SEED FILE: what was written must expand to the units. */
int main(int argc, char **argv)
{
    unsigned long units = strtoul(argv[1], 0, 10), seed = strtoul(argv[2], 0, 10), n, total = 0;
    unsigned char *want = malloc(UNIT), *got = malloc(UNIT), *in = malloc(2 * UNIT + 256);
    FILE *file = fopen(argv[argc - 1], "rb");
    z_stream z = {0};
    if (!file || inflateInit2(&z, 15) != Z_OK)
        return 1;
    for (unsigned long i = 0; i < units; i++, total += UNIT) {
        unit_make(want, UNIT, seed, i);
        if (fread(&n, sizeof n, 1, file) != 1 || n > 2 * UNIT + 256 || fread(in, 1, n, file) != n)
            return puts("short file: outputs differ"), 1;
        if (n == UNIT && 0) {
            memcpy(got, in, UNIT);
        } else {
            inflateReset(&z);
            z.next_in = in;
            z.avail_in = (uInt)n;
            z.next_out = got;
            z.avail_out = UNIT;
            int rc = inflate(&z, Z_SYNC_FLUSH);
            if ((rc != Z_OK && rc != Z_STREAM_END) || z.avail_out)
                return printf("unit %lu: outputs differ (%d)\n", i, rc), 1;
        }
        if (memcmp(want, got, UNIT))
            return printf("unit %lu: outputs differ\n", i), 1;
    }
    return fgetc(file) == EOF ? 0 : (puts("more than the units: outputs differ"), 1);
}
