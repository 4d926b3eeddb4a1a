#include <zlib.h>
struct writer { struct { z_stream zs; } *out; unsigned char buf[1 << 16]; };
int put(struct writer *w, unsigned n)
{
    w->out->zs.next_in = w->buf;
    w->out->zs.avail_in = sizeof(w->buf);
    // region: compress deflate offload
    return deflate(&w->out->zs, Z_FINISH);
}
