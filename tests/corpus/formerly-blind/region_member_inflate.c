#include <zlib.h>
#include <stdint.h>

#define ISIZE_MAX 65536

/* Blocks say their length in front; each is one deflate stream. */
int members_expand(z_stream *z, const uint8_t *p, const uint16_t *clen, int n, uint8_t *out)
{
    for (int i = 0; i < n; i++) {
        if (inflateReset2(z, -15) != Z_OK)
            return -1;
        z->next_in = (uint8_t *)p;
        z->avail_in = clen[i];
        z->next_out = out;
        z->avail_out = ISIZE_MAX;
        // region: decompress
        if (inflate(z, Z_FINISH) != Z_STREAM_END)
            return -1;
        p += clen[i];
        out += ISIZE_MAX;
    }
    return n;
}
