#include <zlib.h>

/* Header blocks of one connection: a shared history and a preset dictionary. */
int headers_inflate(z_stream *z, unsigned char *in, unsigned n, unsigned char *out, unsigned room, const unsigned char *dict, unsigned dn)
{
    z->next_in = in;
    z->avail_in = n;
    z->next_out = out;
    z->avail_out = room;
    // degrades: decompress
    int rc = inflate(z, Z_SYNC_FLUSH);
    if (rc == Z_NEED_DICT && inflateSetDictionary(z, dict, dn) == Z_OK)
        rc = inflate(z, Z_SYNC_FLUSH);
    return rc;
}
