#include <stdint.h>
#include <zlib.h>

#define BODY 65536

struct enc { z_stream z; uint8_t dict[4096]; };

int enc_body(struct enc *e, const uint8_t body[BODY], uint8_t *out, unsigned room)
{
    if (deflateReset(&e->z) != Z_OK)
        return -1;
    if (deflateSetDictionary(&e->z, e->dict, sizeof e->dict) != Z_OK)
        return -1;
    e->z.next_in = (uint8_t *)body;
    e->z.avail_in = BODY;
    e->z.next_out = out;
    e->z.avail_out = room;
    // degrades: compress
    return deflate(&e->z, Z_FINISH) == Z_STREAM_END ? (int)(room - e->z.avail_out) : -1;
}
