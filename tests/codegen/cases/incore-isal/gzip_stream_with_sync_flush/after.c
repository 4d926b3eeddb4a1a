#include <stdio.h>
#include <string.h>
#ifdef _WIN32
#include <io.h>
#endif
#include <zlib.h>
#include "accel_offload.h"

/* deflate() in a comment stays, and so does it in a string. */
static const char *about = "deflate(stream)";

int copy(FILE *in, FILE *out, int level)
{
    unsigned char from[4096], to[4096];
    z_stream zs;
    memset(&zs, 0, sizeof zs);
    if (accel_deflateInit2(&zs, level, Z_DEFLATED, 31, 8, Z_DEFAULT_STRATEGY) != Z_OK)
        return fputs(about, stderr), -1;
    for (;;) {
        size_t n = fread(from, 1, sizeof from, in);
        zs.next_in = from;
        zs.avail_in = (uInt)n;
        do {
            zs.next_out = to;
            zs.avail_out = sizeof to;
            accel_deflate(&zs, n ? Z_SYNC_FLUSH : Z_FINISH);
            fwrite(to, 1, sizeof to - zs.avail_out, out);
        } while (zs.avail_out == 0);
        if (n == 0)
            return accel_deflateEnd(&zs);
    }
}
