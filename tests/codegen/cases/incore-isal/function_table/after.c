#include <zlib.h>
#include "accel_offload.h"

struct codec {
    int (*step)(z_streamp, int);
    int (*end)(z_streamp);
};

static const struct codec codecs[] = {{accel_deflate, &accel_deflateEnd}, {accel_inflate, accel_inflateEnd}};

int begin(z_stream *zs, int back)
{
    return back ? accel_inflateInit(zs) : accel_deflateInit(zs, 6);
}

int all(z_stream *zs, int back)
{
    int status = begin(zs, back);
    while (status == Z_OK) {
        status = codecs[back].step(zs, Z_FINISH);
    }
    return codecs[back].end(zs) == Z_OK ? status : Z_ERRNO;
}

int plain(z_stream *zs)
{
    return accel_deflate(zs, Z_FINISH);
}

int back(z_stream *zs)
{
    return accel_inflate(zs, Z_NO_FLUSH);
}
