#include <zlib.h>
#include "accel_offload.h"

int row(z_stream *zs, int last)
{
    return accel_deflate(zs, last ? Z_FINISH : Z_NO_FLUSH);
}

int record(Bytef *to, uLongf *length, const Bytef *from, uLong size)
{
    return accel_compress2(to, length, from, size, 1);
}

int life(z_stream *zs)
{
    accel_deflateEnd(zs);
    return accel_deflateInit(zs, 1);
}
