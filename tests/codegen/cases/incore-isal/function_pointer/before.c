#include <zlib.h>

int (*const step)(z_streamp, int) = deflate;

int all(z_stream *zs)
{
    int status = deflateInit(zs, 1);
    status = status == Z_OK ? deflate(zs, Z_FINISH) : status;
    deflateEnd(zs);
    return status;
}
