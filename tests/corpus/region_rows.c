#include <zlib.h>
int picture(z_stream *zs, unsigned char **rows, unsigned width, int height)
{
    for (int y = 0; y < height; y++) {
        zs->next_in = rows[y];
        zs->avail_in = width * 3 + 1;
        while (zs->avail_in)
            // region: compress deflate offload async
            if (deflate(zs, Z_NO_FLUSH) != Z_OK)
                return -1;
    }
    // region: compress deflate
    return deflate(zs, Z_FINISH) == Z_STREAM_END ? 0 : -1;
}
