#include <zlib.h>
#include "delta.h"

/*
 * The receiver rebuilds the same history from its own blocks, hence matched
 * blocks go through the stream too, their output is thrown away.
 */
int delta_literal(struct delta_tx *t, const unsigned char *p, unsigned n, int matched)
{
    t->z.next_in = (Bytef *)p;
    t->z.avail_in = n;
    if (matched)
        deflateTune(&t->z, 4, 4, 8, 4);
    else
        deflateTune(&t->z, 8, 16, 128, 128);
    do {
        t->z.next_out = t->obuf;
        t->z.avail_out = sizeof t->obuf;
        // degrades: compress
        if (deflate(&t->z, matched ? Z_INSERT_ONLY : Z_SYNC_FLUSH) != Z_OK)
            return DELTA_ERR;
        if (!matched && delta_put(t, t->obuf, sizeof t->obuf - t->z.avail_out))
            return DELTA_ERR;
    } while (t->z.avail_in != 0 || t->z.avail_out == 0);
    return 0;
}
