#include <zlib.h>

struct request {
    enum { identity, deflateBound, gzip } coding;
};

int all(z_stream *zs, const struct request *request)
{
    int status = deflateInit(zs, request->coding == deflateBound ? 1 : 6);
    status = status == Z_OK ? deflate(zs, Z_FINISH) : status;
    deflateEnd(zs);
    return status;
}
