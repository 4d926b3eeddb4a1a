#include <zlib.h>

#define BLOCK 65536

int blocks_put(z_stream *z, unsigned char *in, int blocks)
{
    for (int i = 0; i < blocks; i++) {
        z->next_in = in + (long)i * BLOCK;
        z->avail_in = BLOCK;
        // region: compress async sync in-core min=4096
        if (deflate(z, Z_FULL_FLUSH) != Z_OK)
            return -1;
    }
    return 0;
}
