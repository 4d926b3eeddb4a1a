/* Ingest of gzip objects uploaded by customers: made by any gzip tool, thus
 * with the usual 32 KiB window; typical object 1 MiB. */
#include <stdint.h>
#include <zlib.h>

struct object { const uint8_t *gz; uint32_t gz_len; uint8_t *raw; uint32_t raw_cap; uint32_t raw_len; };

int object_expand(struct object *o)
{
    z_stream s = { 0 };
    int rc;

    if (o->raw_cap < (1u << 20))
        return -1;
    if (inflateInit2(&s, 15 + 16) != Z_OK)
        return -1;
    s.next_in = (uint8_t *)o->gz;
    s.avail_in = o->gz_len;
    s.next_out = o->raw;
    s.avail_out = o->raw_cap;
    // degrades: decompress iaa
    rc = inflate(&s, Z_FINISH);
    o->raw_len = (uint32_t)s.total_out;
    inflateEnd(&s);
    return rc == Z_STREAM_END ? 0 : -1;
}
