/* SPDY-style header block compression: preset dictionary, one long-lived
 * stream per connection. */
#include <string.h>
#include <zlib.h>

extern const unsigned char hdr_dict[];
extern const unsigned      hdr_dict_len;

#define HDR_MAX 4096

struct hdr_ctx { z_stream z; int started; };

int hdr_pack(struct hdr_ctx *h, unsigned char *out, unsigned cap, const unsigned char *in, unsigned n)
{
    if (n > HDR_MAX)
        return -1;
    if (!h->started) {
        if (deflateInit(&h->z, 6) != Z_OK ||
            deflateSetDictionary(&h->z, hdr_dict, hdr_dict_len) != Z_OK)
            return -1;
        h->started = 1;
    }
    h->z.next_in = (unsigned char *)in;
    h->z.avail_in = n;
    h->z.next_out = out;
    h->z.avail_out = cap;
    // degrades: compress
    if (deflate(&h->z, Z_SYNC_FLUSH) != Z_OK)
        return -1;
    return (int)(cap - h->z.avail_out);
}
