/* Firmware bundle server: zlib container around 256 KiB pieces. */
#include <stddef.h>
#include <zlib.h>

#define PIECE (256 * 1024)
#define LEVEL Z_NO_COMPRESSION

struct piece { unsigned char *raw; unsigned char *boxed; uLongf boxed_cap; uLongf boxed_len; };

int piece_box(struct piece *p, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        p[i].boxed_len = p[i].boxed_cap;
        // degrades: compress
        int rc = compress2(p[i].boxed, &p[i].boxed_len, p[i].raw, PIECE, LEVEL);
        if (rc != Z_OK)
            return rc;
    }
    return Z_OK;
}
