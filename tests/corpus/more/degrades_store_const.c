#include <zlib.h>

static const int kStoreOnly = Z_NO_COMPRESSION;

int media_put(z_stream *z, unsigned char *p, unsigned n)
{
    if (deflateInit(z, kStoreOnly) != Z_OK)
        return -1;
    z->next_in = p;
    z->avail_in = n;
    // degrades: compress
    int rc = deflate(z, Z_FINISH);
    deflateEnd(z);
    return rc == Z_STREAM_END ? 0 : -1;
}
