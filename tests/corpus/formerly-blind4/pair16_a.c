#include <zlib.h>
#include "proxy.h"

/* called by the reader with whatever the upstream socket returned */
int body_filter_feed(struct body_filter *f, unsigned char *piece, unsigned n)
{
    int rc;

    f->zs.next_in  = piece;
    f->zs.avail_in = n;
    while (f->zs.avail_in > 0) {
        f->zs.next_out  = f->win;
        f->zs.avail_out = sizeof(f->win);
        // degrades: decompress
        rc = inflate(&f->zs, Z_SYNC_FLUSH);
        if (rc != Z_OK && rc != Z_STREAM_END)
            return PX_BAD_BODY;
        if (body_emit(f->down, f->win, sizeof(f->win) - f->zs.avail_out) < 0)
            return PX_CLOSED;
        if (rc == Z_STREAM_END)
            break;
    }
    return PX_OK;
}
