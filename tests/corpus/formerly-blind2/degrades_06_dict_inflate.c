/* Document store: records are small zlib streams against a shared dictionary. */
#include <stdint.h>
#include <zlib.h>

#define REC_RAW_MAX 8192

struct dict { const uint8_t *p; unsigned n; };

long rec_expand(const struct dict *d, const uint8_t *in, unsigned n, uint8_t out[REC_RAW_MAX])
{
    z_stream s = { 0 };
    int rc;

    if (inflateInit2(&s, -15) != Z_OK || inflateSetDictionary(&s, d->p, d->n) != Z_OK)
        return -1;
    s.next_in = (uint8_t *)in;
    s.avail_in = n;
    s.next_out = out;
    s.avail_out = REC_RAW_MAX;
    // degrades: decompress
    rc = inflate(&s, Z_FINISH);
    inflateEnd(&s);
    return rc == Z_STREAM_END ? (long)s.total_out : -1;
}
