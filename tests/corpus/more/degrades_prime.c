#include <zlib.h>

/* Continues a bit stream that another encoder began. */
int tail_put(z_stream *z, int bits, int value, unsigned char *p, unsigned n)
{
    if (deflatePrime(z, bits, value) != Z_OK)
        return -1;
    z->next_in = p;
    z->avail_in = n;
    // degrades: compress
    return deflate(z, Z_FINISH);
}
