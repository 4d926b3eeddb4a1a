#include <zlib.h>

int begin(z_stream *zs, const Bytef *words, uInt n)
{
    int status = deflateInit(zs, 6);
    return status == Z_OK ? deflateSetDictionary(zs, words, n) : status;
}

int step(z_stream *zs, int flush)
{
    return deflate(zs, flush);
}

int end(z_stream *zs)
{
    return deflateEnd(zs);
}
