#include <zlib.h>
int start(z_stream *zs)
{
    return deflateInit2(zs, 6, Z_DEFLATED, 12, 8, 0);
}
int feed(z_stream *zs)
{
    // degrades: compress deflate
    return deflate(zs, Z_FINISH);
}
