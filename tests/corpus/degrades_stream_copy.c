#include <zlib.h>
int fork_stream(z_stream *to, z_stream *zs)
{
    zs->avail_in = 65536;
    deflateCopy(to, zs);
    // degrades: compress deflate
    return deflate(zs, Z_FINISH);
}
