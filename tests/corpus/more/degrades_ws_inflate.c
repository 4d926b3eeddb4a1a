#include <zlib.h>

struct conn { z_stream in; unsigned char out[4096]; void (*deliver)(struct conn *, unsigned char *, unsigned); };

/* Each frame continues the connection's window. */
int on_frame(struct conn *c, unsigned char *p, unsigned n)
{
    c->in.next_in = p;
    c->in.avail_in = n;
    do {
        c->in.next_out = c->out;
        c->in.avail_out = sizeof c->out;
        // degrades: decompress qat-4xxx
        int rc = inflate(&c->in, Z_SYNC_FLUSH);
        if (rc != Z_OK && rc != Z_BUF_ERROR)
            return -1;
        c->deliver(c, c->out, sizeof c->out - c->in.avail_out);
    } while (c->in.avail_out == 0);
    return 0;
}
