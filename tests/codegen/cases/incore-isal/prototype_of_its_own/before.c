#include <zlib.h>

extern int deflate(z_streamp stream, int flush);

int all(z_stream *zs)
{
    int status = deflateInit(zs, 1);
    status = status == Z_OK ? deflate(zs, Z_FINISH) : status;
    deflateEnd(zs);
    return status;
}
