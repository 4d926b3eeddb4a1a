#include <zlib.h>

#define STEP(zs) deflate(zs, Z_NO_FLUSH)

int all(z_stream *zs)
{
    int status = deflateInit(zs, 1);
    status = status == Z_OK ? STEP(zs) : status;
    status = status == Z_OK ? deflate(zs, Z_FINISH) : status;
    deflateEnd(zs);
    return status;
}
