/* HTTP response body compression: the upstream reply is buffered whole,
 * so each response is one independent gzip member. */
#include <stddef.h>
#include <string.h>
#include <zlib.h>

#define GZ_MIN_BODY   (32 * 1024)
#define GZ_MAX_BODY   (1024 * 1024)

struct reply {
    unsigned char *body;
    size_t         body_len;
    unsigned char *out;
    size_t         out_cap;
    size_t         out_len;
    int            encoded;
};

int reply_gzip(struct reply *r, int level)
{
    z_stream z;
    int rc;

    if (r->body_len < GZ_MIN_BODY || r->body_len > GZ_MAX_BODY)
        return 0;                       /* sent as identity */

    z = (z_stream){ 0 };
    if (deflateInit2(&z, level, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) != Z_OK)
        return -1;
    z.next_in = r->body;
    z.avail_in = (uInt)r->body_len;
    z.next_out = r->out;
    z.avail_out = (uInt)r->out_cap;
    // region: compress
    rc = deflate(&z, Z_FINISH);
    r->out_len = z.total_out;
    deflateEnd(&z);
    if (rc != Z_STREAM_END)
        return -1;
    r->encoded = 1;
    return 1;
}
