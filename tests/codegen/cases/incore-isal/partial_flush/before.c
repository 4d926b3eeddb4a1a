#include <zlib.h>

int send(z_stream *zs)
{
    int flush = Z_NO_FLUSH;
    if (zs->avail_in == 0)
        flush = Z_PARTIAL_FLUSH;
    return deflate(zs, flush);
}

int renew(z_stream *zs)
{
    deflateEnd(zs);
    return deflateInit(zs, 1);
}
