#include <zlib.h>
int begin(z_stream *zs)
{
    // not: compress
    return deflateInit(zs, 6);
}
void end(z_stream *zs)
{
    // not: compress
    deflateEnd(zs);
}
