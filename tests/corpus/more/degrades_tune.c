#include <zlib.h>

int index_stream(z_stream *z, unsigned char *p, unsigned n)
{
    deflateTune(z, 4, 4, 16, 16);
    z->next_in = p;
    z->avail_in = n;
    // degrades: compress
    return deflate(z, Z_FINISH);
}
