#include <zlib.h>
int send(z_stream *zs, Bytef *p, unsigned n)
{
    zs->next_in = p;
    zs->avail_in = n;
    // degrades: compress deflate qat-4xxx
    return deflate(zs, Z_SYNC_FLUSH);
}
