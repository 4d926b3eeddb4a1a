#include <zlib.h>

/* The reader on the badge has 512 bytes of window. */
int badge_stream(z_stream *z)
{
    return deflateInit2(z, 6, Z_DEFLATED, -9, 1, Z_DEFAULT_STRATEGY);
}

int badge_put(z_stream *z, unsigned char *p, unsigned n)
{
    z->next_in = p;
    z->avail_in = n;
    // degrades: compress
    return deflate(z, Z_FINISH);
}
