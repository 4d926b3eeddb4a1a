/* Object cache: 32 KiB pages are deflated before they go to flash with the
 * shared dictionary all nodes hold. */
#include <stdint.h>
#include <zlib.h>

#define CPAGE (32 * 1024)

struct cpage { uint8_t raw[CPAGE]; uint8_t out[CPAGE + 1024]; unsigned out_len; };

extern const uint8_t shared_dict[32768];

int cpage_pack(struct cpage *c)
{
    z_stream z = { 0 };
    int rc;

    if (deflateInit2(&z, 6, Z_DEFLATED, -15, 8, Z_DEFAULT_STRATEGY) != Z_OK)
        return -1;
    if (deflateSetDictionary(&z, shared_dict, sizeof shared_dict) != Z_OK)
        return -1;
    z.next_in = c->raw;
    z.avail_in = CPAGE;
    z.next_out = c->out;
    z.avail_out = sizeof c->out;
    // degrades: compress
    rc = deflate(&z, Z_FINISH);
    c->out_len = (unsigned)z.total_out;
    deflateEnd(&z);
    return rc == Z_STREAM_END ? 0 : -1;
}
