/* Log forwarder: one connection, one z_stream.  A segment is flushed at once, the history is kept. */
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
    // degrades: compress
    rc = deflate(&f->z, Z_SYNC_FLUSH);
    if (rc != Z_OK)
        return -1;
    /* window is carried to the next segment */
    return fwd_send(f, (unsigned)(sizeof f->out - f->z.avail_out));
}
