/* Parallel gzip: each worker deflates a 256 KiB segment that refers to nothing
 * before it and ends with a full flush; the joiner concatenates. */
#include <stdint.h>
#include <zlib.h>

#define SEGMENT (256 * 1024)

struct job { uint8_t *in; uint8_t *out; unsigned cap; unsigned len; int last; };

int segment_job(struct job *j)
{
    z_stream s = { 0 };
    int rc;

    if (deflateInit2(&s, 6, Z_DEFLATED, -15, 8, Z_DEFAULT_STRATEGY) != Z_OK)
        return -1;
    s.next_in = j->in;
    s.avail_in = SEGMENT;
    s.next_out = j->out;
    s.avail_out = j->cap;
    // region: compress
    rc = deflate(&s, j->last ? Z_FINISH : Z_FULL_FLUSH);
    j->len = (unsigned)s.total_out;
    deflateEnd(&s);
    return rc == (j->last ? Z_STREAM_END : Z_OK) ? 0 : -1;
}
