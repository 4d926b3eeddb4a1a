#include <string.h>
#include <zlib.h>

#define CHUNK 131072

struct sink { z_stream z; unsigned char in[CHUNK]; unsigned char out[CHUNK + 4096];
              int (*put)(void *, const void *, size_t); void *arg; };

/* One self-contained gzip member for each full chunk. */
int sink_chunk(struct sink *s)
{
    deflateReset(&s->z);
    s->z.next_in = s->in;
    s->z.avail_in = CHUNK;
    s->z.next_out = s->out;
    s->z.avail_out = sizeof s->out;
    // region: compress
    if (deflate(&s->z, Z_FINISH) != Z_STREAM_END)
        return -1;
    return s->put(s->arg, s->out, sizeof s->out - s->z.avail_out);
}

int sink_all(struct sink *s, int (*get)(void *, unsigned char *), void *src)
{
    while (get(src, s->in) == CHUNK)
        if (sink_chunk(s))
            return -1;
    return 0;
}
