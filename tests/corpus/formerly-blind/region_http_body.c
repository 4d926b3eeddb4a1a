#include <zlib.h>
#include <string.h>

#define PAGE 32768

struct response { const unsigned char *body; size_t len; unsigned char *out; size_t out_len; };

/* A filter of the event loop: whole bodies of 32 KiB and more. */
int filter_gzip(z_stream *z, struct response *r, size_t room)
{
    if (r->len < PAGE)
        return 0;
    deflateReset(z);
    z->next_in = (unsigned char *)r->body;
    z->avail_in = (uInt)r->len;
    z->next_out = r->out;
    z->avail_out = (uInt)room;
    // region: compress min=16384
    int rc = deflate(z, Z_FINISH);
    r->out_len = room - z->avail_out;
    return rc == Z_STREAM_END ? 1 : -1;
}
