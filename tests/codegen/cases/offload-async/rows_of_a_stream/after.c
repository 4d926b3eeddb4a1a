#include <zlib.h>
#include "accel_offload.h"

int rows(unsigned char *data, uInt width, uInt height, unsigned char *out, uInt room)
{
    z_stream zs = {0};
    int status;
    if (accel_deflateInit(&zs, Z_DEFAULT_COMPRESSION) != Z_OK)
        return -1;
    zs.next_out = out;
    zs.avail_out = room;
    for (uInt y = 0; y < height; y++) {
        zs.next_in = data + (size_t)y * width;
        zs.avail_in = width;
        status = accel_deflate(&zs, Z_NO_FLUSH);
    }
    while ((status = accel_deflate(&zs, Z_FINISH)) == Z_OK)
        continue;
    accel_deflateEnd(&zs);
    return status == Z_STREAM_END ? 0 : -1;
}
