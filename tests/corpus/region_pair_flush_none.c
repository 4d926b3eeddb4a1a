#include <zlib.h>
int feed(z_stream *zs, Bytef *p, unsigned n)
{
    zs->next_in = p;
    zs->avail_in = n;
    // region: compress deflate
    return deflate(zs, Z_NO_FLUSH);
}
