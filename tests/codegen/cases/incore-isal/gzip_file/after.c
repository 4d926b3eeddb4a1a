#include <stdio.h>
#include <zlib.h>
#include "accel_offload.h"

#define READER(get) get(in, line, sizeof line)

/* Copies the lines of one gzip file to another. */
int copy(const char *from, const char *to)
{
    char line[4096];
    gzFile in = accel_gzopen(from, "rb"), out = accel_gzopen(to, "wb6");
    if (in == NULL || out == NULL) {
        return -1;
    }
    while (READER(accel_gzgets) != NULL) {
        accel_gzputs(out, line);
    }
    int rest = accel_gzread(in, line, 1); /* gzread() once more: an error? */
    accel_gzwrite(out, "end\n", 4);
    accel_gzclose(in);
    return rest == 0 ? accel_gzclose(out) : -1;
}
