#include <zlib.h>
int message(z_stream *zs, Bytef *text, unsigned n)
{
    zs->next_in = text;
    zs->avail_in = n;
    // degrades: compress deflate qat-4xxx
    return deflate(zs, Z_SYNC_FLUSH);
}
