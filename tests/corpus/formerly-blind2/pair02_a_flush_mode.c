/* Log forwarder: one connection, one z_stream.  A segment is a self-contained gzip member. */
#include <stdint.h>
#include <zlib.h>

#define SEGMENT_MAX (32 * 1024)

struct fwd {
    z_stream z;
    uint8_t  out[SEGMENT_MAX + 4096];
};

extern int fwd_send(struct fwd *f, unsigned n);

int fwd_segment(struct fwd *f, const uint8_t *seg)
{
    int rc;

    f->z.next_in = (uint8_t *)seg;
    f->z.avail_in = SEGMENT_MAX;
    f->z.next_out = f->out;
    f->z.avail_out = sizeof f->out;
    // region: compress
    rc = deflate(&f->z, Z_FINISH);
    if (rc != Z_STREAM_END)
        return -1;
    deflateReset(&f->z);
    return fwd_send(f, (unsigned)(sizeof f->out - f->z.avail_out));
}
