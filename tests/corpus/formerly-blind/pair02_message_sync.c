#include <string.h>
#include <zlib.h>

#define CHUNK 512

struct sink { z_stream z; unsigned char in[CHUNK]; unsigned char out[CHUNK + 4096];
              int (*put)(void *, const void *, size_t); void *arg; };

/* The peer inflates with one window for the connection. */
int sink_chunk(struct sink *s)
{
    s->z.next_in = s->in;
    s->z.avail_in = CHUNK;
    s->z.next_out = s->out;
    s->z.avail_out = sizeof s->out;
    // degrades: compress
    if (deflate(&s->z, Z_SYNC_FLUSH) != Z_OK)
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
