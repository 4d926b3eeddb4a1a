#include <zlib.h>
int pack(z_stream *zs)
{
    deflateInit2(zs, 6, Z_DEFLATED, -12, 8, Z_DEFAULT_STRATEGY);
    zs->avail_in = 1 << 20;
    // degrades: compress deflate
    return deflate(zs, Z_FINISH);
}
