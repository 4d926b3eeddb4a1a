#include <zlib.h>

int stream(z_stream *z)
{
    int status = deflateInit(z, 6);
    while (status == Z_OK)
        status = deflate(z, Z_FINISH);
    return deflateEnd(z);
}
