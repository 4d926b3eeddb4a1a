#include <zlib.h>

int row(z_stream *zs, int last)
{
    return deflate(zs, last ? Z_FINISH : Z_NO_FLUSH);
}

int record(Bytef *to, uLongf *length, const Bytef *from, uLong size)
{
    return compress2(to, length, from, size, 1);
}

int life(z_stream *zs)
{
    deflateEnd(zs);
    return deflateInit(zs, 1);
}
