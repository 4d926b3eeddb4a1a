#include <zlib.h>
#include "objcache.h"

/* objects between 64 KiB and 8 MiB, completely in memory, original size in the header */
int obj_expand(const struct obj_header *oh, const unsigned char *stored, unsigned char *dst)
{
    z_stream zs = {0};
    int rc;

    if (inflateInit2(&zs, 15 + 32) != Z_OK)
        return OC_NOMEM;
    zs.next_in   = (Bytef *)stored;
    zs.avail_in  = oh->stored_len;
    zs.next_out  = dst;
    zs.avail_out = oh->orig_len;
    // region: decompress deflate in-core sync async min=16384
    rc = inflate(&zs, Z_FINISH);
    inflateEnd(&zs);
    return rc == Z_STREAM_END && zs.total_out == oh->orig_len ? OC_OK : OC_DAMAGED;
}
