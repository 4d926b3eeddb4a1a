#include <stdlib.h>
#include <zlib.h>

#define CHUNK (256 * 1024)

struct chunk { unsigned char *packed; unsigned long packed_len; unsigned char *raw; };

int chunks_expand(struct chunk *c, int n)
{
    for (int i = 0; i < n; i++) {
        uLongf len = CHUNK;
        // region: decompress deflate sync async in-core min=16384
        if (uncompress(c[i].raw, &len, c[i].packed, c[i].packed_len) != Z_OK || len != CHUNK)
            return -1;
    }
    return 0;
}
