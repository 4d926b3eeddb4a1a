#include <zlib.h>
#include "accel_offload.h"

int (*const step)(z_streamp, int) = accel_deflate;

int all(z_stream *zs)
{
    int status = accel_deflateInit(zs, 1);
    status = status == Z_OK ? accel_deflate(zs, Z_FINISH) : status;
    accel_deflateEnd(zs);
    return status;
}
